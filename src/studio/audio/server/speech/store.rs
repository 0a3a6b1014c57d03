//! Speeches' SQL.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{
        Instant,
        id::{AssetId, KeyId, RunId, SpeechId, UserId},
    },
    server::{Result, db::Conn},
    studio::audio::model::AudioPartState,
};

/// A speech as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: SpeechId,
    pub(super) user_id: UserId,
    pub(super) key_id: Option<KeyId>,
    pub(super) name: String,
    pub(super) content: String,
    pub(super) model_id: String,
    pub(super) voice: Option<String>,
    pub(super) speed_percent: i64,
    pub(super) format: String,
    pub(super) asset_id: Option<AssetId>,
    pub(super) request_id: Option<String>,
    pub(super) created_at: Instant,
}

/// A part as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct PartRow {
    pub(super) speech_id: SpeechId,
    pub(super) position: i64,
    pub(super) content: String,
    pub(super) run_id: RunId,
    pub(super) state: String,
    pub(super) object: Option<String>,
}

impl PartRow {
    /// How far it is.
    pub(super) fn state(&self) -> AudioPartState {
        self.state.parse().unwrap_or(AudioPartState::Failed)
    }
}

const COLUMNS: &str =
    "id, user_id, key_id, name, content, model_id, voice, speed_percent, format, asset_id, request_id, created_at";
const PART_COLUMNS: &str = "speech_id, position, content, run_id, state, object";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM speeches {rest}"))
}

fn select_parts(rest: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!("SELECT {PART_COLUMNS} FROM speech_parts {rest}"))
}

/// A speech of this person's.
pub(super) async fn find(conn: &mut Conn, user: UserId, id: SpeechId) -> Result<Option<Row>> {
    Ok(fetch_optional!(conn, Row, select("WHERE id = $1 AND user_id = $2"), id, user)?)
}

/// What the same request made before.
pub(super) async fn find_by_request(conn: &mut Conn, user: UserId, request: &str) -> Result<Option<Row>> {
    Ok(fetch_optional!(conn, Row, select("WHERE user_id = $1 AND request_id = $2"), user, request)?)
}

/// Speeches of this person's, the newest first.
pub(super) async fn list(conn: &mut Conn, user: UserId, before: Option<SpeechId>, limit: u32) -> Result<Vec<Row>> {
    let before = before.map_or(uuid::Uuid::max(), |id| id.0);
    let sql = select("WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    Ok(fetch_all!(conn, Row, sql, user, before, i64::from(limit))?)
}

/// The parts of speeches of this person's between two of them, both included.
pub(super) async fn list_parts(conn: &mut Conn, user: UserId, first: SpeechId, last: SpeechId) -> Result<Vec<PartRow>> {
    let sql = select_parts(
        "WHERE speech_id IN (SELECT id FROM speeches WHERE user_id = $1 AND id >= $2 AND id <= $3) ORDER BY speech_id, position",
    );
    Ok(fetch_all!(conn, PartRow, sql, user, first, last)?)
}

/// Writes down a new one.
pub(super) async fn insert(conn: &mut Conn, row: &Row) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO speeches (id, user_id, key_id, name, content, model_id, voice, speed_percent, format, request_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        row.id,
        row.user_id,
        row.key_id,
        &row.name,
        &row.content,
        &row.model_id,
        row.voice.as_deref(),
        row.speed_percent,
        &row.format,
        row.request_id.as_deref(),
        row.created_at
    )?;
    Ok(())
}

/// Writes down a part that waits.
pub(super) async fn insert_part(conn: &mut Conn, id: SpeechId, position: i64, text: &str, run: RunId) -> Result<()> {
    let sql =
        "INSERT INTO speech_parts (speech_id, position, content, run_id, state) VALUES ($1, $2, $3, $4, 'waiting')";
    execute!(conn, sql, id, position, text, run)?;
    Ok(())
}

/// Gives a part that failed another run; whether it had failed.
pub(super) async fn renew_part(conn: &mut Conn, id: SpeechId, position: i64, run: RunId) -> Result<bool> {
    let sql = "UPDATE speech_parts SET run_id = $3, state = 'waiting' WHERE speech_id = $1 AND position = $2 AND state = 'failed'";
    Ok(execute!(conn, sql, id, position, run)? > 0)
}

/// Notes how the run of a part ended.
pub(super) async fn end_part(conn: &mut Conn, run: RunId, state: AudioPartState, now: Instant) -> Result<()> {
    execute!(conn, "UPDATE speech_parts SET state = $2 WHERE run_id = $1", run, state.code())?;
    let sql = "UPDATE speeches SET updated_at = $2 WHERE id = (SELECT speech_id FROM speech_parts WHERE run_id = $1)";
    execute!(conn, sql, run, now)?;
    Ok(())
}

/// Notes where the sound of a run's part is; whether there is such a part.
pub(super) async fn set_object(conn: &mut Conn, run: RunId, object: &str) -> Result<bool> {
    Ok(execute!(conn, "UPDATE speech_parts SET object = $2 WHERE run_id = $1", run, object)? > 0)
}

/// The speech of a run, with its parts.
pub(super) async fn find_by_run(conn: &mut Conn, run: RunId) -> Result<Option<(Row, Vec<PartRow>)>> {
    let sql = select("WHERE id = (SELECT speech_id FROM speech_parts WHERE run_id = $1)");
    let Some(row) = fetch_optional!(conn, Row, sql, run)? else { return Ok(None) };
    let parts = list_parts(conn, row.user_id, row.id, row.id).await?;
    Ok(Some((row, parts)))
}

/// Keeps the file that all parts were joined into, and forgets the parts' own.
pub(super) async fn set_asset(conn: &mut Conn, id: SpeechId, asset: AssetId) -> Result<()> {
    execute!(conn, "UPDATE speeches SET asset_id = $2 WHERE id = $1", id, asset)?;
    execute!(conn, "UPDATE speech_parts SET object = NULL WHERE speech_id = $1", id)?;
    Ok(())
}

/// A run of each speech whose parts are all there and that nobody joined: what changed before `before`.
pub(super) async fn list_unjoined(conn: &mut Conn, before: Instant, limit: u32) -> Result<Vec<RunId>> {
    let sql = "SELECT p.run_id FROM speeches s JOIN speech_parts p ON p.speech_id = s.id AND p.position = 0
               WHERE s.asset_id IS NULL AND s.updated_at < $1 AND NOT EXISTS
                   (SELECT 1 FROM speech_parts q WHERE q.speech_id = s.id AND (q.object IS NULL OR q.state <> 'done'))
               ORDER BY s.id LIMIT $2";
    Ok(fetch_all!(conn, (RunId,), sql, before, i64::from(limit))?.into_iter().map(|(run,)| run).collect())
}

/// Gives it another name.
pub(super) async fn rename(conn: &mut Conn, user: UserId, id: SpeechId, name: &str, now: Instant) -> Result<bool> {
    let sql = "UPDATE speeches SET name = $3, updated_at = $4 WHERE id = $1 AND user_id = $2";
    Ok(execute!(conn, sql, id, user, name, now)? > 0)
}

/// Takes it away with its parts.
pub(super) async fn delete(conn: &mut Conn, user: UserId, id: SpeechId) -> Result<bool> {
    Ok(execute!(conn, "DELETE FROM speeches WHERE id = $1 AND user_id = $2", id, user)? > 0)
}
