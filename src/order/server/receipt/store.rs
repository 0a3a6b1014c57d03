//! Receipts: kept by their senders, decided by staff, each decision one conditional update.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{
        Instant,
        id::{OrderId, ReceiptId, UserId},
    },
    order::{model::ReceiptState, server::receipt::Picture, staff::Receipt},
    server::{Result, db::Conn},
};

/// Receipts of one order that are shown.
const SHOWN_MAX: i64 = 20;
/// Bits in which two pictures that look the same may differ.
const ALIKE_BITS: u32 = 5;
/// Receipts that one is compared with.
const COMPARED_MAX: i64 = 2_000;

/// Whether this very file was sent before, by anybody for anything.
pub(in crate::order::server) async fn is_receipt_known(conn: &mut Conn, hash: &[u8]) -> Result<bool> {
    let sql = "SELECT CAST(1 AS BIGINT) FROM receipts WHERE content_hash = $1 LIMIT 1";
    Ok(fetch_optional!(conn, (i64,), sql, hash)?.is_some())
}

/// Marks an order's receipt as sent, if one is awaited and money may still come; also after the order expired: what was
/// paid late is looked at and never lost.
pub(in crate::order::server) async fn submit_receipt(
    conn: &mut Conn,
    order: OrderId,
    tries_max: i64,
) -> Result<Option<()>> {
    let sent = execute!(
        conn,
        "UPDATE card_payments SET receipt = 'submitted', tries = tries + 1, reason = NULL, first_approver = NULL
         WHERE order_id = $1 AND receipt IN ('awaited', 'rejected') AND tries < $2
            AND EXISTS (SELECT 1 FROM orders o WHERE o.id = $1 AND o.paid_at IS NULL AND o.state IN ('created', 'pending', 'expired'))",
        order,
        tries_max
    )?;
    Ok((sent == 1).then_some(()))
}

/// How an order's receipt stands, and how many were sent.
pub(in crate::order::server) async fn find_receipt_state(
    conn: &mut Conn,
    order: OrderId,
) -> Result<Option<(ReceiptState, i64)>> {
    let sql = "SELECT receipt, tries FROM card_payments WHERE order_id = $1";
    let found = fetch_optional!(conn, (String, i64), sql, order)?;
    found.map(|(state, tries)| Ok((state.parse()?, tries))).transpose()
}

#[allow(clippy::too_many_arguments, reason = "one row")]
pub(in crate::order::server) async fn insert_receipt(
    conn: &mut Conn,
    id: ReceiptId,
    order: OrderId,
    user: UserId,
    picture: &Picture,
    tracking: Option<String>,
    last4: Option<String>,
    note: Option<String>,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO receipts (id, order_id, user_id, image, content_hash, print, tracking, last4, note, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id,
        order,
        user,
        picture.jpeg.as_slice(),
        picture.hash.as_slice(),
        picture.print,
        tracking,
        last4,
        note,
        now
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    id: ReceiptId,
    print: i64,
    tracking: Option<String>,
    last4: Option<String>,
    note: Option<String>,
    created_at: Instant,
}

/// An order's receipts, the newest first, each with the orders whose receipts are like it.
pub(in crate::order::server) async fn list_receipts(conn: &mut Conn, order: OrderId) -> Result<Vec<Receipt>> {
    let sql = "SELECT id, print, tracking, last4, note, created_at FROM receipts WHERE order_id = $1 ORDER BY id DESC LIMIT $2";
    let rows = fetch_all!(conn, ReceiptRow, sql, order, SHOWN_MAX)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT order_id, print, tracking FROM receipts WHERE order_id <> $1 ORDER BY id DESC LIMIT $2";
    let others = fetch_all!(conn, (OrderId, i64, Option<String>), sql, order, COMPARED_MAX)?;
    let alike = |row: &ReceiptRow| {
        let mut orders: Vec<OrderId> = others
            .iter()
            .filter(|(_, print, tracking)| {
                (print ^ row.print).count_ones() <= ALIKE_BITS || (tracking.is_some() && *tracking == row.tracking)
            })
            .map(|(order, ..)| *order)
            .collect();
        orders.dedup();
        orders
    };
    let receipt = |row: ReceiptRow| Receipt {
        alike: alike(&row),
        id: row.id,
        tracking: row.tracking,
        last4: row.last4,
        note: row.note,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(receipt).collect())
}

pub(in crate::order::server) async fn find_image(conn: &mut Conn, id: ReceiptId) -> Result<Option<Vec<u8>>> {
    Ok(fetch_optional!(conn, (Vec<u8>,), "SELECT image FROM receipts WHERE id = $1", id)?.map(|(image,)| image))
}

/// Refuses the receipt; another one may be sent until then. Whether one waited.
pub(in crate::order::server) async fn reject_receipt(
    conn: &mut Conn,
    order: OrderId,
    reason: Option<String>,
    until: Instant,
) -> Result<bool> {
    let sql = "UPDATE card_payments SET receipt = 'rejected', reason = $2, first_approver = NULL
               WHERE order_id = $1 AND receipt IN ('submitted', 'seconded')";
    if execute!(conn, sql, order, reason)? == 0 {
        return Ok(false);
    }
    let sql = "UPDATE orders SET expires_at = $2 WHERE id = $1 AND state = 'pending' AND expires_at < $2";
    execute!(conn, sql, order, until)?;
    Ok(true)
}

/// The first of two who believe it.
pub(in crate::order::server) async fn second_receipt(conn: &mut Conn, order: OrderId, author: UserId) -> Result<bool> {
    let sql = "UPDATE card_payments SET receipt = 'seconded', first_approver = $2 WHERE order_id = $1 AND receipt = 'submitted'";
    Ok(execute!(conn, sql, order, author)? == 1)
}

/// Believes it: of a large one the second person, who is another.
pub(in crate::order::server) async fn approve_receipt(
    conn: &mut Conn,
    order: OrderId,
    author: UserId,
    is_large: bool,
) -> Result<bool> {
    let sql = "UPDATE card_payments SET receipt = 'approved'
               WHERE order_id = $1 AND ((receipt = 'seconded' AND first_approver <> $2) OR (receipt = 'submitted' AND NOT $3))";
    Ok(execute!(conn, sql, order, author, is_large)? == 1)
}
