//! What Stripe says of a subscription, as it is now: never as an event has it, because events come in any order.

use super::{store, tell};
use crate::{
    kernel::Instant,
    payment::stripe::{Subscription, SubscriptionStatus},
    server::{Cx, Result, db::Conn},
    subscription::model::SubscriptionState,
};

const DAY_S: i64 = 86_400;
/// Seconds after the end of a period in which its renewal is announced by itself; then Stripe is asked.
const LATE_S: i64 = 2 * 3_600;
/// Seconds before Stripe is asked again.
const AGAIN_S: i64 = 6 * 3_600;

/// A subscription as Stripe has it, and when it was asked.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The subscription.
    pub subscription: Subscription,
    /// When it was asked for.
    pub at: Instant,
}

/// Until when a period of Stripe's covers: its renewal may be late, or be paid late.
pub(super) fn cover(cx: &Cx, ends_at: Instant) -> Instant {
    ends_at.plus_s(cx.settings.payments.grace_days.saturating_mul(DAY_S))
}

/// Takes over how a subscription stands; none where it is not ours, or not yet. Who asked earlier than somebody else changes
/// nothing.
pub async fn mirror(cx: &Cx, conn: &mut Conn, seen: &Seen) -> Result<Option<&'static str>> {
    let told = &seen.subscription;
    let Some(row) = store::find_by_stripe(conn, &told.id).await? else { return Ok(None) };
    let Some(row) = store::lock(conn, row.id).await? else { return Ok(None) };
    if row.state == SubscriptionState::Ended {
        return Ok(Some("is over"));
    }
    if row.told_at > seen.at {
        return Ok(Some("known better"));
    }
    if !row.gateway.renews() {
        // What Stripe renewed was to end, and is paid ahead elsewhere since.
        return Ok(Some("paid elsewhere"));
    }
    let now = cx.clock.now();
    let state = match told.status {
        SubscriptionStatus::Active | SubscriptionStatus::Trialing => SubscriptionState::Active,
        SubscriptionStatus::Canceled | SubscriptionStatus::IncompleteExpired => {
            let reason = if row.cancel_at_end { "over" } else { "at the gateway" };
            let reason = if row.state == SubscriptionState::PastDue { "unpaid" } else { reason };
            tell::end(cx, conn, &row, reason, false).await?;
            return Ok(Some("ended"));
        }
        SubscriptionStatus::PastDue
        | SubscriptionStatus::Unpaid
        | SubscriptionStatus::Paused
        | SubscriptionStatus::Incomplete => SubscriptionState::PastDue,
        SubscriptionStatus::Other => row.state,
    };
    let grace_until = match state {
        SubscriptionState::PastDue => Some(row.grace_until.unwrap_or_else(|| cover(cx, now))),
        SubscriptionState::Active | SubscriptionState::Ended => None,
    };
    let ends = told.ends_at().map(|seconds| Instant::from_micros(0).plus_s(seconds));
    let check_at = row.period_end.plus_s(LATE_S).max(now.plus_s(AGAIN_S));
    store::set_heard(conn, row.id, state, ends.is_some(), grace_until, seen.at, check_at).await?;
    if let Some(until) = grace_until.filter(|_| row.grace_until.is_none()) {
        tell::renewal_failed(cx, conn, &row, until).await?;
    }
    // Only what is last waits for a renewal.
    let mut periods = store::list_periods(conn, row.id, Instant::from_micros(0)).await?;
    periods.retain(|period| period.invoice_id.is_some() || period.is_trial);
    let last = periods.iter().map(|period| period.ends_at).max();
    for period in periods.iter().filter(|period| Some(period.ends_at) == last) {
        let until = match (ends, grace_until) {
            (Some(ends), _) => ends.min(period.ends_at),
            (None, Some(grace)) => grace.max(period.ends_at),
            (None, None) => cover(cx, period.ends_at),
        };
        store::set_cover(conn, period.id, until).await?;
    }
    Ok(Some(match state {
        SubscriptionState::PastDue => "past due",
        SubscriptionState::Active | SubscriptionState::Ended => "mirrored",
    }))
}
