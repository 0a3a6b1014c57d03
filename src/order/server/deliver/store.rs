//! Deliveries that are due.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{
        Instant,
        id::{OrderId, UserId},
    },
    server::{Result, db::Conn},
};

pub(in crate::order::server) async fn insert_delivery(conn: &mut Conn, order: OrderId, now: Instant) -> Result<()> {
    execute!(conn, "INSERT INTO deliveries (order_id, created_at, due_at) VALUES ($1, $2, $2)", order, now)?;
    Ok(())
}

/// Orders to hand over now.
pub(in crate::order::server) async fn list_due(conn: &mut Conn, now: Instant, limit: u32) -> Result<Vec<OrderId>> {
    let sql = "SELECT d.order_id FROM deliveries d JOIN orders o ON o.id = d.order_id
               WHERE d.done_at IS NULL AND d.due_at <= $1 AND o.state = 'paid' ORDER BY d.due_at LIMIT $2";
    Ok(fetch_all!(conn, (OrderId,), sql, now, i64::from(limit))?.into_iter().map(|(id,)| id).collect())
}

/// Whose order it is, if it is paid and not handed over.
pub(in crate::order::server) async fn find_undelivered(conn: &mut Conn, order: OrderId) -> Result<Option<UserId>> {
    let sql = "SELECT o.user_id FROM deliveries d JOIN orders o ON o.id = d.order_id WHERE d.order_id = $1 AND d.done_at IS NULL AND o.state = 'paid'";
    Ok(fetch_optional!(conn, (UserId,), sql, order)?.map(|(user,)| user))
}

/// Takes a delivery for done, in the transaction that does it; whether nobody did it before.
pub(in crate::order::server) async fn end_delivery(conn: &mut Conn, order: OrderId, now: Instant) -> Result<bool> {
    let sql = "UPDATE deliveries SET done_at = $2, problem = NULL WHERE order_id = $1 AND done_at IS NULL";
    Ok(execute!(conn, sql, order, now)? == 1)
}

/// Tries again after a pause that grows.
pub(in crate::order::server) async fn put_off(
    conn: &mut Conn,
    order: OrderId,
    problem: &'static str,
    now: Instant,
    pauses_s: &[i64],
) -> Result<()> {
    let sql = "SELECT tries FROM deliveries WHERE order_id = $1 AND done_at IS NULL";
    let Some((tries,)) = fetch_optional!(conn, (i64,), sql, order)? else { return Ok(()) };
    let place = usize::try_from(tries).unwrap_or(usize::MAX).min(pauses_s.len().saturating_sub(1));
    let due_at = now.plus_s(pauses_s.get(place).copied().unwrap_or(3_600));
    let sql =
        "UPDATE deliveries SET tries = tries + 1, problem = $2, due_at = $3 WHERE order_id = $1 AND done_at IS NULL";
    execute!(conn, sql, order, problem, due_at)?;
    Ok(())
}

pub(in crate::order::server) async fn find_delivery_problem(conn: &mut Conn, order: OrderId) -> Result<Option<String>> {
    let sql = "SELECT problem FROM deliveries WHERE order_id = $1 AND done_at IS NULL";
    Ok(fetch_optional!(conn, (Option<String>,), sql, order)?.and_then(|(problem,)| problem))
}
