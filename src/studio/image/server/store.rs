//! The image studio's SQL.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{
        Instant,
        id::{RunId, UserId},
    },
    server::{Result, db::Conn},
    studio::image::model::PictureOrder,
};

/// A drawing's row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct DrawingRow {
    pub(super) run_id: RunId,
    request: String,
}

impl DrawingRow {
    /// What was ordered.
    pub(super) fn order(&self) -> Result<PictureOrder> {
        Ok(serde_json::from_str(&self.request)?)
    }
}

pub(super) async fn insert(
    conn: &mut Conn,
    run: RunId,
    user: UserId,
    order: &PictureOrder,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO drawings (run_id, user_id, request, request_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        run,
        user,
        serde_json::to_string(order)?,
        order.client_request_id.as_deref(),
        now
    )?;
    Ok(())
}

pub(super) async fn find_by_request(conn: &mut Conn, user: UserId, request: &str) -> Result<Option<RunId>> {
    let found = fetch_optional!(
        conn,
        (RunId,),
        "SELECT run_id FROM drawings WHERE user_id = $1 AND request_id = $2",
        user,
        request
    )?;
    Ok(found.map(|(run,)| run))
}

/// What a run was to draw, whoever ordered it.
pub(super) async fn find_order(conn: &mut Conn, run: RunId) -> Result<Option<PictureOrder>> {
    let row = fetch_optional!(
        conn,
        DrawingRow,
        "SELECT run_id, request FROM drawings WHERE run_id = $1 AND hidden_at IS NULL",
        run
    )?;
    row.map(|row| row.order()).transpose()
}

pub(super) async fn find(conn: &mut Conn, user: UserId, run: RunId) -> Result<Option<DrawingRow>> {
    Ok(fetch_optional!(
        conn,
        DrawingRow,
        "SELECT run_id, request FROM drawings WHERE user_id = $1 AND run_id = $2 AND hidden_at IS NULL",
        user,
        run
    )?)
}

pub(super) async fn list(conn: &mut Conn, user: UserId, before: Option<RunId>, limit: u32) -> Result<Vec<DrawingRow>> {
    Ok(fetch_all!(
        conn,
        DrawingRow,
        "SELECT run_id, request FROM drawings WHERE user_id = $1 AND run_id < $2 AND hidden_at IS NULL ORDER BY run_id DESC LIMIT $3",
        user,
        before.map_or(uuid::Uuid::max(), |run| run.0),
        i64::from(limit)
    )?)
}

pub(super) async fn hide(conn: &mut Conn, user: UserId, run: RunId, now: Instant) -> Result<()> {
    execute!(
        conn,
        "UPDATE drawings SET hidden_at = $3 WHERE user_id = $1 AND run_id = $2 AND hidden_at IS NULL",
        user,
        run,
        now
    )?;
    Ok(())
}
