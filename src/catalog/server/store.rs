//! The catalogue's SQL.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::Instant,
    server::{Result, db::Conn},
};
use std::collections::HashMap;

/// A model as it is stored. Prices are decimal US dollars for a million tokens.
#[derive(Debug, Clone, sqlx::FromRow, serde::Deserialize)]
pub(super) struct ModelRow {
    pub(super) id: String,
    pub(super) provider: String,
    pub(super) provider_model: String,
    pub(super) name: String,
    pub(super) context_tokens: i64,
    pub(super) output_tokens_max: i64,
    pub(super) input_usd: Option<String>,
    pub(super) output_usd: Option<String>,
}

pub(super) async fn list_enabled(conn: &mut Conn) -> Result<Vec<ModelRow>> {
    Ok(fetch_all!(
        conn,
        ModelRow,
        "SELECT id, provider, provider_model, name, context_tokens, output_tokens_max, input_usd, output_usd
         FROM models WHERE enabled AND input_usd IS NOT NULL AND output_usd IS NOT NULL ORDER BY position, name, id"
    )?)
}

pub(super) async fn find_enabled(conn: &mut Conn, id: &str) -> Result<Option<ModelRow>> {
    Ok(fetch_optional!(
        conn,
        ModelRow,
        "SELECT id, provider, provider_model, name, context_tokens, output_tokens_max, input_usd, output_usd
         FROM models WHERE id = $1 AND enabled AND input_usd IS NOT NULL AND output_usd IS NOT NULL",
        id
    )?)
}

/// Adds a model that is not there yet.
pub(super) async fn insert_missing(conn: &mut Conn, row: &ModelRow, position: i64, now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO models (id, provider, provider_model, name, context_tokens, output_tokens_max, input_usd, output_usd, enabled, position, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, TRUE, $9, $10) ON CONFLICT (id) DO NOTHING",
        &row.id, &row.provider, &row.provider_model, &row.name, row.context_tokens, row.output_tokens_max,
        row.input_usd.as_deref(), row.output_usd.as_deref(), position, now
    )?;
    Ok(())
}

/// Brings a model's facts up to date; what staff chose (whether it is enabled, where it stands) stays.
pub(super) async fn update_facts(conn: &mut Conn, row: &ModelRow, now: Instant) -> Result<()> {
    execute!(
        conn,
        "UPDATE models SET name = $2, context_tokens = $3, input_usd = $4, output_usd = $5, updated_at = $6 WHERE id = $1",
        &row.id,
        &row.name,
        row.context_tokens,
        row.input_usd.as_deref(),
        row.output_usd.as_deref(),
        now
    )?;
    Ok(())
}

/// The names of all models, those that left the offer included.
pub async fn names(conn: &mut Conn) -> Result<HashMap<String, String>> {
    let rows = fetch_all!(conn, (String, String), "SELECT id, name FROM models")?;
    Ok(rows.into_iter().collect())
}

/// How many models of a provider are on offer.
pub async fn count_models(conn: &mut Conn, provider: &str) -> Result<i64> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "SELECT COUNT(*) FROM models WHERE provider = $1 AND enabled AND input_usd IS NOT NULL AND output_usd IS NOT NULL",
        provider
    )?;
    Ok(count)
}
