//! From something paid to a period: in the transaction of the delivery, once for each order.

use super::{
    mirror, store,
    store::{PeriodRow, Row, Scope, Terms},
    sweep, window,
};
use crate::{
    kernel::{
        AppError, Coins, Instant,
        id::{OfferId, OrderId, SubscriptionId, UserId},
    },
    offer::{
        self,
        model::{Offer, Period, Plan},
    },
    server::{Cx, Fault, Result, db::Conn},
    subscription::model::{PayWay, SubscriptionState, is_more},
};
use std::cmp::Ordering;

const DAY_S: i64 = 86_400;

/// A plan that was bought, or is to be tried.
#[derive(Debug, Clone)]
pub struct Purchase {
    /// The order.
    pub order: OrderId,
    /// Whose.
    pub user: UserId,
    /// The plan.
    pub offer: OfferId,
    /// Which revision of it.
    pub revision: i64,
    /// How it was paid.
    pub gateway: PayWay,
    /// What comes with it in all.
    pub coins: Coins,
    /// Whether it is to be tried.
    pub is_trial: bool,
}

/// Whether a person may try a plan: everybody once, while there is none.
pub async fn may_try(conn: &mut Conn, user: UserId) -> Result<bool> {
    Ok(!store::has_tried(conn, user).await? && store::find_running(conn, user).await?.is_none())
}

/// Refuses a purchase beside a plan that would go on by itself: `conflict`. A plan that was paid ahead is renewed and
/// changed ahead.
pub async fn may_buy(conn: &mut Conn, user: UserId, gateway: PayWay) -> Result<()> {
    let Some(running) = store::find_running(conn, user).await? else { return Ok(()) };
    let goes_on = running.gateway.renews() && !running.cancel_at_end;
    if goes_on || gateway.renews() { Err(AppError::Conflict.into()) } else { Ok(()) }
}

/// Makes the period that an order paid for, and gives the coins of its first month. The same order again changes nothing.
pub async fn activate(cx: &Cx, conn: &mut Conn, purchase: Purchase) -> Result<()> {
    let now = cx.clock.now();
    let offer = offer::server::find_revision(conn, purchase.offer, purchase.revision).await?;
    let offer = offer.ok_or_else(|| Fault::broken("a plan without its revision"))?;
    let plan = offer.content.plan().cloned().ok_or_else(|| Fault::broken("a package is no plan"))?;
    let terms = store::find_terms(conn, purchase.order).await?;
    // A second trial that was under way with the first: its days may come, its coins do not.
    let is_first = !purchase.is_trial || store::note_trial(conn, purchase.user, purchase.order, now).await?;
    if !is_first && terms.is_none() {
        return Ok(());
    }
    let coins = if is_first { purchase.coins } else { Coins::ZERO };
    let span = match &terms {
        Some(terms) => Span { starts_at: terms.starts_at, ends_at: terms.ends_at, anchor_at: terms.starts_at },
        None => ahead(cx, conn, &purchase, &offer, &plan).await?,
    };
    let id = place_for(cx, conn, &purchase, &plan, terms.as_ref(), span).await?;
    let period = PeriodRow {
        id: cx.id(),
        subscription_id: id,
        user_id: purchase.user,
        offer_id: purchase.offer,
        revision: purchase.revision,
        starts_at: span.starts_at,
        ends_at: span.ends_at,
        cover_until: if terms.is_some() { mirror::cover(cx, span.ends_at) } else { span.ends_at },
        anchor_at: span.anchor_at,
        is_trial: purchase.is_trial,
        order_id: purchase.order,
        invoice_id: terms.as_ref().and_then(|terms| terms.invoice.clone()),
    };
    let months = if purchase.is_trial {
        vec![window::Window { starts_at: span.starts_at, ends_at: span.ends_at, coins }]
    } else {
        window::windows(span.anchor_at, span.starts_at, span.ends_at, coins)
    };
    if terms.as_ref().is_some_and(|terms| terms.scope == Scope::Fresh) {
        // Stripe gave the rest of what ran back, so what was to come of it does not.
        store::drop_windows(conn, id, None, now).await?;
    }
    if !store::insert_period(conn, &period, &months, now).await? {
        return Ok(());
    }
    if terms.is_some() {
        // What Stripe was heard to say before this was here is asked for once more.
        store::set_check(conn, id, now).await?;
        store::clear_next(conn, id, purchase.offer, purchase.revision).await?;
    }
    let due = store::list_due_of(conn, period.id, now).await?;
    sweep::grant(cx, conn, due).await?;
    sweep::settle(cx, conn, id).await?;
    metrics::counter!("subscription_periods").increment(1);
    Ok(())
}

/// From when to when a period is.
#[derive(Debug, Clone, Copy)]
struct Span {
    starts_at: Instant,
    ends_at: Instant,
    anchor_at: Instant,
}

/// When a period begins and ends that is paid ahead: now, or behind what is paid already.
async fn ahead(cx: &Cx, conn: &mut Conn, purchase: &Purchase, offer: &Offer, plan: &Plan) -> Result<Span> {
    let now = cx.clock.now();
    let running = store::find_running(conn, purchase.user).await?;
    let periods = match &running {
        Some(running) => {
            // Nobody else adds a period before this one is there.
            store::lock(conn, running.id).await?;
            store::list_periods(conn, running.id, now).await?
        }
        None => Vec::new(),
    };
    let current = periods.iter().find(|period| period.starts_at <= now);
    let (anchor_at, starts_at) = match current {
        None => (now, now),
        Some(current) => {
            let other = offer::server::find_revision(conn, current.offer_id, current.revision).await?;
            let is_upgrade = current.offer_id != purchase.offer && other.is_some_and(|other| is_more(offer, &other));
            if is_upgrade && !purchase.is_trial { (now, now) } else { behind(current, &periods, purchase.offer, now) }
        }
    };
    if purchase.is_trial {
        let ends_at = starts_at.plus_s(plan.trial_days.unwrap_or(1).saturating_mul(DAY_S));
        return Ok(Span { starts_at, ends_at, anchor_at: starts_at });
    }
    let (anchor_at, ends_at) = window::end_of(anchor_at, starts_at, months(plan.period));
    Ok(Span { starts_at, ends_at, anchor_at })
}

/// The end of what runs and of what waits behind it; of what was put aside by an upgrade only the same plan's.
fn behind(current: &PeriodRow, periods: &[PeriodRow], offer: OfferId, now: Instant) -> (Instant, Instant) {
    let counts = |period: &&PeriodRow| {
        period.id == current.id || period.starts_at > now || (period.offer_id == offer && current.offer_id != offer)
    };
    let last = periods.iter().filter(counts).max_by(|one, other| match one.ends_at.cmp(&other.ends_at) {
        Ordering::Equal => one.id.cmp(&other.id),
        unequal => unequal,
    });
    let last = last.unwrap_or(current);
    (last.anchor_at, last.ends_at.max(now))
}

const fn months(period: Period) -> i32 {
    match period {
        Period::Monthly => 1,
        Period::Yearly => 12,
    }
}

/// The subscription that the period belongs to.
async fn place_for(
    cx: &Cx,
    conn: &mut Conn,
    purchase: &Purchase,
    plan: &Plan,
    terms: Option<&Terms>,
    span: Span,
) -> Result<SubscriptionId> {
    let now = cx.clock.now();
    let running = store::find_running(conn, purchase.user).await?;
    let known = match terms {
        Some(terms) => store::find_by_stripe(conn, &terms.stripe_id).await?,
        None => None,
    };
    if let Some(known) = known {
        return Ok(known.id);
    }
    let stripe = terms.map(|terms| (terms.stripe_id.as_str(), terms.customer.as_deref()));
    match (&running, terms) {
        // What Stripe renews goes on; what is paid ahead beside it only adds to it.
        (Some(running), None) => {
            if !running.gateway.renews() || running.cancel_at_end {
                store::set_gateway(conn, running.id, purchase.gateway, None).await?;
            }
            return Ok(running.id);
        }
        (Some(running), Some(_)) if running.stripe_id.is_none() => {
            store::set_gateway(conn, running.id, purchase.gateway, stripe).await?;
            return Ok(running.id);
        }
        _ => {}
    }
    // Two at Stripe: the second one gets its coins, and is ended there.
    let twice = running.as_ref().map(|_| "twice");
    let row = Row {
        id: SubscriptionId(cx.id()),
        user: purchase.user,
        offer: purchase.offer,
        revision: purchase.revision,
        state: if twice.is_some() { SubscriptionState::Ended } else { SubscriptionState::Active },
        gateway: purchase.gateway,
        stripe_customer: stripe.and_then(|(_, customer)| customer.map(str::to_owned)),
        stripe_id: stripe.map(|(id, _)| id.to_owned()),
        period_start: span.starts_at,
        period_end: span.ends_at,
        cancel_at_end: false,
        next: None,
        grace_until: None,
        told_at: Instant::from_micros(0),
    };
    store::insert(conn, &row, &plan.code, now, twice).await?;
    if twice.is_some() {
        tracing::error!(user.id = %purchase.user, "a person pays for two subscriptions; the second is ended");
    }
    Ok(row.id)
}

/// Money of an order went back: what was to come of it goes first, as many of these coins as there are to come; the rest is
/// the wallet's. With all of the money its period ends.
pub async fn give_up(cx: &Cx, conn: &mut Conn, order: OrderId, coins: Coins, is_whole: bool) -> Result<Coins> {
    let Some(period) = store::find_period(conn, order).await? else { return Ok(Coins::ZERO) };
    let now = cx.clock.now();
    let taken = store::shrink_windows(conn, order, coins, now).await?;
    if is_whole {
        store::drop_windows(conn, period.subscription_id, Some(period.id), now).await?;
        store::cut_period(conn, period.id, now).await?;
        sweep::settle(cx, conn, period.subscription_id).await?;
    }
    Ok(taken)
}
