//! Offers' SQL.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Cash, Coins, Instant,
        id::{OfferId, UserId},
    },
    offer::model::{ARCHIVED_MAX, Content, Offer, OfferLine, Package, Plan, REVISIONS_MAX, Revision, Terms},
    server::{Result, db::Conn},
};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct Row {
    id: OfferId,
    kind: String,
    code: Option<String>,
    position: i64,
    offer_at: Instant,
    archived_at: Option<Instant>,
    revision: i64,
    name_fa: String,
    name_en: String,
    description_fa: String,
    description_en: String,
    coins_milli: Coins,
    bonus_milli: Coins,
    expires_days: Option<i64>,
    limit_per_user: Option<i64>,
    period: Option<String>,
    features_fa: String,
    features_en: String,
    price_multiplier: String,
    models: String,
    queue_priority: i64,
    trial_days: Option<i64>,
    trial_milli: Option<Coins>,
    highlight: bool,
    enabled: bool,
    created_at: Instant,
    author: Option<String>,
}

impl Row {
    fn line(self, prices: Vec<Cash>) -> Result<OfferLine> {
        let (position, created_at, updated_at) = (self.position, self.offer_at, self.created_at);
        let archived_at = self.archived_at;
        Ok(OfferLine { offer: self.offer(prices)?, position, created_at, updated_at, archived_at })
    }

    fn offer(self, prices: Vec<Cash>) -> Result<Offer> {
        let terms = match self.kind.as_str() {
            "package" => Terms::Package(Package {
                bonus_coins: self.bonus_milli,
                expires_days: self.expires_days,
                limit_per_user: self.limit_per_user,
            }),
            _ => Terms::Plan(Plan {
                code: self.code.unwrap_or_default(),
                period: self.period.unwrap_or_default().parse()?,
                features_fa: serde_json::from_str(&self.features_fa)?,
                features_en: serde_json::from_str(&self.features_en)?,
                price_multiplier: self.price_multiplier,
                models: serde_json::from_str(&self.models)?,
                queue_priority: self.queue_priority,
                trial_days: self.trial_days,
                trial_coins: self.trial_milli,
            }),
        };
        let content = Content {
            name_fa: self.name_fa,
            name_en: self.name_en,
            description_fa: self.description_fa,
            description_en: self.description_en,
            coins: self.coins_milli,
            prices,
            highlight: self.highlight,
            enabled: self.enabled,
            terms,
        };
        Ok(Offer { id: self.id, revision: self.revision, content })
    }
}

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!(
        "SELECT o.id, o.kind, o.code, o.position, o.created_at AS offer_at, o.archived_at, r.revision, r.name_fa, r.name_en,
            r.description_fa, r.description_en, r.coins_milli, r.bonus_milli, r.expires_days, r.limit_per_user, r.period,
            r.features_fa, r.features_en, r.price_multiplier, r.models, r.queue_priority, r.trial_days, r.trial_milli,
            r.highlight, r.enabled, r.created_at, u.email AS author
         FROM offers o JOIN offer_revisions r ON r.offer_id = o.id LEFT JOIN users u ON u.id = r.created_by {rest}"
    ))
}

type Prices = HashMap<(OfferId, i64), Vec<Cash>>;

fn grouped(rows: Vec<(OfferId, i64, String, i64)>) -> Result<Prices> {
    let mut prices = Prices::new();
    for (id, revision, currency, amount_minor) in rows {
        prices.entry((id, revision)).or_default().push(Cash::new(amount_minor, currency.parse()?));
    }
    for list in prices.values_mut() {
        list.sort_unstable_by_key(|cash| cash.currency);
    }
    Ok(prices)
}

fn lines(rows: Vec<Row>, mut prices: Prices) -> Result<Vec<OfferLine>> {
    rows.into_iter()
        .map(|row| {
            let own = prices.remove(&(row.id, row.revision)).unwrap_or_default();
            row.line(own)
        })
        .collect()
}

/// The newest revisions' prices.
async fn current_prices(conn: &mut Conn) -> Result<Prices> {
    grouped(fetch_all!(
        conn,
        (OfferId, i64, String, i64),
        "SELECT p.offer_id, p.revision, p.currency, p.amount_minor
         FROM offer_prices p JOIN offers o ON o.id = p.offer_id AND o.revision = p.revision"
    )?)
}

async fn prices_of(conn: &mut Conn, id: OfferId) -> Result<Prices> {
    grouped(fetch_all!(
        conn,
        (OfferId, i64, String, i64),
        "SELECT offer_id, revision, currency, amount_minor FROM offer_prices WHERE offer_id = $1",
        id
    )?)
}

/// Every offer that is not archived, in order.
pub(super) async fn list_lines(conn: &mut Conn) -> Result<Vec<OfferLine>> {
    let query = select("WHERE r.revision = o.revision AND o.archived_at IS NULL ORDER BY o.position, o.id");
    let rows = fetch_all!(conn, Row, query)?;
    lines(rows, current_prices(conn).await?)
}

/// The offers archived last.
pub(super) async fn list_archived(conn: &mut Conn) -> Result<Vec<OfferLine>> {
    let query =
        select("WHERE r.revision = o.revision AND o.archived_at IS NOT NULL ORDER BY o.archived_at DESC LIMIT $1");
    let rows = fetch_all!(conn, Row, query, i64::from(ARCHIVED_MAX))?;
    lines(rows, current_prices(conn).await?)
}

pub(super) async fn find_line(conn: &mut Conn, id: OfferId) -> Result<Option<OfferLine>> {
    let row = fetch_optional!(conn, Row, select("WHERE r.revision = o.revision AND o.id = $1"), id)?;
    let Some(row) = row else { return Ok(None) };
    let own = prices_of(conn, id).await?.remove(&(id, row.revision)).unwrap_or_default();
    row.line(own).map(Some)
}

/// The newest revision of an offer that is for sale.
pub async fn find_for_sale(conn: &mut Conn, id: OfferId) -> Result<Option<Offer>> {
    let line = find_line(conn, id).await?;
    Ok(line.filter(|line| line.archived_at.is_none() && line.offer.content.enabled).map(|line| line.offer))
}

/// An offer as a revision has it, whatever became of it.
pub async fn find_revision(conn: &mut Conn, id: OfferId, revision: i64) -> Result<Option<Offer>> {
    let row = fetch_optional!(conn, Row, select("WHERE o.id = $1 AND r.revision = $2"), id, revision)?;
    let Some(row) = row else { return Ok(None) };
    let own = prices_of(conn, id).await?.remove(&(id, revision)).unwrap_or_default();
    row.offer(own).map(Some)
}

pub(super) async fn list_revisions(conn: &mut Conn, id: OfferId) -> Result<Vec<Revision>> {
    let query = select("WHERE o.id = $1 ORDER BY r.revision DESC LIMIT $2");
    let rows = fetch_all!(conn, Row, query, id, i64::from(REVISIONS_MAX))?;
    let mut prices = prices_of(conn, id).await?;
    rows.into_iter()
        .map(|row| {
            let own = prices.remove(&(id, row.revision)).unwrap_or_default();
            let (created_at, created_by) = (row.created_at, row.author.clone());
            Ok(Revision { offer: row.offer(own)?, created_at, created_by })
        })
        .collect()
}

pub(super) async fn find_by_code(conn: &mut Conn, code: &str) -> Result<Option<OfferId>> {
    let row = fetch_optional!(conn, (OfferId,), "SELECT id FROM offers WHERE code = $1", code)?;
    Ok(row.map(|(id,)| id))
}

/// The names of all offers, in both languages: Persian, English.
pub async fn names(conn: &mut Conn) -> Result<HashMap<OfferId, (String, String)>> {
    let rows = fetch_all!(
        conn,
        (OfferId, String, String),
        "SELECT o.id, r.name_fa, r.name_en FROM offers o JOIN offer_revisions r ON r.offer_id = o.id AND r.revision = o.revision"
    )?;
    Ok(rows.into_iter().map(|(id, fa, en)| (id, (fa, en))).collect())
}

pub(super) async fn count_all(conn: &mut Conn) -> Result<i64> {
    let (offers,) = fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM offers")?;
    Ok(offers)
}

pub(super) async fn count_living(conn: &mut Conn) -> Result<i64> {
    let (offers,) = fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM offers WHERE archived_at IS NULL")?;
    Ok(offers)
}

pub(super) async fn next_position(conn: &mut Conn) -> Result<i64> {
    let (position,) = fetch_one!(conn, (i64,), "SELECT CAST(COALESCE(MAX(position) + 1, 0) AS BIGINT) FROM offers")?;
    Ok(position)
}

/// Adds an offer at its first revision; one of this id that is there stays as it is. Whether it was added.
pub(super) async fn insert_offer(
    conn: &mut Conn,
    id: OfferId,
    content: &Content,
    position: i64,
    now: Instant,
) -> Result<bool> {
    let added = execute!(
        conn,
        "INSERT INTO offers (id, kind, code, revision, position, created_at) VALUES ($1, $2, $3, 1, $4, $5)
         ON CONFLICT (id) DO NOTHING",
        id,
        content.kind().code(),
        content.plan().map(|plan| plan.code.clone()),
        position,
        now
    )?;
    Ok(added == 1)
}

pub(super) async fn insert_revision(
    conn: &mut Conn,
    id: OfferId,
    revision: i64,
    content: &Content,
    now: Instant,
    author: Option<UserId>,
) -> Result<()> {
    let package = content.package().cloned().unwrap_or_default();
    let plan = content.plan().cloned().unwrap_or_default();
    execute!(
        conn,
        "INSERT INTO offer_revisions (offer_id, revision, name_fa, name_en, description_fa, description_en, coins_milli,
            bonus_milli, expires_days, limit_per_user, period, features_fa, features_en, price_multiplier, models,
            queue_priority, trial_days, trial_milli, highlight, enabled, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        id,
        revision,
        &content.name_fa,
        &content.name_en,
        &content.description_fa,
        &content.description_en,
        content.coins,
        package.bonus_coins,
        package.expires_days,
        package.limit_per_user,
        content.plan().map(|plan| plan.period.code()),
        serde_json::to_string(&plan.features_fa)?,
        serde_json::to_string(&plan.features_en)?,
        &plan.price_multiplier,
        serde_json::to_string(&plan.models)?,
        plan.queue_priority,
        plan.trial_days,
        plan.trial_coins,
        content.highlight,
        content.enabled,
        now,
        author
    )?;
    for price in &content.prices {
        execute!(
            conn,
            "INSERT INTO offer_prices (offer_id, revision, currency, amount_minor) VALUES ($1, $2, $3, $4)",
            id,
            revision,
            price.currency.code(),
            price.amount_minor
        )?;
    }
    Ok(())
}

/// Makes the next revision the newest; whether this one still was.
pub(super) async fn advance(conn: &mut Conn, id: OfferId, revision: i64) -> Result<bool> {
    let advanced =
        execute!(conn, "UPDATE offers SET revision = revision + 1 WHERE id = $1 AND revision = $2", id, revision)?;
    Ok(advanced == 1)
}

pub(super) async fn archive(conn: &mut Conn, id: OfferId, at: Option<Instant>) -> Result<()> {
    execute!(conn, "UPDATE offers SET archived_at = $2 WHERE id = $1", id, at)?;
    Ok(())
}

pub(super) async fn set_position(conn: &mut Conn, id: OfferId, position: i64) -> Result<()> {
    execute!(conn, "UPDATE offers SET position = $2 WHERE id = $1", id, position)?;
    Ok(())
}
