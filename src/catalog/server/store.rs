//! The catalogue's SQL.

use super::rate::Rate;
use crate::{
    catalog::{
        entry::{EntryFilter, Margin},
        model::Conditions,
    },
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{Instant, id::UserId},
    server::{
        Result,
        db::{Conn, containing},
    },
};
use std::collections::HashMap;
use uuid::Uuid;

/// A model as it is stored. Lists are JSON.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct ModelRow {
    pub(super) id: String,
    pub(super) provider: String,
    pub(super) provider_model: String,
    pub(super) name: String,
    pub(super) capabilities: String,
    pub(super) input_modalities: String,
    pub(super) output_modalities: String,
    pub(super) voices: String,
    pub(super) sizes: String,
    pub(super) context_tokens: i64,
    pub(super) output_tokens_max: i64,
    pub(super) enabled: bool,
    pub(super) position: i64,
    pub(super) retires_on: Option<String>,
    /// Who said so: what a list told, a list can take back.
    pub(super) retires_said: Option<String>,
    /// The day of an end that staff has seen to.
    pub(super) end_seen: Option<String>,
    pub(super) successor_id: Option<String>,
    pub(super) source: String,
    pub(super) margin: Option<String>,
    pub(super) pinned: String,
    pub(super) updated_at: Instant,
    pub(super) updated_by: Option<UserId>,
}

const COLUMNS: &str = "id, provider, provider_model, name, capabilities, input_modalities, output_modalities, voices, sizes,
    context_tokens, output_tokens_max, enabled, position, retires_on, retires_said, end_seen, successor_id, source, margin, pinned,
    updated_at, updated_by";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM models {rest}"))
}

pub(super) async fn find_model(conn: &mut Conn, id: &str) -> Result<Option<ModelRow>> {
    Ok(fetch_optional!(conn, ModelRow, select("WHERE id = $1"), id)?)
}

pub(super) async fn list_enabled(conn: &mut Conn) -> Result<Vec<ModelRow>> {
    Ok(fetch_all!(conn, ModelRow, select("WHERE enabled ORDER BY position, name, id"))?)
}

pub(super) async fn list_of_provider(conn: &mut Conn, provider: &str) -> Result<Vec<ModelRow>> {
    Ok(fetch_all!(conn, ModelRow, select("WHERE provider = $1"), provider)?)
}

/// Enabled models with a price that end on or before a day, the first to end first, without those whose end was seen to.
pub(super) async fn list_retiring(conn: &mut Conn, until: &str) -> Result<Vec<ModelRow>> {
    let sql = "WHERE enabled AND retires_on IS NOT NULL AND retires_on <= $1 AND (end_seen IS NULL OR end_seen <> retires_on)
        AND EXISTS (SELECT 1 FROM model_prices p WHERE p.model_id = models.id AND p.valid_to IS NULL) ORDER BY retires_on, id LIMIT 200";
    Ok(fetch_all!(conn, ModelRow, select(sql), until)?)
}

/// What the list of staff is narrowed to.
#[derive(Debug, Clone)]
pub(super) struct Filter<'a> {
    pub(super) search: &'a str,
    pub(super) provider: &'a str,
    pub(super) capability: Option<&'static str>,
    pub(super) state: Option<EntryFilter>,
    pub(super) retires_until: &'a str,
    pub(super) after: &'a str,
    pub(super) limit: u32,
}

/// Models for staff, in the order of their ids.
pub(super) async fn list_filtered(conn: &mut Conn, filter: &Filter<'_>) -> Result<Vec<ModelRow>> {
    let pattern = containing(&filter.search.to_lowercase());
    let capability = filter.capability.map_or_else(|| "%".to_owned(), |word| format!("%\"{word}\"%"));
    let rows = fetch_all!(
        conn,
        ModelRow,
        select(
            "WHERE id > $1 AND (LOWER(id) LIKE $2 ESCAPE '\\' OR LOWER(name) LIKE $2 ESCAPE '\\')
             AND ($3 = '' OR provider = $3) AND capabilities LIKE $4
             AND ($5 = '' OR ($5 = 'on' AND enabled) OR ($5 = 'off' AND NOT enabled) OR ($5 = 'retiring' AND retires_on <= $6)
                  OR ($5 = 'unpriced' AND NOT EXISTS (SELECT 1 FROM model_prices p WHERE p.model_id = models.id AND p.valid_to IS NULL)))
             ORDER BY id LIMIT $7"
        ),
        filter.after,
        &pattern,
        filter.provider,
        &capability,
        filter.state.map_or("", EntryFilter::code),
        filter.retires_until,
        i64::from(filter.limit)
    )?;
    Ok(rows)
}

/// Writes a model, new or changed.
pub(super) async fn put_model(conn: &mut Conn, row: &ModelRow) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO models (id, provider, provider_model, name, capabilities, input_modalities, output_modalities, voices, sizes,
            context_tokens, output_tokens_max, enabled, position, retires_on, retires_said, end_seen, successor_id, source, margin, pinned,
            updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
         ON CONFLICT (id) DO UPDATE SET name = $4, capabilities = $5, input_modalities = $6, output_modalities = $7, voices = $8,
            sizes = $9, context_tokens = $10, output_tokens_max = $11, enabled = $12, position = $13, retires_on = $14,
            retires_said = $15, end_seen = $16, successor_id = $17, source = $18, margin = $19, pinned = $20, updated_at = $21,
            updated_by = $22",
        &row.id, &row.provider, &row.provider_model, &row.name, &row.capabilities, &row.input_modalities, &row.output_modalities,
        &row.voices, &row.sizes, row.context_tokens, row.output_tokens_max, row.enabled, row.position, row.retires_on.as_deref(),
        row.retires_said.as_deref(), row.end_seen.as_deref(), row.successor_id.as_deref(), &row.source, row.margin.as_deref(), &row.pinned, row.updated_at, row.updated_by
    )?;
    Ok(())
}

/// A price as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct PriceRow {
    pub(super) id: Uuid,
    pub(super) model_id: String,
    component: String,
    usd: String,
    per: i64,
    prompt_tokens_over: Option<i64>,
    utc_from: Option<i64>,
    utc_to: Option<i64>,
    pub(super) position: i64,
    pub(super) valid_from: Instant,
    pub(super) valid_to: Option<Instant>,
    pub(super) source: String,
    pub(super) author: Option<UserId>,
}

impl PriceRow {
    pub(super) fn rate(&self) -> Result<Rate> {
        let (utc_from, utc_to) = (self.utc_from, self.utc_to);
        Ok(Rate {
            component: self.component.parse()?,
            usd: self.usd.parse()?,
            per: u64::try_from(self.per)?,
            when: Conditions { prompt_tokens_over: self.prompt_tokens_over, utc_from, utc_to },
        })
    }
}

const PRICE: &str = "id, model_id, component, usd, per, prompt_tokens_over, utc_from, utc_to, position, valid_from, valid_to, source, author";

fn select_prices(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("SELECT {PRICE} FROM model_prices {rest}"))
}

/// Today's prices of a model.
pub(super) async fn list_prices(conn: &mut Conn, model: &str) -> Result<Vec<PriceRow>> {
    let sql = "WHERE model_id = $1 AND valid_to IS NULL ORDER BY position, id";
    Ok(fetch_all!(conn, PriceRow, select_prices(sql), model)?)
}

/// Today's prices of the models of a provider, or of all where it is empty.
pub(super) async fn list_all_prices(conn: &mut Conn, provider: &str) -> Result<HashMap<String, Vec<PriceRow>>> {
    let sql = "WHERE valid_to IS NULL AND ($1 = '' OR model_id IN (SELECT id FROM models WHERE provider = $1)) ORDER BY position, id";
    Ok(by_model(fetch_all!(conn, PriceRow, select_prices(sql), provider)?))
}

/// Today's prices of the models between two ids.
pub(super) async fn list_prices_between(
    conn: &mut Conn,
    first: &str,
    last: &str,
) -> Result<HashMap<String, Vec<PriceRow>>> {
    let sql = "WHERE valid_to IS NULL AND model_id >= $1 AND model_id <= $2 ORDER BY position, id";
    Ok(by_model(fetch_all!(conn, PriceRow, select_prices(sql), first, last)?))
}

fn by_model(rows: Vec<PriceRow>) -> HashMap<String, Vec<PriceRow>> {
    let mut prices: HashMap<String, Vec<PriceRow>> = HashMap::new();
    for row in rows {
        prices.entry(row.model_id.clone()).or_default().push(row);
    }
    prices
}

/// Every price a model had, the newest first.
pub(super) async fn list_history(conn: &mut Conn, model: &str, limit: i64) -> Result<Vec<PriceRow>> {
    let sql = "WHERE model_id = $1 ORDER BY valid_from DESC, position, id LIMIT $2";
    Ok(fetch_all!(conn, PriceRow, select_prices(sql), model, limit)?)
}

pub(super) async fn close_price(conn: &mut Conn, id: Uuid, now: Instant) -> Result<()> {
    execute!(conn, "UPDATE model_prices SET valid_to = $2 WHERE id = $1 AND valid_to IS NULL", id, now)?;
    Ok(())
}

/// Who says a price, and since when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) source: &'static str,
    pub(super) author: Option<UserId>,
    pub(super) at: Instant,
}

pub(super) async fn insert_price(
    conn: &mut Conn,
    id: Uuid,
    model: &str,
    position: i64,
    rate: &Rate,
    said: Said,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO model_prices (id, model_id, component, usd, per, prompt_tokens_over, utc_from, utc_to, position, valid_from, source, author)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id, model, rate.component.code(), rate.usd.normalize().to_string(), i64::try_from(rate.per)?, rate.when.prompt_tokens_over,
        rate.when.utc_from, rate.when.utc_to, position, said.at, said.source, said.author
    )?;
    Ok(())
}

/// The margins of a plan by model; `""` is the one for all of them.
pub(super) async fn list_margins(conn: &mut Conn, plan: &str) -> Result<HashMap<String, String>> {
    let rows = fetch_all!(conn, (String, String), "SELECT model_id, margin FROM margins WHERE plan = $1", plan)?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn list_all_margins(conn: &mut Conn) -> Result<Vec<Margin>> {
    let sql = "SELECT plan, model_id, margin FROM margins ORDER BY plan, model_id LIMIT 1000";
    let rows = fetch_all!(conn, (String, String, String), sql)?;
    Ok(rows.into_iter().map(|(plan, model_id, margin)| Margin { plan, model_id, margin }).collect())
}

/// The margin of a plan for a model, and for all models.
pub(super) async fn find_margins(conn: &mut Conn, plan: &str, model: &str) -> Result<(Option<String>, Option<String>)> {
    let sql = "SELECT model_id, margin FROM margins WHERE plan = $1 AND model_id IN ('', $2)";
    let mut found: HashMap<String, String> =
        fetch_all!(conn, (String, String), sql, plan, model)?.into_iter().collect();
    Ok((found.remove(model), found.remove("")))
}

pub(super) async fn put_margin(conn: &mut Conn, margin: &Margin, by: UserId, now: Instant) -> Result<()> {
    if margin.margin.is_empty() {
        execute!(conn, "DELETE FROM margins WHERE plan = $1 AND model_id = $2", &margin.plan, &margin.model_id)?;
        return Ok(());
    }
    execute!(
        conn,
        "INSERT INTO margins (plan, model_id, margin, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (plan, model_id) DO UPDATE SET margin = $3, updated_at = $4, updated_by = $5",
        &margin.plan,
        &margin.model_id,
        &margin.margin,
        now,
        by
    )?;
    Ok(())
}

/// The providers that have models, with how many.
pub(super) async fn list_providers(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    Ok(fetch_all!(conn, (String, i64), "SELECT provider, COUNT(*) FROM models GROUP BY provider ORDER BY provider")?)
}

/// The providers that have models, in the order of their names.
pub async fn providers(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(list_providers(conn).await?.into_iter().map(|(provider, _)| provider).collect())
}

/// The names of all models, those that left the offer included.
pub async fn names(conn: &mut Conn) -> Result<HashMap<String, String>> {
    let rows = fetch_all!(conn, (String, String), "SELECT id, name FROM models")?;
    Ok(rows.into_iter().collect())
}

/// How many models of a provider are enabled and have a price.
pub async fn count_models(conn: &mut Conn, provider: &str) -> Result<i64> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "SELECT COUNT(*) FROM models WHERE provider = $1 AND enabled
            AND EXISTS (SELECT 1 FROM model_prices p WHERE p.model_id = models.id AND p.valid_to IS NULL)",
        provider
    )?;
    Ok(count)
}
