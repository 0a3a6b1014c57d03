//! Refunds and disputes.

use crate::{
    execute, fetch_all, fetch_optional,
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

/// A refund that ended.
pub(in crate::order::server) struct EndedRefund {
    pub(in crate::order::server) order: OrderId,
    pub(in crate::order::server) user: UserId,
    pub(in crate::order::server) amount_minor: i64,
    pub(in crate::order::server) coins: Coins,
}

/// Counts an amount as sent back, if the order was handed over and so much is left; the coins that go with it: its share of
/// all, rounded down, and with the last of the money the last of the coins.
pub(in crate::order::server) async fn count_refund(
    conn: &mut Conn,
    order: OrderId,
    amount_minor: i64,
) -> Result<Option<Coins>> {
    let counted = fetch_optional!(
        conn,
        (i64, i64),
        "UPDATE orders SET refunded_minor = refunded_minor + $2,
            state = CASE WHEN refunded_minor + $2 = total_minor AND state = 'fulfilled' THEN 'refunded' ELSE state END
         WHERE id = $1 AND refunded_minor + $2 <= total_minor AND state IN ('fulfilled', 'disputed')
         RETURNING refunded_minor, total_minor",
        order,
        amount_minor
    )?;
    let Some((refunded, total)) = counted else { return Ok(None) };
    let (all, taken) = coins(conn, order).await?;
    let share = i128::from(all) * i128::from(refunded) / i128::from(total.max(1));
    Ok(Some(Coins::from_milli((i64::try_from(share)? - taken).max(0))))
}

/// All coins of an order, and those that went back already.
async fn coins(conn: &mut Conn, order: OrderId) -> Result<(i64, i64)> {
    let found = fetch_optional!(
        conn,
        (i64, i64),
        "SELECT (SELECT CAST(COALESCE(SUM(l.coins_milli), 0) AS BIGINT) FROM order_lines l WHERE l.order_id = $1),
            (SELECT CAST(COALESCE(SUM(r.coins_milli), 0) AS BIGINT) FROM refunds r WHERE r.order_id = $1 AND r.state <> 'failed')
            + (SELECT CAST(COALESCE(SUM(d.coins_milli), 0) AS BIGINT) FROM disputes d WHERE d.order_id = $1 AND d.state <> 'won')",
        order
    )?;
    Ok(found.unwrap_or((0, 0)))
}

/// The coins of an order that were not taken back; none of one that was not handed over.
pub(in crate::order::server) async fn coins_left(conn: &mut Conn, order: OrderId) -> Result<Coins> {
    let sql = "SELECT CAST(1 AS BIGINT) FROM deliveries WHERE order_id = $1 AND done_at IS NOT NULL";
    if fetch_optional!(conn, (i64,), sql, order)?.is_none() {
        return Ok(Coins::ZERO);
    }
    let (all, taken) = coins(conn, order).await?;
    Ok(Coins::from_milli((all - taken).max(0)))
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
pub(in crate::order::server) async fn end_refund(
    conn: &mut Conn,
    id: Uuid,
    state: &'static str,
    gateway_ref: Option<String>,
    now: Instant,
) -> Result<Option<EndedRefund>> {
    let ended = fetch_optional!(
        conn,
        (OrderId, i64, Coins),
        "UPDATE refunds SET state = $2, gateway_ref = COALESCE($3, gateway_ref), ended_at = CASE WHEN $2 = 'unknown' THEN NULL ELSE $4 END
         WHERE id = $1 AND state IN ('asked', 'unknown') RETURNING order_id, amount_minor, coins_milli",
        id,
        state,
        gateway_ref,
        now
    )?;
    let Some((order, amount_minor, coins)) = ended else { return Ok(None) };
    let user = fetch_optional!(conn, (UserId,), "SELECT user_id FROM orders WHERE id = $1", order)?;
    Ok(user.map(|(user,)| EndedRefund { order, user, amount_minor, coins }))
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

/// Notes a dispute; whether it is new.
pub(in crate::order::server) async fn insert_dispute(
    conn: &mut Conn,
    reference: &str,
    order: OrderId,
    amount: Cash,
    coins: Coins,
    now: Instant,
) -> Result<bool> {
    let sql = "INSERT INTO disputes (gateway_ref, order_id, amount_minor, coins_milli, state, created_at) VALUES ($1, $2, $3, $4, 'open', $5)
               ON CONFLICT (gateway_ref) DO NOTHING";
    Ok(execute!(conn, sql, reference, order, amount.amount_minor, coins, now)? == 1)
}

/// Ends an open dispute; the coins that were taken for it.
pub(in crate::order::server) async fn end_dispute(
    conn: &mut Conn,
    reference: &str,
    won: bool,
    now: Instant,
) -> Result<Option<Coins>> {
    let sql =
        "UPDATE disputes SET state = $2, ended_at = $3 WHERE gateway_ref = $1 AND state = 'open' RETURNING coins_milli";
    let state = if won { "won" } else { "lost" };
    Ok(fetch_optional!(conn, (Coins,), sql, reference, state, now)?.map(|(coins,)| coins))
}
