//! Another plan. What is paid ahead is changed by buying the other one; at Stripe its price is changed, and what the next
//! invoice says decides.

use super::{
    mirror::Seen,
    store::{self, AtStripe, Row, Scope},
    sweep, view,
};
use crate::{
    kernel::{AppError, Coins, FieldProblem, Instant},
    offer::{
        self,
        model::{Offer, Period},
    },
    payment::{
        Failure, Stripe,
        stripe::{Interval, Invoice, NewPrice, Proration, Refusal, Subscription},
    },
    server::{Cx, Fault, Result, access::Member, db::Conn},
    subscription::model::{Changed, PlanChange, SubscriptionState, is_more},
};
use futures::FutureExt;

/// Changes to a plan: to a dearer one now, to a cheaper one when the period ends. Refuses: `invalid` (`offer_id`: no plan,
/// or none in the currency that is paid in), `conflict` (it is this one; it is being tried, is to end or is not paid; or it
/// would shorten what Stripe renews: end that first), `unavailable` (Stripe did not do it).
pub async fn change_plan(cx: &Cx, who: &Member, change: PlanChange) -> Result<Changed> {
    who.session()?;
    cx.limits.order(who.user())?;
    let mut conn = cx.db.read().await?;
    let unknown = || AppError::field("offer_id", FieldProblem::Unknown);
    let found = offer::server::find_for_sale(&mut conn, change.offer_id).await?;
    let wanted = found.filter(|offer| offer.content.plan().is_some()).ok_or_else(unknown)?;
    let running = store::find_running(&mut conn, who.user()).await?;
    let checkout = format!("/app/checkout/{}", wanted.id);
    let Some(running) = running.filter(|running| running.gateway.renews()) else {
        drop(conn);
        return Ok(Changed { standing: view::get_subscription(cx, who).await?, checkout_url: Some(checkout) });
    };
    let periods = store::list_periods(&mut conn, running.id, cx.clock.now()).await?;
    let is_trial = periods.first().is_some_and(|period| period.is_trial);
    if is_trial || running.cancel_at_end || running.state != SubscriptionState::Active {
        return Err(AppError::Conflict.into());
    }
    let current = offer::server::find_revision(&mut conn, running.offer, running.revision).await?;
    let current = current.ok_or_else(|| Fault::broken("a subscription without its plan"))?;
    drop(conn);
    let target = match (wanted.id == current.id, running.next) {
        (true, None) => return Err(AppError::Conflict.into()),
        // Back to what runs, at the price it was bought for.
        (true, Some(_)) => Target { offer: current.clone(), proration: Proration::None, next: None },
        (false, _) => {
            let proration = if is_more(&wanted, &current) { Proration::InvoiceNow } else { Proration::None };
            let next = Some((wanted.id, wanted.revision));
            Target { offer: wanted, proration, next }
        }
    };
    change_at_stripe(cx, &running, &current, target).await?;
    Ok(Changed { standing: view::get_subscription(cx, who).await?, checkout_url: None })
}

struct Target {
    offer: Offer,
    proration: Proration,
    next: Option<(crate::kernel::id::OfferId, i64)>,
}

async fn change_at_stripe(cx: &Cx, running: &Row, current: &Offer, target: Target) -> Result<()> {
    let gateway = cx.gateways.stripe.as_ref().ok_or(AppError::NotFound)?;
    let id = running.stripe_id.as_deref().ok_or_else(|| Fault::broken("a subscription that Stripe has no name for"))?;
    let told = gateway.subscription(id).await.map_err(|failure| away(&failure))?;
    let item = told.item().ok_or(AppError::Conflict)?;
    let paid = item.price.cash().ok_or(AppError::Conflict)?;
    let unknown = || AppError::field("offer_id", FieldProblem::Unknown);
    let price = target.offer.content.price(paid.currency).ok_or_else(unknown)?;
    let every = interval(&target.offer);
    let is_other_rhythm = every != interval(current);
    if is_other_rhythm && target.proration == Proration::None {
        return Err(AppError::Conflict.into());
    }
    let (row, next, before) = (running.id, target.next, running.next);
    // Before the call: the invoice it makes may be told before its answer.
    keep_next(cx, running, next).await?;
    let key = format!("change-{row}-{}-{}-{}", target.offer.id, target.offer.revision, running.told_at.micros);
    let at = cx.clock.now();
    match change_price(gateway, &key, id, item, &target, price, every).await {
        Ok(changed) => sweep::hear(cx, running.user, Seen { subscription: changed, at }).await,
        Err(failure) => {
            if !failure.is_unknown() {
                keep_next(cx, running, before).await?;
            }
            Err(away(&failure))
        }
    }
}

async fn change_price(
    gateway: &Stripe,
    key: &str,
    id: &str,
    item: &crate::payment::stripe::SubscriptionItem,
    target: &Target,
    price: crate::kernel::Cash,
    every: Interval,
) -> std::result::Result<Subscription, Failure<Refusal>> {
    let product = gateway.create_product(&format!("{key}-product"), &target.offer.content.name_en).await?;
    let price = NewPrice::Inline { product: product.id, price, every };
    gateway.change_price(key, id, item, &price, target.proration).await
}

async fn keep_next(cx: &Cx, running: &Row, next: Option<(crate::kernel::id::OfferId, i64)>) -> Result<()> {
    let id = running.id;
    cx.db.write(running.user.0, move |conn| async move { store::set_next(conn, id, next).await }.boxed()).await
}

/// How often Stripe renews a plan.
pub(super) fn interval(offer: &Offer) -> Interval {
    match offer.content.plan().map(|plan| plan.period) {
        Some(Period::Yearly) => Interval::Year,
        Some(Period::Monthly) | None => Interval::Month,
    }
}

/// Stripe did not do it.
pub(super) fn away(failure: &Failure<Refusal>) -> Fault {
    let (class, detail) = (failure.class(), failure.detail());
    tracing::warn!(class, detail, "a subscription could not be changed at Stripe");
    AppError::Unavailable.into()
}

/// What an invoice of a subscription that is ours paid for.
#[derive(Debug, Clone)]
pub struct Invoiced {
    /// The plan.
    pub offer: Offer,
    /// The coins that come with it.
    pub coins: Coins,
    /// For what it is.
    pub scope: Scope,
    /// When the time begins that is paid.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
}

/// What a paid invoice is for, by its own lines: a change that was asked for may be before or behind it.
pub async fn price_of_invoice(
    conn: &mut Conn,
    at: &AtStripe,
    invoice: &Invoice,
    told: &Subscription,
) -> Result<Option<Invoiced>> {
    let current = offer::server::find_revision(conn, at.offer.0, at.offer.1).await?;
    let Some(current) = current else { return Ok(None) };
    let next = match at.next {
        Some((offer, revision)) => offer::server::find_revision(conn, offer, revision).await?,
        None => None,
    };
    let Some(paid) = invoice.paid() else { return Ok(None) };
    let second = |seconds: i64| Instant::from_micros(0).plus_s(seconds);
    let price = |offer: &Offer| offer.content.price(paid.currency).map(|price| price.amount_minor);
    let whole = invoice.lines.data.iter().filter(|line| !line.is_proration()).max_by_key(|line| line.period.end);
    if let Some(line) = whole {
        let is_of = |offer: &Offer| price(offer) == Some(line.amount);
        let begins_next = !is_of(&current) || second(line.period.start) >= at.period_end;
        let offer = next.filter(|next| is_of(next) && begins_next).unwrap_or(current);
        let is_update = invoice.billing_reason.as_deref() == Some("subscription_update");
        return Ok(Some(Invoiced {
            coins: offer.content.coins,
            scope: if is_update { Scope::Fresh } else { Scope::Whole },
            starts_at: second(line.period.start),
            ends_at: second(line.period.end),
            offer,
        }));
    }
    let (Some(next), Some((starts, ends))) = (next, told.period()) else { return Ok(None) };
    let changed = invoice.lines.data.iter().map(|line| line.period.start).max().unwrap_or(starts);
    let more = next.content.coins.milli.saturating_sub(current.content.coins.milli).max(0);
    let (rest, whole) = (ends.saturating_sub(changed).max(0), ends.saturating_sub(starts).max(1));
    let coins = i128::from(more) * i128::from(rest) / i128::from(whole);
    Ok(Some(Invoiced {
        offer: next,
        coins: Coins::from_milli(i64::try_from(coins)?),
        scope: Scope::Rest,
        starts_at: second(changed),
        ends_at: second(ends),
    }))
}
