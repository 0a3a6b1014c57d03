//! What Stripe says before an order is handed over, and what is to be done beside requests.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{
        Instant,
        id::{OfferId, OrderId, SubscriptionId, UserId},
    },
    server::{Fault, Result, db::Conn},
    subscription::server::store::find_by_stripe,
};

/// For what an invoice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A period of the plan.
    Whole,
    /// A period that takes the place of what ran.
    Fresh,
    /// The rest of what runs, for more.
    Rest,
}

impl Scope {
    const fn code(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Fresh => "fresh",
            Self::Rest => "rest",
        }
    }
}

/// What Stripe says of the period that an order pays for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The invoice; none of a trial without one.
    pub invoice: Option<String>,
    /// The subscription there.
    pub stripe_id: String,
    /// Who pays, there.
    pub customer: Option<String>,
    /// When the period begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// For what the invoice is.
    pub scope: Scope,
}

/// A subscription that Stripe renews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtStripe {
    /// The subscription.
    pub id: SubscriptionId,
    /// Whose.
    pub user: UserId,
    /// The plan that runs, and its revision.
    pub offer: (OfferId, i64),
    /// What it was changed to.
    pub next: Option<(OfferId, i64)>,
    /// When the period began that runs.
    pub period_start: Instant,
    /// When it ends.
    pub period_end: Instant,
}

/// Keeps what Stripe says for the order's delivery; whether neither the order nor the invoice was known.
pub async fn note_terms(conn: &mut Conn, order: OrderId, terms: &Terms, now: Instant) -> Result<bool> {
    let noted = execute!(
        conn,
        "INSERT INTO subscription_terms (order_id, invoice_id, stripe_id, stripe_customer, starts_at, ends_at, scope, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        order,
        terms.invoice.as_deref(),
        &terms.stripe_id,
        terms.customer.as_deref(),
        terms.starts_at,
        terms.ends_at,
        terms.scope.code(),
        now
    )?;
    Ok(noted == 1)
}

/// Whether an invoice has paid for something already.
pub async fn is_invoice_known(conn: &mut Conn, invoice: &str) -> Result<bool> {
    let sql = "SELECT CAST(1 AS BIGINT) FROM subscription_terms WHERE invoice_id = $1";
    Ok(fetch_optional!(conn, (i64,), sql, invoice)?.is_some())
}

pub(in crate::subscription::server) async fn find_terms(conn: &mut Conn, order: OrderId) -> Result<Option<Terms>> {
    let found = fetch_optional!(
        conn,
        (Option<String>, String, Option<String>, Instant, Instant, String),
        "SELECT invoice_id, stripe_id, stripe_customer, starts_at, ends_at, scope FROM subscription_terms WHERE order_id = $1",
        order
    )?;
    let Some((invoice, stripe_id, customer, starts_at, ends_at, scope)) = found else { return Ok(None) };
    let all = [Scope::Whole, Scope::Fresh, Scope::Rest];
    let scope = all.into_iter().find(|one| one.code() == scope).ok_or_else(|| Fault::broken("an unknown scope"))?;
    Ok(Some(Terms { invoice, stripe_id, customer, starts_at, ends_at, scope }))
}

/// The subscription that Stripe has this name for.
pub async fn find_at_stripe(conn: &mut Conn, stripe: &str) -> Result<Option<AtStripe>> {
    Ok(find_by_stripe(conn, stripe).await?.map(|row| AtStripe {
        id: row.id,
        user: row.user,
        offer: (row.offer, row.revision),
        next: row.next,
        period_start: row.period_start,
        period_end: row.period_end,
    }))
}

/// Whom Stripe knows a person as.
pub async fn stripe_customer(conn: &mut Conn, user: UserId) -> Result<Option<String>> {
    let sql = "SELECT stripe_customer FROM subscriptions WHERE user_id = $1 AND stripe_customer IS NOT NULL
               ORDER BY created_at DESC LIMIT 1";
    Ok(fetch_optional!(conn, (String,), sql, user)?.map(|(customer,)| customer))
}

/// Subscriptions whose gateway is to be asked how they stand: their names there, and their customers'.
pub async fn list_to_ask(conn: &mut Conn, now: Instant, limit: u32) -> Result<Vec<(String, String)>> {
    Ok(fetch_all!(
        conn,
        (String, String),
        "SELECT stripe_id, stripe_customer FROM subscriptions WHERE check_at <= $1 AND state <> 'ended'
            AND stripe_id IS NOT NULL AND stripe_customer IS NOT NULL ORDER BY check_at LIMIT $2",
        now,
        i64::from(limit)
    )?)
}

/// Subscriptions whose period or grace is over.
pub(in crate::subscription::server) async fn list_lapsed(
    conn: &mut Conn,
    now: Instant,
    limit: u32,
) -> Result<Vec<(SubscriptionId, UserId)>> {
    Ok(fetch_all!(
        conn,
        (SubscriptionId, UserId),
        "SELECT id, user_id FROM subscriptions WHERE state <> 'ended' AND (period_end <= $1 OR grace_until <= $1)
         ORDER BY period_end LIMIT $2",
        now,
        i64::from(limit)
    )?)
}

/// Subscriptions that are over, which Stripe does not know yet.
pub(in crate::subscription::server) async fn list_to_cancel(
    conn: &mut Conn,
    limit: u32,
) -> Result<Vec<(SubscriptionId, UserId, String)>> {
    Ok(fetch_all!(
        conn,
        (SubscriptionId, UserId, String),
        "SELECT id, user_id, stripe_id FROM subscriptions WHERE to_cancel AND stripe_id IS NOT NULL ORDER BY id LIMIT $1",
        i64::from(limit)
    )?)
}

pub(in crate::subscription::server) async fn clear_cancel(conn: &mut Conn, id: SubscriptionId) -> Result<()> {
    execute!(conn, "UPDATE subscriptions SET to_cancel = FALSE WHERE id = $1", id)?;
    Ok(())
}

pub(in crate::subscription::server) async fn has_tried(conn: &mut Conn, user: UserId) -> Result<bool> {
    let sql = "SELECT CAST(1 AS BIGINT) FROM subscription_trials WHERE user_id = $1";
    Ok(fetch_optional!(conn, (i64,), sql, user)?.is_some())
}

/// Notes that somebody tries a plan with an order; whether it is this order with which they do.
pub async fn note_trial(conn: &mut Conn, user: UserId, order: OrderId, now: Instant) -> Result<bool> {
    let sql =
        "INSERT INTO subscription_trials (user_id, order_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    execute!(conn, sql, user, order, now)?;
    let sql = "SELECT CAST(1 AS BIGINT) FROM subscription_trials WHERE user_id = $1 AND order_id = $2";
    Ok(fetch_optional!(conn, (i64,), sql, user, order)?.is_some())
}

/// When Stripe is asked how a subscription stands, should it not say so.
pub(in crate::subscription::server) async fn set_check(conn: &mut Conn, id: SubscriptionId, at: Instant) -> Result<()> {
    execute!(conn, "UPDATE subscriptions SET check_at = $2 WHERE id = $1 AND state <> 'ended'", id, at)?;
    Ok(())
}

/// What was changed to has begun.
pub(in crate::subscription::server) async fn clear_next(
    conn: &mut Conn,
    id: SubscriptionId,
    offer: OfferId,
    revision: i64,
) -> Result<()> {
    let sql = "UPDATE subscriptions SET next_offer_id = NULL, next_revision = NULL
               WHERE id = $1 AND next_offer_id = $2 AND next_revision = $3";
    execute!(conn, sql, id, offer, revision)?;
    Ok(())
}
