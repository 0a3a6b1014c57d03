//! Recordings' SQL.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{
        Instant,
        id::{AssetId, KeyId, RecordingId, RunId, UserId},
    },
    server::{Result, db::Conn},
    studio::audio::model::{AudioPartState, RecordingSegment, SummaryState},
};
use std::ops::Range;

/// Positions of one part's segments begin with so many times its own.
const PART_STEP: i64 = 1_000_000;

/// A recording as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: RecordingId,
    pub(super) user_id: UserId,
    pub(super) key_id: Option<KeyId>,
    pub(super) name: String,
    pub(super) asset_id: AssetId,
    pub(super) duration_ms: i64,
    pub(super) model_id: String,
    pub(super) asked_language: Option<String>,
    pub(super) peaks: String,
    pub(super) summary_state: String,
    pub(super) summary_model: Option<String>,
    pub(super) summary_run_id: Option<RunId>,
    pub(super) summary: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) created_at: Instant,
    pub(super) updated_at: Instant,
}

/// A part as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct PartRow {
    pub(super) recording_id: RecordingId,
    pub(super) position: i64,
    pub(super) start_ms: i64,
    pub(super) end_ms: i64,
    pub(super) run_id: RunId,
    pub(super) state: String,
    pub(super) language: Option<String>,
    pub(super) is_timed: bool,
}

impl PartRow {
    /// How far it is.
    pub(super) fn state(&self) -> AudioPartState {
        self.state.parse().unwrap_or(AudioPartState::Failed)
    }
}

const COLUMNS: &str = "id, user_id, key_id, name, asset_id, duration_ms, model_id, asked_language, peaks, summary_state, summary_model, summary_run_id,
    summary, request_id, created_at, updated_at";
const PART_COLUMNS: &str = "recording_id, position, start_ms, end_ms, run_id, state, language, is_timed";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM recordings {rest}"))
}

fn select_parts(rest: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!("SELECT {PART_COLUMNS} FROM recording_parts {rest}"))
}

/// A recording of this person's.
pub(super) async fn find(conn: &mut Conn, user: UserId, id: RecordingId) -> Result<Option<Row>> {
    Ok(fetch_optional!(conn, Row, select("WHERE id = $1 AND user_id = $2"), id, user)?)
}

/// What the same request made before.
pub(super) async fn find_by_request(conn: &mut Conn, user: UserId, request: &str) -> Result<Option<Row>> {
    Ok(fetch_optional!(conn, Row, select("WHERE user_id = $1 AND request_id = $2"), user, request)?)
}

/// Recordings of this person's, the newest first.
pub(super) async fn list(conn: &mut Conn, user: UserId, before: Option<RecordingId>, limit: u32) -> Result<Vec<Row>> {
    let before = before.map_or(uuid::Uuid::max(), |id| id.0);
    let sql = select("WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    Ok(fetch_all!(conn, Row, sql, user, before, i64::from(limit))?)
}

/// The parts of recordings of this person's between two of them, both included.
pub(super) async fn list_parts(
    conn: &mut Conn,
    user: UserId,
    first: RecordingId,
    last: RecordingId,
) -> Result<Vec<PartRow>> {
    let sql = select_parts(
        "WHERE recording_id IN (SELECT id FROM recordings WHERE user_id = $1 AND id >= $2 AND id <= $3) ORDER BY recording_id, position",
    );
    Ok(fetch_all!(conn, PartRow, sql, user, first, last)?)
}

/// The part that this run makes, and whose it is.
pub(super) async fn find_part(conn: &mut Conn, run: RunId) -> Result<Option<PartRow>> {
    Ok(fetch_optional!(conn, PartRow, select_parts("WHERE run_id = $1"), run)?)
}

/// Writes down a new one.
pub(super) async fn insert(conn: &mut Conn, row: &Row) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO recordings (id, user_id, key_id, name, asset_id, duration_ms, model_id, asked_language, peaks, summary_state, summary_model,
             request_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
        row.id,
        row.user_id,
        row.key_id,
        &row.name,
        row.asset_id,
        row.duration_ms,
        &row.model_id,
        row.asked_language.as_deref(),
        &row.peaks,
        &row.summary_state,
        row.summary_model.as_deref(),
        row.request_id.as_deref(),
        row.created_at
    )?;
    Ok(())
}

/// Writes down a part that waits.
pub(super) async fn insert_part(
    conn: &mut Conn,
    id: RecordingId,
    position: i64,
    span: Range<u64>,
    run: RunId,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO recording_parts (recording_id, position, start_ms, end_ms, run_id, state) VALUES ($1, $2, $3, $4, $5, 'waiting')",
        id,
        position,
        i64::try_from(span.start)?,
        i64::try_from(span.end)?,
        run
    )?;
    Ok(())
}

/// Gives a part that failed another run; whether it had failed.
pub(super) async fn renew_part(conn: &mut Conn, id: RecordingId, position: i64, run: RunId) -> Result<bool> {
    let sql = "UPDATE recording_parts SET run_id = $3, state = 'waiting' WHERE recording_id = $1 AND position = $2 AND state = 'failed'";
    Ok(execute!(conn, sql, id, position, run)? > 0)
}

/// Notes how the run of a part ended.
pub(super) async fn end_part(conn: &mut Conn, run: RunId, state: AudioPartState, now: Instant) -> Result<()> {
    execute!(conn, "UPDATE recording_parts SET state = $2 WHERE run_id = $1", run, state.code())?;
    let sql =
        "UPDATE recordings SET updated_at = $2 WHERE id = (SELECT recording_id FROM recording_parts WHERE run_id = $1)";
    execute!(conn, sql, run, now)?;
    Ok(())
}

/// Keeps what was said in a part, instead of what was kept of it before.
pub(super) async fn put_segments(
    conn: &mut Conn,
    part: &PartRow,
    language: Option<&str>,
    is_timed: bool,
    segments: &[(i64, i64, String)],
) -> Result<()> {
    let first = part.position * PART_STEP;
    let sql = "DELETE FROM recording_segments WHERE recording_id = $1 AND position >= $2 AND position < $3";
    execute!(conn, sql, part.recording_id, first, first + PART_STEP)?;
    for (position, (start, end, text)) in (first..first + PART_STEP).zip(segments) {
        let sql = "INSERT INTO recording_segments (recording_id, position, start_ms, end_ms, content) VALUES ($1, $2, $3, $4, $5)";
        execute!(conn, sql, part.recording_id, position, start, end, text)?;
    }
    let sql = "UPDATE recording_parts SET language = $3, is_timed = $4 WHERE recording_id = $1 AND position = $2";
    execute!(conn, sql, part.recording_id, part.position, language, is_timed)?;
    Ok(())
}

/// Everything that was said, in its order.
pub(super) async fn list_segments(conn: &mut Conn, id: RecordingId) -> Result<Vec<RecordingSegment>> {
    let sql =
        "SELECT position, start_ms, end_ms, content FROM recording_segments WHERE recording_id = $1 ORDER BY position";
    let rows = fetch_all!(conn, (i64, i64, i64, String), sql, id)?;
    let segment = |(id, start_ms, end_ms, text)| RecordingSegment { id, start_ms, end_ms, text };
    Ok(rows.into_iter().map(segment).collect())
}

/// Corrects a segment; whether there is one.
pub(super) async fn set_text(conn: &mut Conn, id: RecordingId, position: i64, text: &str) -> Result<bool> {
    let sql = "UPDATE recording_segments SET content = $3 WHERE recording_id = $1 AND position = $2";
    Ok(execute!(conn, sql, id, position, text)? > 0)
}

/// Changes name and summary.
pub(super) async fn change(
    conn: &mut Conn,
    id: RecordingId,
    name: &str,
    summary: Option<&str>,
    now: Instant,
) -> Result<()> {
    let sql = "UPDATE recordings SET name = $2, summary = $3, updated_at = $4 WHERE id = $1";
    execute!(conn, sql, id, name, summary, now)?;
    Ok(())
}

/// Takes it away with everything that was said.
pub(super) async fn delete(conn: &mut Conn, user: UserId, id: RecordingId) -> Result<bool> {
    Ok(execute!(conn, "DELETE FROM recordings WHERE id = $1 AND user_id = $2", id, user)? > 0)
}

/// Recordings whose summary is wanted and whose text is all there.
pub(super) async fn list_wanted(conn: &mut Conn, limit: u32) -> Result<Vec<Row>> {
    let sql = select(
        "WHERE summary_state = 'wanted'
            AND NOT EXISTS (SELECT 1 FROM recording_parts p WHERE p.recording_id = recordings.id AND p.state <> 'done')
         ORDER BY id LIMIT $1",
    );
    Ok(fetch_all!(conn, Row, sql, i64::from(limit))?)
}

/// Takes the summary from one state to another; whether it was in the first.
pub(super) async fn move_summary(
    conn: &mut Conn,
    id: RecordingId,
    from: SummaryState,
    to: SummaryState,
    run: Option<RunId>,
) -> Result<bool> {
    let sql = "UPDATE recordings SET summary_state = $3, summary_run_id = $4 WHERE id = $1 AND summary_state = $2";
    Ok(execute!(conn, sql, id, from.code(), to.code(), run)? > 0)
}

/// Wants a summary of this model's, unless one is being written.
pub(super) async fn want_summary(conn: &mut Conn, id: RecordingId, model: &str, key: Option<KeyId>) -> Result<bool> {
    let sql = "UPDATE recordings SET summary_state = 'wanted', summary_model = $2, key_id = $3 WHERE id = $1 AND summary_state NOT IN ('wanted', 'working')";
    Ok(execute!(conn, sql, id, model, key)? > 0)
}

/// Keeps a summary, or notes that there is none.
pub(super) async fn keep_summary(conn: &mut Conn, run: RunId, text: Option<&str>, now: Instant) -> Result<()> {
    let state = if text.is_some() { SummaryState::Done } else { SummaryState::Failed };
    let sql = "UPDATE recordings SET summary_state = $2, summary = COALESCE($3, summary), updated_at = $4 WHERE summary_run_id = $1";
    execute!(conn, sql, run, state.code(), text, now)?;
    Ok(())
}

/// The recording that a run works for: by one of its parts, or by its summary.
pub(super) async fn find_by_run(conn: &mut Conn, run: RunId) -> Result<Option<RecordingId>> {
    let sql = "SELECT recording_id FROM recording_parts WHERE run_id = $1
               UNION SELECT id FROM recordings WHERE summary_run_id = $1";
    Ok(fetch_optional!(conn, (RecordingId,), sql, run)?.map(|(id,)| id))
}
