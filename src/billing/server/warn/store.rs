//! Who is to be told of what.

use crate::{
    execute, fetch_all,
    kernel::{Coins, Instant, id::UserId},
    server::{Result, db::Conn},
};
use uuid::Uuid;

/// Lots that expire soon and of which nobody was told.
pub(super) async fn list_expiring(
    conn: &mut Conn,
    now: Instant,
    until: Instant,
    limit: u32,
) -> Result<Vec<(Uuid, UserId, Coins, Instant)>> {
    Ok(fetch_all!(
        conn,
        (Uuid, UserId, Coins, Instant),
        "SELECT id, user_id, left_milli, expires_at FROM coin_lots
         WHERE left_milli > 0 AND expires_at > $1 AND expires_at <= $2 AND told_at IS NULL ORDER BY expires_at LIMIT $3",
        now,
        until,
        i64::from(limit)
    )?)
}

pub(super) async fn mark_lot(conn: &mut Conn, lot: Uuid, now: Instant) -> Result<bool> {
    Ok(execute!(conn, "UPDATE coin_lots SET told_at = $2 WHERE id = $1 AND told_at IS NULL", lot, now)? == 1)
}

/// People who spent coins and have few left, and who were not told.
pub(super) async fn list_low(conn: &mut Conn, enough: Coins, limit: u32) -> Result<Vec<(UserId, Coins)>> {
    Ok(fetch_all!(
        conn,
        (UserId, Coins),
        "SELECT w.user_id, w.available_milli FROM wallets w WHERE w.low_told_at IS NULL AND w.available_milli + w.held_milli < $1
            AND EXISTS (SELECT 1 FROM ledger_transactions t WHERE t.user_id = w.user_id AND t.kind = 'settle') LIMIT $2",
        enough,
        i64::from(limit)
    )?)
}

pub(super) async fn mark_low(conn: &mut Conn, user: UserId, now: Instant) -> Result<bool> {
    Ok(execute!(conn, "UPDATE wallets SET low_told_at = $2 WHERE user_id = $1 AND low_told_at IS NULL", user, now)?
        == 1)
}

/// Who has enough again is told again when it runs low again.
pub(super) async fn forget_low(conn: &mut Conn, enough: Coins) -> Result<()> {
    let sql =
        "UPDATE wallets SET low_told_at = NULL WHERE low_told_at IS NOT NULL AND available_milli + held_milli >= $1";
    execute!(conn, sql, enough)?;
    Ok(())
}
