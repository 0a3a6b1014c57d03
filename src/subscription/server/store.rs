//! Subscriptions' SQL; that of periods and of what Stripe says stands beside theirs.

pub(super) use super::period::store::{
    DueRow, PeriodRow, cut_period, drop_windows, find_period, find_window, insert_period, list_due, list_due_of,
    list_periods, next_coins, set_cover, shrink_windows, take_window,
};
pub use super::terms::store::{
    AtStripe, Scope, Terms, find_at_stripe, is_invoice_known, list_to_ask, note_terms, note_trial, stripe_customer,
};
pub(super) use super::terms::store::{
    clear_cancel, clear_next, find_terms, has_tried, list_lapsed, list_to_cancel, set_check,
};

use crate::{
    execute, fetch_optional,
    kernel::{
        Instant,
        id::{OfferId, SubscriptionId, UserId},
    },
    offer::model::Multiplier,
    server::{Result, db::Conn},
    subscription::{
        model::{PayWay, SubscriptionState},
        server::stand::PlanStanding,
    },
};

/// A subscription's row.
#[derive(Debug, Clone)]
pub(in crate::subscription::server) struct Row {
    pub(in crate::subscription::server) id: SubscriptionId,
    pub(in crate::subscription::server) user: UserId,
    pub(in crate::subscription::server) offer: OfferId,
    pub(in crate::subscription::server) revision: i64,
    pub(in crate::subscription::server) state: SubscriptionState,
    pub(in crate::subscription::server) gateway: PayWay,
    pub(in crate::subscription::server) stripe_customer: Option<String>,
    pub(in crate::subscription::server) stripe_id: Option<String>,
    pub(in crate::subscription::server) period_start: Instant,
    pub(in crate::subscription::server) period_end: Instant,
    pub(in crate::subscription::server) cancel_at_end: bool,
    pub(in crate::subscription::server) next: Option<(OfferId, i64)>,
    pub(in crate::subscription::server) grace_until: Option<Instant>,
    pub(in crate::subscription::server) told_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: SubscriptionId,
    user_id: UserId,
    offer_id: OfferId,
    revision: i64,
    state: String,
    gateway: String,
    stripe_customer: Option<String>,
    stripe_id: Option<String>,
    period_start: Instant,
    period_end: Instant,
    cancel_at_end: bool,
    next_offer_id: Option<OfferId>,
    next_revision: Option<i64>,
    grace_until: Option<Instant>,
    told_at: Instant,
}

impl Raw {
    fn row(self) -> Result<Row> {
        Ok(Row {
            id: self.id,
            user: self.user_id,
            offer: self.offer_id,
            revision: self.revision,
            state: self.state.parse()?,
            gateway: self.gateway.parse()?,
            stripe_customer: self.stripe_customer,
            stripe_id: self.stripe_id,
            period_start: self.period_start,
            period_end: self.period_end,
            cancel_at_end: self.cancel_at_end,
            next: self.next_offer_id.zip(self.next_revision),
            grace_until: self.grace_until,
            told_at: self.told_at,
        })
    }
}

const COLUMNS: &str =
    "id, user_id, offer_id, revision, state, gateway, stripe_customer, stripe_id, period_start, period_end,
    cancel_at_end, next_offer_id, next_revision, grace_until, told_at";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM subscriptions {rest}"))
}

/// What the newest period says that covers a person now.
pub(in crate::subscription::server) async fn find_standing(
    conn: &mut Conn,
    user: UserId,
    now: Instant,
) -> Result<Option<PlanStanding>> {
    let found = fetch_optional!(
        conn,
        (String, String, String, i64),
        "SELECT o.code, r.price_multiplier, r.models, r.queue_priority FROM subscription_periods p
         JOIN subscriptions s ON s.id = p.subscription_id AND s.state <> 'ended'
         JOIN offers o ON o.id = p.offer_id JOIN offer_revisions r ON r.offer_id = p.offer_id AND r.revision = p.revision
         WHERE p.user_id = $1 AND p.cover_until > $2 AND p.starts_at <= $2 ORDER BY p.starts_at DESC, p.id DESC LIMIT 1",
        user,
        now
    )?;
    let Some((code, multiplier, models, priority)) = found else { return Ok(None) };
    let multiplier = multiplier.parse().unwrap_or(Multiplier::ONE);
    Ok(Some(PlanStanding { code, multiplier, models: serde_json::from_str(&models)?, priority }))
}

/// The person's subscription that is not over.
pub(in crate::subscription::server) async fn find_running(conn: &mut Conn, user: UserId) -> Result<Option<Row>> {
    let found = fetch_optional!(conn, Raw, select("WHERE user_id = $1 AND state <> 'ended'"), user)?;
    found.map(Raw::row).transpose()
}

/// The subscription that Stripe has this name for.
pub(in crate::subscription::server) async fn find_by_stripe(conn: &mut Conn, stripe: &str) -> Result<Option<Row>> {
    fetch_optional!(conn, Raw, select("WHERE stripe_id = $1"), stripe)?.map(Raw::row).transpose()
}

/// A subscription, and nobody else changes it until the end of the transaction.
pub(in crate::subscription::server) async fn lock(conn: &mut Conn, id: SubscriptionId) -> Result<Option<Row>> {
    let sql = format!("UPDATE subscriptions SET told_at = told_at WHERE id = $1 RETURNING {COLUMNS}");
    fetch_optional!(conn, Raw, sqlx::AssertSqlSafe(sql), id)?.map(Raw::row).transpose()
}

pub(in crate::subscription::server) async fn insert(
    conn: &mut Conn,
    row: &Row,
    plan_code: &str,
    now: Instant,
    reason: Option<&str>,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO subscriptions (id, user_id, offer_id, revision, plan_code, state, gateway, stripe_customer, stripe_id,
            period_start, period_end, created_at, ended_at, ended_reason, to_cancel)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        row.id,
        row.user,
        row.offer,
        row.revision,
        plan_code,
        row.state.code(),
        row.gateway.code(),
        row.stripe_customer.as_deref(),
        row.stripe_id.as_deref(),
        row.period_start,
        row.period_end,
        now,
        reason.map(|_| now),
        reason,
        reason.is_some()
    )?;
    Ok(())
}

/// A gateway that renews by itself, or one that is paid ahead, from now on.
pub(in crate::subscription::server) async fn set_gateway(
    conn: &mut Conn,
    id: SubscriptionId,
    gateway: PayWay,
    stripe: Option<(&str, Option<&str>)>,
) -> Result<()> {
    execute!(
        conn,
        "UPDATE subscriptions SET gateway = $2, stripe_id = COALESCE($3, stripe_id),
            stripe_customer = COALESCE($4, stripe_customer), cancel_at_end = FALSE WHERE id = $1",
        id,
        gateway.code(),
        stripe.map(|(id, _)| id),
        stripe.and_then(|(_, customer)| customer)
    )?;
    Ok(())
}

/// What runs now.
pub(in crate::subscription::server) async fn set_period(
    conn: &mut Conn,
    id: SubscriptionId,
    period: &PeriodRow,
) -> Result<()> {
    execute!(
        conn,
        "UPDATE subscriptions SET offer_id = $2, revision = $3, plan_code = (SELECT code FROM offers WHERE offers.id = $2),
            period_start = $4, period_end = $5 WHERE id = $1",
        id,
        period.offer_id,
        period.revision,
        period.starts_at,
        period.ends_at
    )?;
    Ok(())
}

pub(in crate::subscription::server) async fn set_cancel(
    conn: &mut Conn,
    id: SubscriptionId,
    cancel: bool,
) -> Result<()> {
    execute!(conn, "UPDATE subscriptions SET cancel_at_end = $2 WHERE id = $1 AND state <> 'ended'", id, cancel)?;
    Ok(())
}

pub(in crate::subscription::server) async fn set_next(
    conn: &mut Conn,
    id: SubscriptionId,
    next: Option<(OfferId, i64)>,
) -> Result<()> {
    let sql = "UPDATE subscriptions SET next_offer_id = $2, next_revision = $3 WHERE id = $1";
    execute!(conn, sql, id, next.map(|(offer, _)| offer), next.map(|(_, revision)| revision))?;
    Ok(())
}

/// What a gateway was heard to say.
pub(in crate::subscription::server) async fn set_heard(
    conn: &mut Conn,
    id: SubscriptionId,
    state: SubscriptionState,
    cancel: bool,
    grace_until: Option<Instant>,
    told_at: Instant,
    check_at: Instant,
) -> Result<()> {
    execute!(
        conn,
        "UPDATE subscriptions SET state = $2, cancel_at_end = $3, grace_until = $4, told_at = $5, check_at = $6
         WHERE id = $1 AND state <> 'ended'",
        id,
        state.code(),
        cancel,
        grace_until,
        told_at,
        check_at
    )?;
    Ok(())
}

/// Ends a subscription, with what it was still to bring; whether it was not over yet.
pub(in crate::subscription::server) async fn end(
    conn: &mut Conn,
    id: SubscriptionId,
    reason: &str,
    by: Option<UserId>,
    to_cancel: bool,
    now: Instant,
) -> Result<bool> {
    let ended = execute!(
        conn,
        "UPDATE subscriptions SET state = 'ended', ended_at = $2, ended_reason = $3, ended_by = $4, to_cancel = $5,
            check_at = NULL, next_offer_id = NULL, next_revision = NULL WHERE id = $1 AND state <> 'ended'",
        id,
        now,
        reason,
        by,
        to_cancel
    )?;
    if ended == 1 {
        drop_windows(conn, id, None, now).await?;
    }
    Ok(ended == 1)
}
