//! Cards of the house, and payments to them.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{
        Instant,
        id::{CardId, OrderId},
    },
    order::{server::card::Spot, staff::PayCard},
    server::{Result, db::Conn},
};

/// Enabled cards that may take so much more since a time, the one used longest ago first.
pub(in crate::order::server) async fn list_usable_cards(
    conn: &mut Conn,
    since: Instant,
    amount: i64,
) -> Result<Vec<CardId>> {
    let rows = fetch_all!(
        conn,
        (CardId,),
        "SELECT k.id FROM cards k WHERE k.enabled AND (k.daily_minor_max IS NULL OR k.daily_minor_max >= $2 +
            (SELECT CAST(COALESCE(SUM(c.amount_minor), 0) AS BIGINT) FROM card_payments c JOIN orders o ON o.id = c.order_id
             WHERE c.card_id = k.id AND (c.is_open OR o.paid_at >= $1)))
         ORDER BY COALESCE(k.used_at, 0), k.id",
        since,
        amount
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(in crate::order::server) async fn is_amount_open(conn: &mut Conn, card: CardId, amount: i64) -> Result<bool> {
    let sql = "SELECT CAST(1 AS BIGINT) FROM card_payments WHERE card_id = $1 AND amount_minor = $2 AND is_open";
    Ok(fetch_optional!(conn, (i64,), sql, card, amount)?.is_some())
}

pub(in crate::order::server) async fn use_card(conn: &mut Conn, card: CardId, now: Instant) -> Result<()> {
    execute!(conn, "UPDATE cards SET used_at = $2 WHERE id = $1", card, now)?;
    Ok(())
}

pub(in crate::order::server) async fn insert_card_payment(conn: &mut Conn, order: OrderId, spot: Spot) -> Result<()> {
    let sql = "INSERT INTO card_payments (order_id, card_id, amount_minor, receipt, is_open) VALUES ($1, $2, $3, 'awaited', TRUE)";
    execute!(conn, sql, order, spot.card, spot.amount)?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct CardRow {
    id: CardId,
    number: String,
    holder: String,
    bank: String,
    daily_minor_max: Option<i64>,
    enabled: bool,
}

pub(in crate::order::server) async fn list_cards(conn: &mut Conn) -> Result<Vec<PayCard>> {
    let sql = "SELECT id, number, holder, bank, daily_minor_max, enabled FROM cards ORDER BY created_at, id";
    let card = |row: CardRow| PayCard {
        id: row.id,
        number: row.number,
        holder: row.holder,
        bank: row.bank,
        daily_minor_max: row.daily_minor_max,
        enabled: row.enabled,
    };
    Ok(fetch_all!(conn, CardRow, sql)?.into_iter().map(card).collect())
}

pub(in crate::order::server) async fn insert_card(conn: &mut Conn, card: &PayCard, now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO cards (id, number, holder, bank, daily_minor_max, enabled, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        card.id,
        &card.number,
        &card.holder,
        &card.bank,
        card.daily_minor_max,
        card.enabled,
        now
    )?;
    Ok(())
}

pub(in crate::order::server) async fn update_card(conn: &mut Conn, card: &PayCard) -> Result<bool> {
    let sql = "UPDATE cards SET number = $2, holder = $3, bank = $4, daily_minor_max = $5, enabled = $6 WHERE id = $1";
    let changed =
        execute!(conn, sql, card.id, &card.number, &card.holder, &card.bank, card.daily_minor_max, card.enabled)?;
    Ok(changed == 1)
}
