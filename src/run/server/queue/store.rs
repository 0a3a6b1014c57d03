//! SQL of the queue.

use super::pack::Packed;
use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Coins, Instant,
        error::ProviderProblem,
        id::{KeyId, RunId, UserId},
    },
    run::{
        parked::ParkedRun,
        server::{start::NewRun, store::Checked},
    },
    server::{Result, db::Conn},
};
use uuid::Uuid;

/// How many may be taken at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) per_user: i64,
    pub(super) per_provider: i64,
}

/// The turn after the person's last one, `step` further, and after those that are over.
pub(super) async fn next_turn(conn: &mut Conn, user: UserId, step: i64, now: Instant) -> Result<i64> {
    let (last,) = fetch_one!(
        conn,
        (i64,),
        "SELECT COALESCE((SELECT MAX(turn) FROM queue WHERE user_id = $1 AND state <> 'parked'), 0)",
        user
    )?;
    let (over,) = fetch_one!(
        conn,
        (i64,),
        "SELECT COALESCE((SELECT MIN(turn) FROM queue WHERE state = 'waiting' AND due_at <= $1),
            (SELECT MAX(turn) FROM queue WHERE state = 'taken'), 0)",
        now
    )?;
    Ok(last.max(over).saturating_add(step))
}

pub(super) async fn insert(conn: &mut Conn, run: &NewRun, packed: Packed, turn: i64, now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO queue (run_id, user_id, provider, state, turn, due_at, tries, plan, work, files, queued_at)
         VALUES ($1, $2, $3, 'waiting', $4, $5, 0, $6, $7, $8, $5)",
        run.id,
        run.user,
        &run.plan.first().provider,
        turn,
        now,
        packed.plan,
        packed.work,
        packed.files
    )?;
    Ok(())
}

/// Whether anything waits whose time has come.
pub(super) async fn has_waiting(conn: &mut Conn, now: Instant) -> Result<bool> {
    let found = fetch_optional!(
        conn,
        (i64,),
        "SELECT CAST(1 AS BIGINT) FROM queue WHERE state = 'waiting' AND due_at <= $1 LIMIT 1",
        now
    )?;
    Ok(found.is_some())
}

/// A run that was taken.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Claimed {
    pub(super) run_id: RunId,
    pub(super) user_id: UserId,
    pub(super) kind: String,
    pub(super) model_id: String,
    pub(super) paid_by: String,
    pub(super) key_id: Option<KeyId>,
    pub(super) input_tokens_quoted: i64,
    pub(super) plan: String,
    pub(super) work: String,
    pub(super) files: i64,
    /// How often it was taken, this time included.
    pub(super) tries: i64,
    /// The number of its last event.
    pub(super) last_seq: i64,
    /// Requests that were made for it before.
    pub(super) attempts: i64,
}

/// Takes the run whose turn it is.
pub(super) async fn claim(
    conn: &mut Conn,
    limits: Limits,
    instance: Uuid,
    now: Instant,
    lease_until: Instant,
) -> Result<Option<Claimed>> {
    // One process at a time: nobody counts while another one takes.
    execute!(conn, "UPDATE queue_gate SET claims = claims + 1 WHERE id = 1")?;
    let found = fetch_optional!(
        conn,
        (RunId,),
        "SELECT q.run_id FROM queue q WHERE q.state = 'waiting' AND q.due_at <= $1
            AND (SELECT COUNT(*) FROM queue t WHERE t.state = 'taken' AND t.user_id = q.user_id) < $2
            AND (SELECT COUNT(*) FROM queue t WHERE t.state = 'taken' AND t.provider = q.provider) < $3
         ORDER BY q.turn, q.run_id LIMIT 1",
        now,
        limits.per_user,
        limits.per_provider
    )?;
    let Some((run,)) = found else { return Ok(None) };
    execute!(conn, "UPDATE queue SET state = 'taken', tries = tries + 1 WHERE run_id = $1", run)?;
    let taken = execute!(
        conn,
        "UPDATE runs SET state = 'running', lease_owner = $2, lease_until = $3, asked_at = NULL WHERE id = $1 AND state = 'queued'",
        run,
        instance,
        lease_until
    )?;
    if taken != 1 {
        // A row of the queue without a run that waits: the check of the books names it.
        execute!(conn, "UPDATE queue SET state = 'parked' WHERE run_id = $1", run)?;
        return Ok(None);
    }
    Ok(Some(fetch_one!(
        conn,
        Claimed,
        "SELECT q.run_id, q.user_id, r.kind, r.model_id, r.paid_by, r.key_id, r.input_tokens_quoted, q.plan, q.work, q.files, q.tries,
            (SELECT COALESCE(MAX(last_seq), 0) FROM run_events WHERE run_id = q.run_id) AS last_seq,
            (SELECT COUNT(*) FROM attempts WHERE run_id = q.run_id) AS attempts
         FROM queue q JOIN runs r ON r.id = q.run_id WHERE q.run_id = $1",
        run
    )?))
}

/// Whether the run still has its row.
pub(super) async fn is_queued(conn: &mut Conn, run: RunId) -> Result<bool> {
    Ok(find_state(conn, run).await?.is_some())
}

pub(super) async fn find_state(conn: &mut Conn, run: RunId) -> Result<Option<String>> {
    let found = fetch_optional!(conn, (String,), "SELECT state FROM queue WHERE run_id = $1", run)?;
    Ok(found.map(|(state,)| state))
}

/// Which one in line a run is that waits: 1 is next.
pub(super) async fn place(conn: &mut Conn, run: RunId) -> Result<i64> {
    let (place,) = fetch_one!(
        conn,
        (i64,),
        "SELECT COUNT(*) FROM queue q JOIN queue me ON me.run_id = $1
         WHERE q.state = 'waiting' AND (q.turn < me.turn OR (q.turn = me.turn AND q.run_id <= me.run_id))",
        run
    )?;
    Ok(place)
}

/// A run that goes back.
#[derive(Debug, Clone)]
pub(super) struct Back {
    pub(super) run: RunId,
    pub(super) instance: Uuid,
    /// When it is tried again; never, when staff is to look first.
    pub(super) due_at: Option<Instant>,
    pub(super) problem: ProviderProblem,
    pub(super) now: Instant,
}

/// Puts a run of ours back; whether it was ours.
pub(super) async fn put_back(conn: &mut Conn, back: &Back) -> Result<bool> {
    if !release(conn, back.run, back.instance).await? {
        return Ok(false);
    }
    execute!(
        conn,
        "UPDATE queue SET state = $2, due_at = $3, problem = $4 WHERE run_id = $1",
        back.run,
        if back.due_at.is_some() { "waiting" } else { "parked" },
        back.due_at.unwrap_or(back.now),
        serde_json::to_string(&back.problem)?
    )?;
    Ok(true)
}

/// Puts a run back whose process died before it asked anybody, if it came from the queue; whether it did.
pub(in crate::run::server) async fn give_back(conn: &mut Conn, run: RunId, instance: Uuid) -> Result<bool> {
    let waits = execute!(conn, "UPDATE queue SET state = 'waiting' WHERE run_id = $1 AND state = 'taken'", run)?;
    Ok(waits == 1 && release(conn, run, instance).await?)
}

async fn release(conn: &mut Conn, run: RunId, instance: Uuid) -> Result<bool> {
    let released = execute!(
        conn,
        "UPDATE runs SET state = 'queued', lease_owner = NULL, lease_until = NULL, asked_at = NULL
         WHERE id = $1 AND lease_owner = $2 AND state = 'running'",
        run,
        instance
    )?;
    Ok(released == 1)
}

/// Makes a run ours that nobody works on, so that it can be ended; whether it was as expected.
pub(super) async fn seize(
    conn: &mut Conn,
    run: RunId,
    state: &'static str,
    instance: Uuid,
    now: Instant,
) -> Result<bool> {
    let seized = execute!(
        conn,
        "UPDATE runs SET state = 'running', lease_owner = $2, lease_until = $3 WHERE id = $1 AND state = 'queued'
            AND EXISTS (SELECT 1 FROM queue WHERE run_id = $1 AND state = $4)",
        run,
        instance,
        now,
        state
    )?;
    Ok(seized == 1)
}

/// Out of the queue: the run has ended.
pub(in crate::run::server) async fn leave(conn: &mut Conn, run: RunId) -> Result<()> {
    execute!(conn, "DELETE FROM queue WHERE run_id = $1", run)?;
    Ok(())
}

/// What waits, is worked on and is parked.
pub(super) async fn counts(conn: &mut Conn) -> Result<(i64, i64, i64)> {
    let rows = fetch_all!(conn, (String, i64), "SELECT state, COUNT(*) FROM queue GROUP BY state")?;
    let of = |state: &str| rows.iter().find(|(one, _)| one == state).map_or(0, |(_, count)| *count);
    Ok((of("waiting"), of("taken"), of("parked")))
}

/// A run that is parked.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct ParkedRow {
    run_id: RunId,
    pub(super) user_id: UserId,
    email: String,
    pub(super) kind: String,
    pub(super) model_id: String,
    provider: String,
    quote_milli: Coins,
    tries: i64,
    problem: Option<String>,
    pub(super) files: i64,
    queued_at: Instant,
}

impl ParkedRow {
    /// Why it is.
    pub(super) fn problem(&self) -> Option<ProviderProblem> {
        self.problem.as_deref().and_then(|problem| serde_json::from_str(problem).ok())
    }
}

impl From<ParkedRow> for ParkedRun {
    fn from(row: ParkedRow) -> Self {
        Self {
            reason: row.problem(),
            run: row.run_id,
            user: row.user_id,
            email: row.email,
            kind: row.kind,
            model: row.model_id,
            provider: row.provider,
            quote: row.quote_milli,
            tries: row.tries,
            since: row.queued_at,
        }
    }
}

const PARKED: &str = "SELECT q.run_id, q.user_id, u.email, r.kind, r.model_id, q.provider, r.quote_milli, q.tries, q.problem, q.files, q.queued_at
     FROM queue q JOIN runs r ON r.id = q.run_id JOIN users u ON u.id = q.user_id WHERE q.state = 'parked'";

fn parked(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("{PARKED} {rest}"))
}

pub(super) async fn list_parked(conn: &mut Conn, limit: u32) -> Result<Vec<ParkedRun>> {
    let rows = fetch_all!(conn, ParkedRow, parked("ORDER BY q.run_id LIMIT $1"), i64::from(limit))?;
    Ok(rows.into_iter().map(ParkedRun::from).collect())
}

pub(super) async fn find_parked(conn: &mut Conn, run: RunId) -> Result<Option<ParkedRow>> {
    Ok(fetch_optional!(conn, ParkedRow, parked("AND q.run_id = $1"), run)?)
}

/// Those that failed for the last time before then.
pub(super) async fn list_old_parked(conn: &mut Conn, before: Instant, limit: u32) -> Result<Vec<RunId>> {
    let rows = fetch_all!(
        conn,
        (RunId,),
        "SELECT run_id FROM queue WHERE state = 'parked' AND due_at < $1 ORDER BY due_at LIMIT $2",
        before,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(|(run,)| run).collect())
}

/// Back in line, as if it were new; whether it was parked.
pub(super) async fn resume(conn: &mut Conn, run: RunId, now: Instant) -> Result<bool> {
    let resumed = execute!(
        conn,
        "UPDATE queue SET state = 'waiting', tries = 0, due_at = $2, problem = NULL WHERE run_id = $1 AND state = 'parked'",
        run,
        now
    )?;
    Ok(resumed == 1)
}

/// For `aimall check ledger`: rows that are not as their runs.
pub(in crate::run::server) async fn check(conn: &mut Conn) -> Result<Vec<Checked>> {
    Ok(fetch_all!(
        conn,
        Checked,
        "SELECT r.id, r.state FROM runs r LEFT JOIN queue q ON q.run_id = r.id
         WHERE (r.state = 'queued' AND (q.run_id IS NULL OR q.state = 'taken'))
            OR (q.run_id IS NOT NULL AND r.state <> 'queued' AND NOT (r.state = 'running' AND q.state = 'taken'))"
    )?)
}
