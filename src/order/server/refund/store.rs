//! Refunds and disputes.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Cash, Coins, Currency, Instant,
        id::{OrderId, UserId},
    },
    order::{model::Gateway, staff::Refund},
    server::{Result, db::Conn},
};
use uuid::Uuid;

/// Seconds before a refund without an answer is asked for again.
const AGAIN_S: i64 = 120;

/// A refund that the gateway is to be asked for.
pub(in crate::order::server) struct OpenRefund {
    pub(in crate::order::server) id: Uuid,
    pub(in crate::order::server) gateway: Gateway,
    pub(in crate::order::server) gateway_ref: Option<String>,
    pub(in crate::order::server) payment_ref: Option<String>,
    pub(in crate::order::server) amount: Cash,
}

/// A refund that did not happen.
pub(super) struct FailedRefund {
    pub(super) order: OrderId,
    pub(super) user: UserId,
    pub(super) amount_minor: i64,
}

/// Counts an amount as sent back, if the order was handed over and so much is left.
pub(in crate::order::server) async fn count_refund(conn: &mut Conn, order: OrderId, amount_minor: i64) -> Result<bool> {
    let counted = execute!(
        conn,
        "UPDATE orders SET refunded_minor = refunded_minor + $2,
            state = CASE WHEN refunded_minor + $2 = total_minor AND state = 'fulfilled' THEN 'refunded' ELSE state END
         WHERE id = $1 AND refunded_minor + $2 <= total_minor AND state IN ('fulfilled', 'disputed')
            AND EXISTS (SELECT 1 FROM deliveries d WHERE d.order_id = $1 AND d.done_at IS NOT NULL)",
        order,
        amount_minor
    )?;
    Ok(counted == 1)
}

/// How coins have to move.
pub(super) struct Step {
    /// How much is to be taken; below zero: to be given back.
    pub(super) taken_milli: i64,
    /// Whether nothing of the money is left.
    pub(super) is_all: bool,
}

/// Counts as taken what fits the money of an order now: all of its coins when its payer's bank has the money or all of it went
/// back, else the share of what went back, rounded down. The difference; none where nothing is to be moved.
pub(super) async fn level(conn: &mut Conn, order: OrderId) -> Result<Option<Step>> {
    // The lock first: what is read after it stays.
    let locked = fetch_optional!(
        conn,
        (i64, i64, i64),
        "UPDATE orders SET taken_milli = taken_milli WHERE id = $1
            AND EXISTS (SELECT 1 FROM deliveries d WHERE d.order_id = $1 AND d.done_at IS NOT NULL)
         RETURNING taken_milli, refunded_minor, total_minor",
        order
    )?;
    let Some((taken, refunded, total)) = locked else { return Ok(None) };
    let (all, disputes) = fetch_one!(
        conn,
        (i64, i64),
        "SELECT (SELECT CAST(COALESCE(SUM(l.coins_milli), 0) AS BIGINT) FROM order_lines l WHERE l.order_id = $1),
            (SELECT COUNT(*) FROM disputes d WHERE d.order_id = $1 AND d.state <> 'won')",
        order
    )?;
    let is_all = disputes > 0 || refunded == total;
    let share = i128::from(all) * i128::from(refunded) / i128::from(total.max(1));
    let fits = if is_all { all } else { i64::try_from(share)? };
    if fits == taken {
        return Ok(None);
    }
    execute!(conn, "UPDATE orders SET taken_milli = $2 WHERE id = $1", order, fits)?;
    Ok(Some(Step { taken_milli: fits - taken, is_all }))
}

/// What of an order's money stays, and what was paid; none stays while the payer's bank has it.
pub(super) async fn find_kept(conn: &mut Conn, order: OrderId) -> Result<Option<(i64, i64)>> {
    let sql = "SELECT CASE WHEN state = 'disputed' THEN CAST(0 AS BIGINT) ELSE total_minor - refunded_minor END, total_minor FROM orders WHERE id = $1";
    Ok(fetch_optional!(conn, (i64, i64), sql, order)?)
}

/// The gateway refused: the amount counts no more.
pub(in crate::order::server) async fn uncount_refund(conn: &mut Conn, order: OrderId, amount_minor: i64) -> Result<()> {
    execute!(
        conn,
        "UPDATE orders SET refunded_minor = refunded_minor - $2, state = CASE WHEN state = 'refunded' THEN 'fulfilled' ELSE state END
         WHERE id = $1",
        order,
        amount_minor
    )?;
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "one row")]
pub(in crate::order::server) async fn insert_refund(
    conn: &mut Conn,
    id: Uuid,
    order: OrderId,
    amount: Cash,
    coins: Coins,
    state: &str,
    reason: &str,
    author: Option<UserId>,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO refunds (id, order_id, amount_minor, coins_milli, state, reason, author_id, created_at, ended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $5 = 'done' THEN $8 END)",
        id,
        order,
        amount.amount_minor,
        coins,
        state,
        reason,
        author,
        now
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct OpenRow {
    id: Uuid,
    gateway: String,
    gateway_ref: Option<String>,
    payment_ref: Option<String>,
    amount_minor: i64,
    currency: String,
}

pub(in crate::order::server) async fn find_open_refund(conn: &mut Conn, id: Uuid) -> Result<Option<OpenRefund>> {
    let row = fetch_optional!(
        conn,
        OpenRow,
        "SELECT r.id, o.gateway, o.gateway_ref, o.payment_ref, r.amount_minor, o.currency
         FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.id = $1 AND r.state IN ('asked', 'unknown')",
        id
    )?;
    row.map(|row| {
        Ok(OpenRefund {
            id: row.id,
            gateway: row.gateway.parse()?,
            gateway_ref: row.gateway_ref,
            payment_ref: row.payment_ref,
            amount: Cash::new(row.amount_minor, row.currency.parse()?),
        })
    })
    .transpose()
}

/// Refunds that were asked for a while ago and have no answer.
pub(in crate::order::server) async fn list_unsettled_refunds(
    conn: &mut Conn,
    now: Instant,
    limit: u32,
) -> Result<Vec<Uuid>> {
    let sql =
        "SELECT id FROM refunds WHERE state IN ('asked', 'unknown') AND created_at < $1 ORDER BY created_at LIMIT $2";
    Ok(fetch_all!(conn, (Uuid,), sql, now.plus_s(-AGAIN_S), i64::from(limit))?.into_iter().map(|(id,)| id).collect())
}

/// Ends a refund that has no answer yet, or says that it still has none.
pub(super) async fn end_refund(
    conn: &mut Conn,
    id: Uuid,
    state: &'static str,
    gateway_ref: Option<String>,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "UPDATE refunds SET state = $2, gateway_ref = COALESCE($3, gateway_ref), ended_at = CASE WHEN $2 = 'unknown' THEN NULL ELSE $4 END
         WHERE id = $1 AND state IN ('asked', 'unknown')",
        id,
        state,
        gateway_ref,
        now
    )?;
    Ok(())
}

/// Ends a refund as one that did not happen; none when it was known already.
pub(super) async fn fail_refund(conn: &mut Conn, id: Uuid, now: Instant) -> Result<Option<FailedRefund>> {
    let failed = fetch_optional!(
        conn,
        (OrderId, i64),
        "UPDATE refunds SET state = 'failed', ended_at = $2 WHERE id = $1 AND state <> 'failed' RETURNING order_id, amount_minor",
        id,
        now
    )?;
    let Some((order, amount_minor)) = failed else { return Ok(None) };
    let user = fetch_optional!(conn, (UserId,), "SELECT user_id FROM orders WHERE id = $1", order)?;
    Ok(user.map(|(user,)| FailedRefund { order, user, amount_minor }))
}

pub(in crate::order::server) async fn list_refunds(
    conn: &mut Conn,
    order: OrderId,
    currency: Currency,
) -> Result<Vec<Refund>> {
    let rows = fetch_all!(
        conn,
        (i64, Coins, String, String, Instant),
        "SELECT amount_minor, coins_milli, state, reason, created_at FROM refunds WHERE order_id = $1 ORDER BY created_at DESC LIMIT 100",
        order
    )?;
    let refund = |(minor, coins, state, reason, created_at)| Refund {
        amount: Cash::new(minor, currency),
        coins,
        state,
        reason,
        created_at,
    };
    Ok(rows.into_iter().map(refund).collect())
}

/// What went back for certain.
pub(super) async fn sum_done(conn: &mut Conn, order: OrderId) -> Result<i64> {
    let sql =
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM refunds WHERE order_id = $1 AND state = 'done'";
    Ok(fetch_one!(conn, (i64,), sql, order)?.0)
}

/// The newest refund of this amount that was taken for done.
pub(super) async fn find_done_refund(conn: &mut Conn, order: OrderId, amount_minor: i64) -> Result<Option<Uuid>> {
    let sql =
        "SELECT id FROM refunds WHERE order_id = $1 AND amount_minor = $2 AND state = 'done' ORDER BY id DESC LIMIT 1";
    Ok(fetch_optional!(conn, (Uuid,), sql, order, amount_minor)?.map(|(id,)| id))
}

/// Notes a dispute; whether it is new.
pub(super) async fn insert_dispute(
    conn: &mut Conn,
    reference: &str,
    order: OrderId,
    amount: Cash,
    now: Instant,
) -> Result<bool> {
    let sql =
        "INSERT INTO disputes (gateway_ref, order_id, amount_minor, state, created_at) VALUES ($1, $2, $3, 'open', $4)
               ON CONFLICT (gateway_ref) DO NOTHING";
    Ok(execute!(conn, sql, reference, order, amount.amount_minor, now)? == 1)
}

/// Ends an open dispute; whether it was open.
pub(super) async fn end_dispute(conn: &mut Conn, reference: &str, won: bool, now: Instant) -> Result<bool> {
    let sql = "UPDATE disputes SET state = $2, ended_at = $3 WHERE gateway_ref = $1 AND state = 'open'";
    Ok(execute!(conn, sql, reference, if won { "won" } else { "lost" }, now)? == 1)
}

/// Nothing is handed over, and nothing more sent back, while the payer's bank has the money.
pub(super) async fn set_disputed(conn: &mut Conn, order: OrderId) -> Result<()> {
    let sql = "UPDATE orders SET state = 'disputed' WHERE id = $1 AND state IN ('paid', 'fulfilled', 'refunded')";
    execute!(conn, sql, order)?;
    Ok(())
}

/// The money is back: the order is what it was, unless another dispute goes on.
pub(super) async fn end_disputed(conn: &mut Conn, order: OrderId) -> Result<()> {
    execute!(
        conn,
        "UPDATE orders SET state = CASE
            WHEN NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.order_id = $1 AND d.done_at IS NOT NULL) THEN 'paid'
            WHEN refunded_minor = total_minor THEN 'refunded' ELSE 'fulfilled' END
         WHERE id = $1 AND state = 'disputed' AND NOT EXISTS (SELECT 1 FROM disputes d WHERE d.order_id = $1 AND d.state <> 'won')",
        order
    )?;
    Ok(())
}
