//! Making orders and moving them on. Every move is one conditional update: whoever comes second changes nothing.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{
        Cash, Instant,
        id::{OrderId, UserId},
    },
    order::{
        model::{Gateway, OrderLine, OrderState},
        server::{
            pay::Proof,
            topup::store::{note_ended, note_paid},
        },
    },
    server::{Cx, Result, db::Conn},
};
use futures::FutureExt;
use uuid::Uuid;

/// An order to make.
pub(in crate::order::server) struct NewRow {
    pub(in crate::order::server) id: OrderId,
    pub(in crate::order::server) user: UserId,
    pub(in crate::order::server) gateway: Gateway,
    pub(in crate::order::server) subtotal: Cash,
    pub(in crate::order::server) discount: Cash,
    pub(in crate::order::server) total: Cash,
    pub(in crate::order::server) code: Option<String>,
    pub(in crate::order::server) now: Instant,
    pub(in crate::order::server) expires_at: Instant,
}

pub(in crate::order::server) async fn insert_order(conn: &mut Conn, row: &NewRow, line: &OrderLine) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO orders (id, user_id, state, gateway, currency, subtotal_minor, discount_minor, total_minor, discount_code, created_at, expires_at)
         VALUES ($1, $2, 'created', $3, $4, $5, $6, $7, $8, $9, $10)",
        row.id, row.user, row.gateway.code(), row.total.currency.code(), row.subtotal.amount_minor,
        row.discount.amount_minor, row.total.amount_minor, row.code.as_deref(), row.now, row.expires_at
    )?;
    execute!(
        conn,
        "INSERT INTO order_lines (order_id, position, offer_id, revision, name_fa, name_en, quantity, unit_minor, coins_milli, expires_days, is_trial)
         VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        row.id, line.offer_id, line.revision, &line.name_fa, &line.name_en, line.quantity, line.unit.amount_minor,
        line.coins, line.expires_days, line.is_trial
    )?;
    Ok(())
}

/// A line of an order's history.
pub(in crate::order::server) async fn note(
    conn: &mut Conn,
    id: Uuid,
    order: OrderId,
    step: &str,
    detail: Option<&str>,
    author: Option<UserId>,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO order_steps (id, order_id, step, detail, author_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        order,
        step,
        detail,
        author,
        now
    )?;
    Ok(())
}

/// A problem that staff has to look at; noted once.
pub(in crate::order::server) async fn note_problem(
    cx: &Cx,
    conn: &mut Conn,
    order: OrderId,
    detail: &str,
) -> Result<()> {
    let known = fetch_optional!(
        conn,
        (i64,),
        "SELECT CAST(1 AS BIGINT) FROM order_steps WHERE order_id = $1 AND step = 'problem' AND detail = $2 LIMIT 1",
        order,
        detail
    )?;
    if known.is_some() {
        return Ok(());
    }
    tracing::error!(order.id = %order, detail, "an order is to be looked at");
    note(conn, cx.id(), order, "problem", Some(detail), None, cx.clock.now()).await
}

/// Leaves an order to staff: its gateway is asked no more.
pub(in crate::order::server) async fn set_aside(cx: &Cx, order: OrderId, detail: &str) -> Result<()> {
    let (cx2, detail) = (cx.clone(), detail.to_owned());
    cx.db
        .write(order.0, move |conn| {
            async move {
                note_problem(&cx2, conn, order, &detail).await?;
                stop_checks(conn, order).await
            }
            .boxed()
        })
        .await
}

/// The gateway waits for the payer now.
pub(in crate::order::server) async fn set_pending(
    conn: &mut Conn,
    order: OrderId,
    gateway_ref: Option<String>,
    check_at: Option<Instant>,
) -> Result<()> {
    execute!(
        conn,
        "UPDATE orders SET state = CASE WHEN state = 'created' THEN 'pending' ELSE state END,
            gateway_ref = COALESCE(gateway_ref, $2), check_at = CASE WHEN paid_at IS NULL THEN $3 END WHERE id = $1",
        order,
        gateway_ref,
        check_at
    )?;
    Ok(())
}

/// Keeps the gateway's name, where an event was faster than our own row.
pub(in crate::order::server) async fn keep_ref(conn: &mut Conn, order: OrderId, gateway_ref: &str) -> Result<()> {
    execute!(conn, "UPDATE orders SET gateway_ref = $2 WHERE id = $1 AND gateway_ref IS NULL", order, gateway_ref)?;
    Ok(())
}

/// The money is there; whether that is new.
pub(in crate::order::server) async fn set_paid(
    conn: &mut Conn,
    order: OrderId,
    proof: &Proof,
    now: Instant,
) -> Result<bool> {
    let paid = execute!(
        conn,
        "UPDATE orders SET state = 'paid', paid_at = $2, payment_ref = $3, bank_ref = $4, payer_card = $5, fee_minor = $6, check_at = NULL, ended_at = NULL
         WHERE id = $1 AND paid_at IS NULL AND state IN ('created', 'pending', 'expired', 'cancelled')",
        order, now, proof.payment_ref.as_deref(), proof.bank_ref.as_deref(), proof.payer_card.as_deref(), proof.fee_minor
    )?;
    if paid == 1 {
        close_card_payment(conn, order).await?;
        note_paid(conn, order).await?;
    }
    Ok(paid == 1)
}

/// Ends an order that waits for money, unless a receipt waits for staff or a charge for its outcome; whether it did.
pub(in crate::order::server) async fn end_open(
    conn: &mut Conn,
    order: OrderId,
    state: OrderState,
    now: Instant,
) -> Result<bool> {
    let ended = execute!(
        conn,
        "UPDATE orders SET state = $2, ended_at = $3 WHERE id = $1 AND state IN ('created', 'pending') AND NOT EXISTS
            (SELECT 1 FROM card_payments c WHERE c.order_id = orders.id AND c.receipt IN ('submitted', 'seconded'))
            AND NOT EXISTS (SELECT 1 FROM topup_orders t WHERE t.order_id = orders.id AND t.state = 'charging')",
        order,
        state.code(),
        now
    )?;
    if ended == 1 {
        close_card_payment(conn, order).await?;
        note_ended(conn, order).await?;
    }
    Ok(ended == 1)
}

async fn close_card_payment(conn: &mut Conn, order: OrderId) -> Result<()> {
    execute!(conn, "UPDATE card_payments SET is_open = FALSE WHERE order_id = $1", order)?;
    Ok(())
}

/// Moves an order on from one of these states; whether it was in one.
pub(in crate::order::server) async fn move_state(
    conn: &mut Conn,
    order: OrderId,
    from: &[OrderState],
    to: OrderState,
) -> Result<bool> {
    let [first, rest @ ..] = from else { return Ok(false) };
    let second = rest.first().unwrap_or(first);
    let moved = execute!(
        conn,
        "UPDATE orders SET state = $2 WHERE id = $1 AND state IN ($3, $4)",
        order,
        to.code(),
        first.code(),
        second.code()
    )?;
    Ok(moved == 1)
}

pub(in crate::order::server) async fn is_check_due(conn: &mut Conn, order: OrderId, now: Instant) -> Result<bool> {
    let sql = "SELECT CAST(1 AS BIGINT) FROM orders WHERE id = $1 AND check_at <= $2";
    Ok(fetch_optional!(conn, (i64,), sql, order, now)?.is_some())
}

/// Asks the gateway again after a pause that grows; never again once the last one is over and the money would be back.
pub(in crate::order::server) async fn check_later(
    conn: &mut Conn,
    order: OrderId,
    now: Instant,
    pauses_s: &[i64],
) -> Result<()> {
    const CHECKS_MAX: i64 = 48;
    let found = fetch_optional!(conn, (i64,), "SELECT checks FROM orders WHERE id = $1 AND paid_at IS NULL", order)?;
    let Some((checks,)) = found else { return Ok(()) };
    let place = usize::try_from(checks).unwrap_or(usize::MAX).min(pauses_s.len().saturating_sub(1));
    let next = pauses_s.get(place).filter(|_| checks < CHECKS_MAX).map(|pause| now.plus_s(*pause));
    execute!(
        conn,
        "UPDATE orders SET checks = checks + 1, check_at = $2 WHERE id = $1 AND paid_at IS NULL AND check_at IS NOT NULL",
        order,
        next
    )?;
    Ok(())
}

pub(in crate::order::server) async fn stop_checks(conn: &mut Conn, order: OrderId) -> Result<()> {
    execute!(conn, "UPDATE orders SET check_at = NULL WHERE id = $1", order)?;
    Ok(())
}

/// Orders whose gateway is to be asked now.
pub(in crate::order::server) async fn list_checks(
    conn: &mut Conn,
    now: Instant,
    limit: u32,
) -> Result<Vec<(OrderId, Gateway)>> {
    let rows = fetch_all!(
        conn,
        (OrderId, String),
        "SELECT id, gateway FROM orders WHERE check_at <= $1 AND paid_at IS NULL ORDER BY check_at LIMIT $2",
        now,
        i64::from(limit)
    )?;
    rows.into_iter().map(|(id, gateway)| Ok((id, gateway.parse()?))).collect()
}

/// Orders whose time is over.
pub(in crate::order::server) async fn list_expired(conn: &mut Conn, now: Instant, limit: u32) -> Result<Vec<OrderId>> {
    let rows = fetch_all!(
        conn,
        (OrderId,),
        "SELECT id FROM orders WHERE state IN ('created', 'pending') AND expires_at < $1 AND NOT EXISTS
            (SELECT 1 FROM card_payments c WHERE c.order_id = orders.id AND c.receipt IN ('submitted', 'seconded'))
            AND NOT EXISTS (SELECT 1 FROM topup_orders t WHERE t.order_id = orders.id AND t.state = 'charging')
         ORDER BY expires_at LIMIT $2",
        now,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
