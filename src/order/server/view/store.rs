//! Reading orders.

use crate::{
    fetch_all, fetch_one, fetch_optional,
    kernel::{
        Cash, Coins, Currency, Instant,
        id::{OfferId, OrderId, UserId},
    },
    order::{
        model::{CardPayment, Gateway, Order, OrderLine},
        server::receipt::TRIES_MAX,
        staff::{OrderQuery, REVIEW, StaffOrder, Step},
    },
    server::{Result, db::Conn},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Lines of one order's history that are shown.
const STEPS_MAX: i64 = 300;

/// An order with what only staff and gateways know of it.
#[derive(Debug, Clone)]
pub(in crate::order::server) struct Found {
    pub(in crate::order::server) order: Order,
    pub(in crate::order::server) user: UserId,
    pub(in crate::order::server) email: String,
    pub(in crate::order::server) gateway_ref: Option<String>,
    pub(in crate::order::server) payment_ref: Option<String>,
    pub(in crate::order::server) payer_card: Option<String>,
}

#[derive(sqlx::FromRow)]
struct OrderRow {
    id: OrderId,
    user_id: UserId,
    email: String,
    state: String,
    gateway: String,
    currency: String,
    subtotal_minor: i64,
    discount_minor: i64,
    total_minor: i64,
    refunded_minor: i64,
    discount_code: Option<String>,
    gateway_ref: Option<String>,
    payment_ref: Option<String>,
    bank_ref: Option<String>,
    payer_card: Option<String>,
    created_at: Instant,
    expires_at: Instant,
    paid_at: Option<Instant>,
    card_number: Option<String>,
    card_holder: Option<String>,
    card_bank: Option<String>,
    receipt: Option<String>,
    reason: Option<String>,
    tries: Option<i64>,
    topup: Option<String>,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    order_id: OrderId,
    offer_id: OfferId,
    revision: i64,
    name_fa: String,
    name_en: String,
    quantity: i64,
    unit_minor: i64,
    coins_milli: Coins,
    expires_days: Option<i64>,
    is_plan: bool,
    is_trial: bool,
}

const SELECT: &str = "SELECT o.id, o.user_id, u.email, o.state, o.gateway, o.currency, o.subtotal_minor, o.discount_minor, o.total_minor, o.refunded_minor,
        o.discount_code, o.gateway_ref, o.payment_ref, o.bank_ref, o.payer_card, o.created_at, o.expires_at, o.paid_at,
        k.number AS card_number, k.holder AS card_holder, k.bank AS card_bank, c.receipt, c.reason, c.tries, t.state AS topup
     FROM orders o JOIN users u ON u.id = o.user_id LEFT JOIN card_payments c ON c.order_id = o.id LEFT JOIN cards k ON k.id = c.card_id
     LEFT JOIN topup_orders t ON t.order_id = o.id";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("{SELECT} {rest}"))
}

async fn filled(conn: &mut Conn, rows: Vec<OrderRow>) -> Result<Vec<Found>> {
    let mut lines: HashMap<OrderId, Vec<LineRow>> = HashMap::new();
    if let (Some(first), Some(last)) = (rows.iter().map(|row| row.id).min(), rows.iter().map(|row| row.id).max()) {
        let all = fetch_all!(
            conn,
            LineRow,
            "SELECT l.order_id, l.offer_id, l.revision, l.name_fa, l.name_en, l.quantity, l.unit_minor, l.coins_milli, l.expires_days, l.is_trial,
                o.kind = 'plan' AS is_plan
             FROM order_lines l JOIN offers o ON o.id = l.offer_id WHERE l.order_id >= $1 AND l.order_id <= $2 ORDER BY l.order_id, l.position",
            first,
            last
        )?;
        for line in all {
            lines.entry(line.order_id).or_default().push(line);
        }
    }
    rows.into_iter()
        .map(|row| {
            let of_order = lines.remove(&row.id).unwrap_or_default();
            found(row, of_order)
        })
        .collect()
}

fn found(row: OrderRow, lines: Vec<LineRow>) -> Result<Found> {
    let currency: Currency = row.currency.parse()?;
    let cash = |minor| Cash::new(minor, currency);
    let card = match (row.card_number, row.card_holder, row.card_bank, row.receipt) {
        (Some(number), Some(holder), Some(bank), Some(receipt)) => Some(CardPayment {
            number,
            holder,
            bank,
            receipt: receipt.parse()?,
            reason: row.reason,
            tries_left: (TRIES_MAX - row.tries.unwrap_or(0)).max(0),
        }),
        _ => None,
    };
    let line = |line: LineRow| OrderLine {
        offer_id: line.offer_id,
        revision: line.revision,
        name_fa: line.name_fa,
        name_en: line.name_en,
        quantity: line.quantity,
        unit: cash(line.unit_minor),
        coins: line.coins_milli,
        expires_days: line.expires_days,
        is_plan: line.is_plan,
        is_trial: line.is_trial,
    };
    Ok(Found {
        order: Order {
            id: row.id,
            state: row.state.parse()?,
            gateway: row.gateway.parse()?,
            lines: lines.into_iter().map(line).collect(),
            subtotal: cash(row.subtotal_minor),
            discount: cash(row.discount_minor),
            discount_code: row.discount_code,
            total: cash(row.total_minor),
            refunded: cash(row.refunded_minor),
            reference: row.bank_ref,
            created_at: row.created_at,
            expires_at: row.expires_at,
            paid_at: row.paid_at,
            card,
            automatic: row.topup.is_some(),
            by_hand: row.topup.as_deref() == Some("manual"),
        },
        user: row.user_id,
        email: row.email,
        gateway_ref: row.gateway_ref,
        payment_ref: row.payment_ref,
        payer_card: row.payer_card,
    })
}

/// An order, whoever's it is.
pub(in crate::order::server) async fn find(conn: &mut Conn, id: OrderId) -> Result<Option<Found>> {
    let rows = fetch_all!(conn, OrderRow, select("WHERE o.id = $1"), id)?;
    Ok(filled(conn, rows).await?.into_iter().next())
}

/// An order of the person's.
pub(in crate::order::server) async fn find_of(conn: &mut Conn, user: UserId, id: OrderId) -> Result<Option<Order>> {
    let rows = fetch_all!(conn, OrderRow, select("WHERE o.id = $1 AND o.user_id = $2"), id, user)?;
    Ok(filled(conn, rows).await?.into_iter().next().map(|found| found.order))
}

/// The person's orders before one, the newest first.
pub(in crate::order::server) async fn list_of(
    conn: &mut Conn,
    user: UserId,
    before: Option<OrderId>,
    limit: u32,
) -> Result<Vec<Order>> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let sql = select("WHERE o.user_id = $1 AND o.id < $2 ORDER BY o.id DESC LIMIT $3");
    let rows = fetch_all!(conn, OrderRow, sql, user, before, i64::from(limit))?;
    Ok(filled(conn, rows).await?.into_iter().map(|found| found.order).collect())
}

/// Everybody's orders before one, the newest first.
pub(in crate::order::server) async fn list_all(
    conn: &mut Conn,
    query: &OrderQuery,
    before: Option<OrderId>,
    limit: u32,
) -> Result<Vec<StaffOrder>> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let reference = query.reference.trim();
    let named = reference.parse::<OrderId>().map_or(Uuid::nil(), |id| id.0);
    let state = match query.state.as_str() {
        REVIEW => "AND c.receipt IN ('submitted', 'seconded') AND o.paid_at IS NULL",
        "" => "",
        _ => "AND o.state = $3",
    };
    let given = |is: bool, condition: &'static str| if is { condition } else { "" };
    let sql = select(&format!(
        "WHERE o.id < $1 {state} {} {} {} ORDER BY o.id DESC LIMIT $2",
        given(!query.gateway.is_empty(), "AND o.gateway = $4"),
        given(!query.person.trim().is_empty(), "AND u.email = $5"),
        given(!reference.is_empty(), "AND (o.id = $6 OR o.gateway_ref = $7 OR o.payment_ref = $7 OR o.bank_ref = $7)"),
    ));
    let rows = fetch_all!(
        conn,
        OrderRow,
        sql,
        before,
        i64::from(limit),
        &query.state,
        &query.gateway,
        query.person.trim().to_lowercase(),
        named,
        reference
    )?;
    let found = filled(conn, rows).await?;
    Ok(found
        .into_iter()
        .map(|found| StaffOrder { order: found.order, user_id: found.user, email: found.email })
        .collect())
}

/// The order a gateway has a name for.
pub(in crate::order::server) async fn find_by_ref(
    conn: &mut Conn,
    gateway: Gateway,
    reference: &str,
) -> Result<Option<Found>> {
    let rows =
        fetch_all!(conn, OrderRow, select("WHERE o.gateway = $1 AND o.gateway_ref = $2"), gateway.code(), reference)?;
    Ok(filled(conn, rows).await?.into_iter().next())
}

/// The order that a payment paid.
pub(in crate::order::server) async fn find_by_payment(
    conn: &mut Conn,
    gateway: Gateway,
    payment: &str,
) -> Result<Option<OrderId>> {
    let sql = "SELECT id FROM orders WHERE payment_ref = $1 AND gateway = $2";
    Ok(fetch_optional!(conn, (OrderId,), sql, payment, gateway.code())?.map(|(id,)| id))
}

/// The person's orders that wait for money.
pub(in crate::order::server) async fn count_open(conn: &mut Conn, user: UserId) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM orders WHERE user_id = $1 AND state IN ('created', 'pending')";
    Ok(fetch_one!(conn, (i64,), sql, user)?.0)
}

/// The person's orders that were ever paid; trying a plan is none.
pub(in crate::order::server) async fn count_paid(conn: &mut Conn, user: UserId) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM orders WHERE user_id = $1 AND paid_at IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = orders.id AND l.is_trial)";
    Ok(fetch_one!(conn, (i64,), sql, user)?.0)
}

/// How many of an offer the person bought or is about to.
pub(in crate::order::server) async fn count_bought(conn: &mut Conn, user: UserId, offer: OfferId) -> Result<i64> {
    let sql = "SELECT CAST(COALESCE(SUM(l.quantity), 0) AS BIGINT) FROM order_lines l JOIN orders o ON o.id = l.order_id
               WHERE o.user_id = $1 AND l.offer_id = $2 AND (o.paid_at IS NOT NULL OR o.state IN ('created', 'pending'))";
    Ok(fetch_one!(conn, (i64,), sql, user, offer)?.0)
}

/// Receipts that wait for staff.
pub async fn count_waiting(conn: &mut Conn) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM card_payments c JOIN orders o ON o.id = c.order_id
               WHERE c.receipt IN ('submitted', 'seconded') AND o.paid_at IS NULL";
    Ok(fetch_one!(conn, (i64,), sql)?.0)
}

pub(in crate::order::server) async fn has_cards(conn: &mut Conn) -> Result<bool> {
    Ok(fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM cards WHERE enabled")?.0 > 0)
}

/// What happened to an order, the oldest first.
pub(in crate::order::server) async fn list_steps(conn: &mut Conn, order: OrderId) -> Result<Vec<Step>> {
    let rows = fetch_all!(
        conn,
        (String, Option<String>, Option<String>, Instant),
        "SELECT s.step, s.detail, u.email, s.created_at FROM order_steps s LEFT JOIN users u ON u.id = s.author_id
         WHERE s.order_id = $1 ORDER BY s.id LIMIT $2",
        order,
        STEPS_MAX
    )?;
    Ok(rows.into_iter().map(|(step, detail, author, at)| Step { step, detail, author, at }).collect())
}
