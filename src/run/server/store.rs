//! Runs' SQL.

use super::{attempt::Attempt, finish::End, start::NewRun};
use crate::{
    catalog::server::Price,
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        AppError, Coins, Instant,
        id::{KeyId, RunId, UserId},
    },
    run::model::{Run, RunState},
    server::{Result, db::Conn, live::Entry},
};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A run as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RunRow {
    /// The run.
    pub id: RunId,
    kind: String,
    state: String,
    model_id: String,
    quote_milli: Coins,
    /// What it cost.
    pub cost_milli: Coins,
    /// Tokens read, once known.
    pub input_tokens: Option<i64>,
    /// Tokens written, once known.
    pub output_tokens: Option<i64>,
    /// Whether the tokens were counted by us.
    pub estimated: bool,
    error: Option<String>,
    created_at: Instant,
    finished_at: Option<Instant>,
}

impl RunRow {
    /// Why it did not succeed.
    pub fn error(&self) -> Option<AppError> {
        self.error.as_deref().and_then(|error| serde_json::from_str(error).ok())
    }
}

impl TryFrom<RunRow> for Run {
    type Error = crate::kernel::locale::UnknownChoice;
    fn try_from(row: RunRow) -> std::result::Result<Self, Self::Error> {
        let error = row.error();
        Ok(Self {
            id: row.id,
            kind: row.kind,
            state: row.state.parse()?,
            model: row.model_id,
            progress: None,
            place: None,
            quote: row.quote_milli,
            coin_cost: row.cost_milli,
            input_tokens: row.input_tokens,
            output_tokens: row.output_tokens,
            estimated: row.estimated,
            error,
            created_at: row.created_at,
            finished_at: row.finished_at,
        })
    }
}

const COLUMNS: &str = "id, kind, state, model_id, quote_milli, cost_milli, input_tokens, output_tokens, estimated, error, created_at, finished_at";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM runs {rest}"))
}

/// Makes a run: under way, with the lease of the process that works on it, or waiting its turn.
pub(super) async fn insert_run(
    conn: &mut Conn,
    run: &NewRun,
    quote: Coins,
    lease: Option<(Uuid, Instant)>,
    now: Instant,
) -> Result<()> {
    let prices: BTreeMap<&str, &Price> = run.plan.candidates().map(|offer| (offer.id.as_str(), &offer.price)).collect();
    execute!(
        conn,
        "INSERT INTO runs (id, user_id, kind, state, model_id, quote_milli, price, input_tokens_quoted, lease_owner, lease_until, created_at, key_id, work, paid_by)
         VALUES ($1, $2, $3, $14, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        run.id, run.user, run.kind, &run.plan.first().id, quote, serde_json::to_string(&prices)?,
        i64::try_from(run.input_tokens_max).unwrap_or(i64::MAX), lease.map(|lease| lease.0), lease.map(|lease| lease.1), now, run.payer.key(),
        run.work.code(), run.payer.code(), if lease.is_some() { "running" } else { "queued" }
    )?;
    Ok(())
}

/// A run of the person's.
pub(super) async fn find_run(conn: &mut Conn, user: UserId, id: RunId) -> Result<Option<Run>> {
    let row = fetch_optional!(conn, RunRow, select("WHERE id = $1 AND user_id = $2 AND paid_by = 'person'"), id, user)?;
    Ok(row.map(Run::try_from).transpose()?)
}

/// Some runs, whoever's they are: for features that hold their ids.
pub async fn find_rows(conn: &mut Conn, first: RunId, last: RunId, user: UserId) -> Result<HashMap<RunId, RunRow>> {
    let rows = fetch_all!(conn, RunRow, select("WHERE user_id = $1 AND id >= $2 AND id <= $3"), user, first, last)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

pub(super) async fn list_recent(conn: &mut Conn, user: UserId, limit: u32) -> Result<Vec<Run>> {
    let rows = fetch_all!(
        conn,
        RunRow,
        select("WHERE user_id = $1 AND paid_by = 'person' ORDER BY created_at DESC LIMIT $2"),
        user,
        i64::from(limit)
    )?;
    rows.into_iter().map(|row| Ok(Run::try_from(row)?)).collect()
}

/// Notes that the run is to stop; whether it is still under way.
pub(super) async fn request_cancel(conn: &mut Conn, id: RunId, user: UserId, now: Instant) -> Result<bool> {
    let asked = execute!(
        conn,
        "UPDATE runs SET cancel_requested_at = COALESCE(cancel_requested_at, $3) WHERE id = $1 AND user_id = $2 AND state = 'running'",
        id,
        user,
        now
    )?;
    Ok(asked == 1)
}

/// Appends a pack if the run is still ours; the number of the last durable event.
pub(super) async fn append_if_ours(
    conn: &mut Conn,
    run: RunId,
    instance: Uuid,
    stored: i64,
    entries: Vec<Entry>,
) -> Result<i64> {
    let ours = fetch_optional!(
        conn,
        (i64,),
        "SELECT CAST(1 AS BIGINT) FROM runs WHERE id = $1 AND lease_owner = $2 AND state = 'running'",
        run,
        instance
    )?;
    if ours.is_none() {
        return Err(AppError::Conflict.into());
    }
    append(conn, run, stored, entries).await
}

/// Appends a pack of events after the last durable one.
pub(super) async fn append(conn: &mut Conn, run: RunId, stored: i64, entries: Vec<Entry>) -> Result<i64> {
    let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(stored) };
    // Names are ours, and the data is JSON already.
    let packed: Vec<String> = entries.iter().map(|entry| format!("[\"{}\",{}]", entry.event, entry.data)).collect();
    execute!(
        conn,
        "INSERT INTO run_events (run_id, first_seq, last_seq, events) VALUES ($1, $2, $3, $4)",
        run,
        stored + 1,
        last,
        format!("[{}]", packed.join(","))
    )?;
    Ok(last)
}

/// The stored events after `after`.
pub(super) async fn list_events(conn: &mut Conn, run: RunId, after: i64) -> Result<Vec<Entry>> {
    let rows = fetch_all!(
        conn,
        (i64, String),
        "SELECT first_seq, events FROM run_events WHERE run_id = $1 AND last_seq > $2 ORDER BY first_seq",
        run,
        after
    )?;
    let mut entries = Vec::new();
    for (first, packed) in rows {
        let events: Vec<(String, Value)> = serde_json::from_str(&packed)?;
        for (seq, (event, data)) in (first..).zip(events) {
            if seq > after {
                entries.push(Entry { seq, event: known(&event), data: data.to_string().into() });
            }
        }
    }
    Ok(entries)
}

/// The last stored event.
pub(super) async fn last_seq(conn: &mut Conn, run: RunId) -> Result<i64> {
    let (last,) = fetch_one!(conn, (i64,), "SELECT COALESCE(MAX(last_seq), 0) FROM run_events WHERE run_id = $1", run)?;
    Ok(last)
}

fn known(name: &str) -> &'static str {
    let names = ["message.delta", "reasoning.delta", "tool", "progress", "output", "usage", "message.done", "error"];
    names.into_iter().find(|known| *known == name).unwrap_or("unknown")
}

/// What a run that ended had.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(super) struct Ended {
    pub(super) quote_milli: Coins,
    pub(super) key_id: Option<KeyId>,
    /// What it was written down to cost: what is owed, at most the quote.
    pub(super) cost_milli: Coins,
}

/// Ends a run that is ours. None when it was not ours.
pub(super) async fn end_run(conn: &mut Conn, end: &End, lease: Uuid, now: Instant) -> Result<Option<Ended>> {
    let is_uncertain = end.state == RunState::Uncertain;
    let error = end.error.as_ref().map(serde_json::to_string).transpose()?;
    Ok(fetch_optional!(
        conn,
        Ended,
        "UPDATE runs SET state = $3, model_id = $10, input_tokens = $4, output_tokens = $5, estimated = $6, output_bytes = $7,
            error = $8, finished_at = $9, estimate_milli = $11, lease_owner = NULL, lease_until = NULL,
            cost_milli = CASE WHEN paid_by <> 'person' THEN 0 WHEN $12 > quote_milli THEN quote_milli ELSE $12 END
         WHERE id = $1 AND lease_owner = $2 AND state = 'running' RETURNING quote_milli, key_id, cost_milli",
        end.run, lease, end.state.code(), end.input_tokens, end.output_tokens, end.estimated,
        i64::try_from(end.text.len()).unwrap_or(i64::MAX), error, now, &end.model,
        end.cost.filter(|_| is_uncertain), end.cost.filter(|_| !is_uncertain).unwrap_or(Coins::ZERO)
    )?)
}

pub(super) async fn set_charge(conn: &mut Conn, run: RunId, charged: Coins) -> Result<()> {
    execute!(conn, "UPDATE runs SET cost_milli = $2 WHERE id = $1", run, charged)?;
    Ok(())
}

/// How many attempts of a run stand.
pub(super) async fn count_attempts(conn: &mut Conn, run: RunId) -> Result<i64> {
    Ok(fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM attempts WHERE run_id = $1", run)?.0)
}

pub(super) async fn insert_attempt(conn: &mut Conn, run: RunId, number: i64, attempt: &Attempt) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO attempts (id, run_id, number, provider, model_id, model_asked, model_served, request_id, outcome, status, detail,
            begun_ms, first_output_ms, total_ms, usage, cost_usd, cost_source, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        attempt.id, run, number, &attempt.provider, &attempt.model, &attempt.model_asked, attempt.model_served.as_deref(),
        attempt.request_id.as_deref(), attempt.outcome, attempt.status, attempt.detail.as_deref(), attempt.begun_ms,
        attempt.first_output_ms, attempt.total_ms, attempt.usage.as_deref(), attempt.cost_usd.as_deref(),
        attempt.cost_source, attempt.created_at
    )?;
    Ok(())
}

/// Notes that a provider is asked now, which charges its work whoever listens; whether the run is still ours.
pub(super) async fn set_asked(conn: &mut Conn, run: RunId, instance: Uuid, now: Instant) -> Result<bool> {
    let noted = execute!(
        conn,
        "UPDATE runs SET asked_at = $3 WHERE id = $1 AND lease_owner = $2 AND state = 'running'",
        run,
        instance,
        now
    )?;
    Ok(noted == 1)
}

/// Keeps the name of a long task at its provider.
pub(super) async fn set_task(conn: &mut Conn, run: RunId, provider: String, task_id: String) -> Result<()> {
    execute!(conn, "UPDATE runs SET task_provider = $2, task_id = $3 WHERE id = $1", run, provider, task_id)?;
    Ok(())
}

/// Says that these runs are still worked on here.
pub(super) async fn extend_leases(conn: &mut Conn, runs: Vec<Uuid>, instance: Uuid, until: Instant) -> Result<()> {
    for run in runs {
        execute!(
            conn,
            "UPDATE runs SET lease_until = $3 WHERE id = $1 AND lease_owner = $2 AND state = 'running'",
            run,
            instance,
            until
        )?;
    }
    Ok(())
}

/// Our runs that somebody asked to stop, perhaps through another process.
pub(super) async fn list_cancelled(conn: &mut Conn, instance: Uuid) -> Result<Vec<RunId>> {
    let rows = fetch_all!(
        conn,
        (RunId,),
        "SELECT id FROM runs WHERE lease_owner = $1 AND state = 'running' AND cancel_requested_at IS NOT NULL",
        instance
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A run whose process died.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Orphan {
    pub(super) id: RunId,
    pub(super) user_id: UserId,
    pub(super) kind: String,
    pub(super) model_id: String,
    pub(super) input_tokens_quoted: i64,
    pub(super) work: String,
    pub(super) asked_at: Option<Instant>,
    /// Whether it came from the queue.
    pub(super) is_queued: bool,
    pub(super) task_provider: Option<String>,
    pub(super) task_id: Option<String>,
}

pub(super) async fn list_orphans(conn: &mut Conn, now: Instant, limit: u32) -> Result<Vec<Orphan>> {
    Ok(fetch_all!(
        conn,
        Orphan,
        "SELECT r.id, r.user_id, r.kind, r.model_id, r.input_tokens_quoted, r.work, r.asked_at, r.task_provider, r.task_id,
            q.run_id IS NOT NULL AS is_queued
         FROM runs r LEFT JOIN queue q ON q.run_id = r.id
         WHERE r.state = 'running' AND r.lease_until < $1 ORDER BY r.lease_until LIMIT $2",
        now,
        i64::from(limit)
    )?)
}

/// Takes an orphan over; whether nobody else did.
pub(super) async fn adopt(conn: &mut Conn, run: RunId, instance: Uuid, now: Instant, until: Instant) -> Result<bool> {
    let adopted = execute!(
        conn,
        "UPDATE runs SET lease_owner = $2, lease_until = $4 WHERE id = $1 AND state = 'running' AND lease_until < $3",
        run,
        instance,
        now,
        until
    )?;
    Ok(adopted == 1)
}

/// A run whose money or log is not as it should be: the run and what is wrong.
pub type Checked = (RunId, String);

/// For `aimall check ledger`: what the money cannot know alone.
pub async fn check_runs(conn: &mut Conn) -> Result<Vec<Checked>> {
    let mut wrong = fetch_all!(
        conn,
        Checked,
        "SELECT r.id, r.state FROM runs r LEFT JOIN holds h ON h.run_id = r.id
         WHERE (h.id IS NULL) = (r.paid_by = 'person') OR r.cost_milli <> h.charged_milli OR r.cost_milli > r.quote_milli
            OR (h.state = 'open' AND r.state NOT IN ('queued', 'running', 'uncertain'))
            OR (r.cost_milli <> 0 AND r.state NOT IN ('succeeded', 'cancelled')
                AND NOT (r.state = 'interrupted' AND r.price LIKE '%\"interrupted\":\"used\"%')
                AND NOT EXISTS (SELECT 1 FROM run_resolutions d WHERE d.run_id = r.id AND d.verdict = 'charge'))
            OR (r.state = 'uncertain' AND h.state <> 'open')"
    )?;
    wrong.extend(super::queue::check(conn).await?);
    let packs = fetch_all!(
        conn,
        (RunId, i64, i64),
        "SELECT run_id, first_seq, last_seq FROM run_events ORDER BY run_id, first_seq"
    )?;
    let mut before: Option<(RunId, i64)> = None;
    for (run, first, last) in packs {
        let expected = before.filter(|(of, _)| *of == run).map_or(1, |(_, last)| last + 1);
        if first != expected {
            wrong.push((run, format!("its event log has a gap before {first}")));
        }
        before = Some((run, last));
    }
    Ok(wrong)
}

/// Whether nothing more will happen to a run.
pub(super) async fn is_final(conn: &mut Conn, run: RunId) -> Result<bool> {
    let (under_way,) =
        fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM runs WHERE id = $1 AND state IN ('queued', 'running')", run)?;
    Ok(under_way == 0)
}
