//! Periods and their months.

use crate::{
    billing::model::{LotSource, TransactionKind},
    execute, fetch_all, fetch_optional,
    kernel::{
        Coins, Instant,
        id::{OfferId, OrderId, SubscriptionId, UserId},
    },
    server::{Result, db::Conn},
    subscription::server::window::Window,
};
use uuid::Uuid;

/// What was paid for, or is tried.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::subscription::server) struct PeriodRow {
    pub(in crate::subscription::server) id: Uuid,
    pub(in crate::subscription::server) subscription_id: SubscriptionId,
    pub(in crate::subscription::server) user_id: UserId,
    pub(in crate::subscription::server) offer_id: OfferId,
    pub(in crate::subscription::server) revision: i64,
    pub(in crate::subscription::server) starts_at: Instant,
    pub(in crate::subscription::server) ends_at: Instant,
    pub(in crate::subscription::server) cover_until: Instant,
    pub(in crate::subscription::server) anchor_at: Instant,
    pub(in crate::subscription::server) is_trial: bool,
    pub(in crate::subscription::server) order_id: OrderId,
    pub(in crate::subscription::server) invoice_id: Option<String>,
}

const PERIOD: &str =
    "SELECT id, subscription_id, user_id, offer_id, revision, starts_at, ends_at, cover_until, anchor_at,
    is_trial, order_id, invoice_id FROM subscription_periods";

fn periods(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("{PERIOD} {rest}"))
}

/// The periods that are not over, those that began last first.
pub(in crate::subscription::server) async fn list_periods(
    conn: &mut Conn,
    id: SubscriptionId,
    now: Instant,
) -> Result<Vec<PeriodRow>> {
    let sql = periods("WHERE subscription_id = $1 AND cover_until > $2 ORDER BY starts_at DESC, id DESC");
    Ok(fetch_all!(conn, PeriodRow, sql, id, now)?)
}

/// The period that an order paid for.
pub(in crate::subscription::server) async fn find_period(conn: &mut Conn, order: OrderId) -> Result<Option<PeriodRow>> {
    Ok(fetch_optional!(conn, PeriodRow, periods("WHERE order_id = $1"), order)?)
}

/// Adds a period with its months; whether its order had none.
pub(in crate::subscription::server) async fn insert_period(
    conn: &mut Conn,
    row: &PeriodRow,
    windows: &[Window],
    now: Instant,
) -> Result<bool> {
    let added = execute!(
        conn,
        "INSERT INTO subscription_periods (id, subscription_id, user_id, offer_id, revision, starts_at, ends_at, cover_until,
            anchor_at, is_trial, order_id, invoice_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
        row.id,
        row.subscription_id,
        row.user_id,
        row.offer_id,
        row.revision,
        row.starts_at,
        row.ends_at,
        row.cover_until,
        row.anchor_at,
        row.is_trial,
        row.order_id,
        row.invoice_id.as_deref(),
        now
    )?;
    if added == 0 {
        return Ok(false);
    }
    for (number, window) in (0_i64..).zip(windows) {
        execute!(
            conn,
            "INSERT INTO subscription_windows (period_id, number, user_id, starts_at, ends_at, coins_milli)
             VALUES ($1, $2, $3, $4, $5, $6)",
            row.id,
            number,
            row.user_id,
            window.starts_at,
            window.ends_at,
            window.coins
        )?;
    }
    Ok(true)
}

/// Until when the periods of a subscription cover that were to cover beyond `from`.
pub(in crate::subscription::server) async fn set_cover(conn: &mut Conn, period: Uuid, until: Instant) -> Result<()> {
    execute!(conn, "UPDATE subscription_periods SET cover_until = $2 WHERE id = $1", period, until)?;
    Ok(())
}

/// Ends a period before its time.
pub(in crate::subscription::server) async fn cut_period(conn: &mut Conn, period: Uuid, now: Instant) -> Result<()> {
    let sql = "UPDATE subscription_periods SET ends_at = $2, cover_until = $2 WHERE id = $1 AND ends_at > $2";
    execute!(conn, sql, period, now)?;
    Ok(())
}
/// What was still to come of a subscription, or of one of its periods, does not.
pub(in crate::subscription::server) async fn drop_windows(
    conn: &mut Conn,
    id: SubscriptionId,
    period: Option<Uuid>,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "UPDATE subscription_windows SET dropped_at = $3 WHERE granted_at IS NULL AND dropped_at IS NULL AND period_id IN
            (SELECT p.id FROM subscription_periods p WHERE p.subscription_id = $1 AND ($2 IS NULL OR p.id = $2))",
        id,
        period,
        now
    )?;
    Ok(())
}

/// The end of all that is paid of a subscription.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::subscription::server) struct DueEnd {
    pub(in crate::subscription::server) id: Uuid,
    pub(in crate::subscription::server) user_id: UserId,
    pub(in crate::subscription::server) starts_at: Instant,
    pub(in crate::subscription::server) ends_at: Instant,
}

/// Last periods of what is paid by hand that end before `first` and are not announced, or before `last` and are announced
/// once.
pub(in crate::subscription::server) async fn list_to_remind(
    conn: &mut Conn,
    now: Instant,
    last: Instant,
    first: Instant,
    limit: u32,
) -> Result<Vec<DueEnd>> {
    Ok(fetch_all!(
        conn,
        DueEnd,
        "SELECT p.id, p.user_id, p.starts_at, p.ends_at FROM subscription_periods p
         JOIN subscriptions s ON s.id = p.subscription_id AND s.state <> 'ended' AND s.gateway <> 'stripe' AND NOT s.cancel_at_end
         WHERE p.ends_at > $1 AND p.ends_at <= $3 AND (p.reminded < 1 OR (p.reminded < 2 AND p.ends_at <= $2)) AND NOT EXISTS
            (SELECT 1 FROM subscription_periods l WHERE l.subscription_id = p.subscription_id AND l.ends_at > p.ends_at)
         ORDER BY p.ends_at LIMIT $4",
        now,
        last,
        first,
        i64::from(limit)
    )?)
}

/// Notes that the end of a period was announced so far; whether it was not.
pub(in crate::subscription::server) async fn mark_reminded(conn: &mut Conn, period: Uuid, step: i64) -> Result<bool> {
    let sql = "UPDATE subscription_periods SET reminded = $2 WHERE id = $1 AND reminded < $2";
    Ok(execute!(conn, sql, period, step)? == 1)
}

/// A month whose coins are due.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::subscription::server) struct DueRow {
    pub(in crate::subscription::server) period_id: Uuid,
    pub(in crate::subscription::server) number: i64,
    pub(in crate::subscription::server) user_id: UserId,
    pub(in crate::subscription::server) starts_at: Instant,
    pub(in crate::subscription::server) ends_at: Instant,
    pub(in crate::subscription::server) is_trial: bool,
    pub(in crate::subscription::server) order_id: OrderId,
}

impl DueRow {
    /// As what the coins come.
    pub(in crate::subscription::server) fn kind(&self) -> (TransactionKind, LotSource) {
        if self.is_trial {
            (TransactionKind::Trial, LotSource::Trial)
        } else {
            (TransactionKind::Subscription, LotSource::Plan)
        }
    }
}

const DUE: &str = "SELECT w.period_id, w.number, w.user_id, w.starts_at, w.ends_at, p.is_trial, p.order_id
    FROM subscription_windows w JOIN subscription_periods p ON p.id = w.period_id
    WHERE w.granted_at IS NULL AND w.dropped_at IS NULL AND w.starts_at <= $1";

/// The months that have begun and whose coins have not come, the oldest first.
pub(in crate::subscription::server) async fn list_due(
    conn: &mut Conn,
    now: Instant,
    limit: u32,
) -> Result<Vec<DueRow>> {
    let sql = sqlx::AssertSqlSafe(format!("{DUE} ORDER BY w.starts_at LIMIT $2"));
    Ok(fetch_all!(conn, DueRow, sql, now, i64::from(limit))?)
}

/// The same of one period.
pub(in crate::subscription::server) async fn list_due_of(
    conn: &mut Conn,
    period: Uuid,
    now: Instant,
) -> Result<Vec<DueRow>> {
    let sql = sqlx::AssertSqlSafe(format!("{DUE} AND w.period_id = $2 ORDER BY w.number"));
    Ok(fetch_all!(conn, DueRow, sql, now, period)?)
}

/// Takes a month's coins for granted, in the transaction that grants them; how many, if nobody did it before.
pub(in crate::subscription::server) async fn take_window(
    conn: &mut Conn,
    period: Uuid,
    number: i64,
    now: Instant,
) -> Result<Option<Coins>> {
    let taken = fetch_optional!(
        conn,
        (Coins,),
        "UPDATE subscription_windows SET granted_at = $3
         WHERE period_id = $1 AND number = $2 AND granted_at IS NULL AND dropped_at IS NULL RETURNING coins_milli",
        period,
        number,
        now
    )?;
    Ok(taken.map(|(coins,)| coins))
}

/// Takes coins out of the months of an order that have not come, the last first; how many there were to take.
pub(in crate::subscription::server) async fn shrink_windows(
    conn: &mut Conn,
    order: OrderId,
    coins: Coins,
    now: Instant,
) -> Result<Coins> {
    let waiting = fetch_all!(
        conn,
        (Uuid, i64, Coins),
        "SELECT w.period_id, w.number, w.coins_milli FROM subscription_windows w JOIN subscription_periods p ON p.id = w.period_id
         WHERE p.order_id = $1 AND w.granted_at IS NULL AND w.dropped_at IS NULL ORDER BY w.number DESC",
        order
    )?;
    let mut rest = coins.milli;
    for (period, number, there) in waiting {
        let taken = rest.min(there.milli);
        if taken <= 0 {
            break;
        }
        let is_all = taken == there.milli;
        let shrunk = execute!(
            conn,
            "UPDATE subscription_windows SET coins_milli = coins_milli - $3, dropped_at = CASE WHEN $4 THEN $5 ELSE dropped_at END
             WHERE period_id = $1 AND number = $2 AND granted_at IS NULL AND dropped_at IS NULL",
            period,
            number,
            taken,
            is_all,
            now
        )?;
        if shrunk == 1 {
            rest -= taken;
        }
    }
    Ok(Coins::from_milli(coins.milli.saturating_sub(rest)))
}

/// The month of a period that runs now: what came, and when it ends.
pub(in crate::subscription::server) async fn find_window(
    conn: &mut Conn,
    period: Uuid,
    now: Instant,
) -> Result<Option<(Coins, Instant)>> {
    Ok(fetch_optional!(
        conn,
        (Coins, Instant),
        "SELECT coins_milli, ends_at FROM subscription_windows
         WHERE period_id = $1 AND granted_at IS NOT NULL AND starts_at <= $2 AND ends_at > $2 ORDER BY number DESC LIMIT 1",
        period,
        now
    )?)
}

/// When the next coins of a person come that are paid already.
pub(in crate::subscription::server) async fn next_coins(
    conn: &mut Conn,
    id: SubscriptionId,
    now: Instant,
) -> Result<Option<Instant>> {
    let found = fetch_optional!(
        conn,
        (Option<Instant>,),
        "SELECT MIN(w.starts_at) FROM subscription_windows w JOIN subscription_periods p ON p.id = w.period_id
         WHERE p.subscription_id = $1 AND w.granted_at IS NULL AND w.dropped_at IS NULL AND w.starts_at > $2 AND w.coins_milli > 0",
        id,
        now
    )?;
    Ok(found.and_then(|(at,)| at))
}
