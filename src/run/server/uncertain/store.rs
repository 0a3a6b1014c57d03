//! SQL of uncertain runs, and of requests whose cost nobody told yet.

use super::Decision;
use crate::{
    catalog::server::Price,
    execute, fetch_all, fetch_optional,
    kernel::{
        Coins, Instant,
        id::{AttemptId, KeyId, RunId, UserId},
    },
    provider::Usage,
    run::model::{RunState, UncertainRun},
    server::{Result, db::Conn},
};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct UncertainRow {
    id: RunId,
    user_id: UserId,
    email: String,
    kind: String,
    model_id: String,
    provider: Option<String>,
    request_id: Option<String>,
    detail: Option<String>,
    #[sqlx(flatten)]
    frozen: Frozen,
    finished_at: Instant,
}

/// The money of a run that waits.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(super) struct Frozen {
    pub(super) quote_milli: Coins,
    estimate_milli: Option<Coins>,
    pub(super) key_id: Option<KeyId>,
}

impl Frozen {
    /// What it would cost, as far as anybody knows; never more than was held.
    pub(super) fn estimate(&self) -> Coins {
        self.estimate_milli.map_or(self.quote_milli, |estimate| estimate.min(self.quote_milli))
    }
}

pub(super) async fn list(conn: &mut Conn, before: Option<RunId>, limit: u32) -> Result<Vec<UncertainRun>> {
    let before = before.map_or(uuid::Uuid::max(), |id| id.0);
    let rows = fetch_all!(
        conn,
        UncertainRow,
        "SELECT r.id, r.user_id, u.email, r.kind, r.model_id, a.provider, a.request_id, a.detail, r.quote_milli, r.estimate_milli,
            r.key_id, r.finished_at
         FROM runs r JOIN users u ON u.id = r.user_id
         LEFT JOIN attempts a ON a.run_id = r.id AND a.number = (SELECT MAX(number) FROM attempts WHERE run_id = r.id)
         WHERE r.state = 'uncertain' AND r.id < $1 ORDER BY r.id DESC LIMIT $2",
        before,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(UncertainRow::shown).collect())
}

impl UncertainRow {
    fn shown(self) -> UncertainRun {
        UncertainRun {
            run: self.id,
            user: self.user_id,
            email: self.email,
            kind: self.kind,
            model: self.model_id,
            provider: self.provider.unwrap_or_default(),
            request_id: self.request_id,
            quote: self.frozen.quote_milli,
            estimate: self.frozen.estimate(),
            detail: self.detail,
            since: self.finished_at,
        }
    }
}

/// Whose run it is, if it waits.
pub(super) async fn find_owner(conn: &mut Conn, run: RunId) -> Result<Option<UserId>> {
    let row = fetch_optional!(conn, (UserId,), "SELECT user_id FROM runs WHERE id = $1 AND state = 'uncertain'", run)?;
    Ok(row.map(|(user,)| user))
}

/// Ends a run that waits; none when it does not.
pub(super) async fn end(conn: &mut Conn, run: RunId, state: RunState, now: Instant) -> Result<Option<Frozen>> {
    Ok(fetch_optional!(
        conn,
        Frozen,
        "UPDATE runs SET state = $2, finished_at = $3 WHERE id = $1 AND state = 'uncertain'
         RETURNING quote_milli, estimate_milli, key_id",
        run,
        state.code(),
        now
    )?)
}

pub(super) async fn insert_resolution(conn: &mut Conn, decision: &Decision, charged: Coins) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO run_resolutions (run_id, verdict, charged_milli, note, author, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        decision.run,
        decision.verdict.code(),
        charged,
        &decision.note,
        decision.author,
        decision.at
    )?;
    Ok(())
}

/// A request whose cost nobody told yet.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Unpriced {
    pub(super) id: AttemptId,
    pub(super) run_id: RunId,
    pub(super) user_id: UserId,
    pub(super) model_id: String,
    pub(super) request_id: String,
    pub(super) asked: i64,
    pub(super) state: String,
    pub(super) price: String,
    pub(super) created_at: Instant,
}

impl Unpriced {
    /// The price of the model that was asked.
    pub(super) fn price(&self) -> Option<Price> {
        let mut prices: HashMap<String, Price> = serde_json::from_str(&self.price).ok()?;
        prices.remove(&self.model_id)
    }
}

/// A provider's requests since `since` that may have cost something, asked about fewer than `asked_max` times.
pub(super) async fn list_unpriced(
    conn: &mut Conn,
    provider: &str,
    since: Instant,
    asked_max: i64,
    limit: u32,
) -> Result<Vec<Unpriced>> {
    Ok(fetch_all!(
        conn,
        Unpriced,
        "SELECT a.id, a.run_id, r.user_id, a.model_id, a.request_id, a.asked, r.state, r.price, a.created_at
         FROM attempts a JOIN runs r ON r.id = a.run_id
         WHERE a.cost_source = 'unknown' AND a.request_id IS NOT NULL AND a.created_at >= $1 AND a.asked < $2
            AND a.outcome IN ('cancelled', 'interrupted', 'uncertain', 'lost') AND a.provider = $4
         ORDER BY a.asked, a.created_at LIMIT $3",
        since,
        asked_max,
        i64::from(limit),
        provider
    )?)
}

/// Notes that the books were asked, and what they say.
pub(super) async fn note_answer(conn: &mut Conn, id: AttemptId, usage: Option<Usage>) -> Result<()> {
    let Some(usage) = usage else {
        execute!(conn, "UPDATE attempts SET asked = asked + 1 WHERE id = $1", id)?;
        return Ok(());
    };
    execute!(
        conn,
        "UPDATE attempts SET asked = asked + 1, cost_usd = $2, cost_source = 'provider', usage = $3
         WHERE id = $1 AND cost_source = 'unknown'",
        id,
        usage.cost_usd.map(|cost| cost.normalize().to_string()),
        usage.raw.map(|raw| raw.to_string())
    )?;
    Ok(())
}

/// What a run that waits would cost, by its provider's word.
pub(super) async fn set_estimate(conn: &mut Conn, run: RunId, estimate: Coins) -> Result<()> {
    execute!(conn, "UPDATE runs SET estimate_milli = $2 WHERE id = $1 AND state = 'uncertain'", run, estimate)?;
    Ok(())
}
