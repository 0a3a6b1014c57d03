//! Notices' SQL.

use crate::{
    execute, fetch_all, fetch_one,
    kernel::{
        Instant,
        id::{NoticeId, UserId},
    },
    notice::model::{Notice, Told},
    server::{Result, db::Conn},
};
use uuid::Uuid;

pub(super) async fn insert(
    conn: &mut Conn,
    id: NoticeId,
    user: UserId,
    key: &str,
    notice: &Notice,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO notices (id, user_id, notice_key, kind, data, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (notice_key) DO NOTHING",
        id,
        user,
        key,
        notice.code(),
        serde_json::to_string(notice)?,
        now
    )?;
    Ok(())
}

pub(super) async fn list(conn: &mut Conn, user: UserId, before: Option<NoticeId>, limit: u32) -> Result<Vec<Told>> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let rows = fetch_all!(
        conn,
        (NoticeId, String, Instant, Option<Instant>),
        "SELECT id, data, created_at, read_at FROM notices WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        user,
        before,
        i64::from(limit)
    )?;
    let told = |(id, data, created_at, read_at): (NoticeId, String, Instant, Option<Instant>)| {
        Ok(Told { id, notice: serde_json::from_str(&data)?, created_at, read_at })
    };
    rows.into_iter().map(told).collect()
}

pub(super) async fn count_unread(conn: &mut Conn, user: UserId) -> Result<i64> {
    Ok(fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM notices WHERE user_id = $1 AND read_at IS NULL", user)?.0)
}

pub(super) async fn mark_read(conn: &mut Conn, user: UserId, up_to: Option<NoticeId>, now: Instant) -> Result<()> {
    let up_to = up_to.map_or(Uuid::max(), |id| id.0);
    execute!(
        conn,
        "UPDATE notices SET read_at = $3 WHERE user_id = $1 AND id <= $2 AND read_at IS NULL",
        user,
        up_to,
        now
    )?;
    Ok(())
}
