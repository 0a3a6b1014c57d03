//! A person's plan, as they see it.

use super::{activate, store};
use crate::{
    billing::{self, model::LotSource},
    kernel::Coins,
    offer::{
        self,
        model::{Offer, OfferKind},
    },
    server::{Cx, Fault, Result, access::Member, db::Conn},
    subscription::model::{Standing, Subscription},
};

/// The plan the person has.
pub async fn get_subscription(cx: &Cx, who: &Member) -> Result<Standing> {
    who.session()?;
    let mut conn = cx.db.read().await?;
    let may_try = activate::may_try(&mut conn, who.user()).await?;
    let Some(row) = store::find_running(&mut conn, who.user()).await? else {
        return Ok(Standing { subscription: None, may_try });
    };
    let now = cx.clock.now();
    let periods = store::list_periods(&mut conn, row.id, now).await?;
    let Some(period) = periods.iter().find(|period| period.starts_at <= now) else {
        // Its time is over; what goes around writes that down.
        return Ok(Standing { subscription: None, may_try });
    };
    let plan = plan(&mut conn, period.offer_id, period.revision).await?;
    let waiting = periods.iter().rev().find(|waiting| waiting.starts_at > now && waiting.offer_id != period.offer_id);
    let (next, next_at) = match (row.next, waiting) {
        (Some((offer, revision)), _) => (Some((offer, revision)), Some(period.ends_at)),
        (None, Some(waiting)) => (Some((waiting.offer_id, waiting.revision)), Some(waiting.starts_at)),
        (None, None) => (None, None),
    };
    let next = match next {
        Some((offer, revision)) => Some(self::plan(&mut conn, offer, revision).await?),
        None => None,
    };
    let window = store::find_window(&mut conn, period.id, now).await?;
    let next_coins_at = store::next_coins(&mut conn, row.id, now).await?;
    let paid_until = periods.iter().map(|period| period.ends_at).max().unwrap_or(period.ends_at);
    let (offer_id, period_start, period_end) = (period.order_id, period.starts_at, period.ends_at);
    let is_trial = period.is_trial;
    drop(conn);
    let lots = billing::server::list_lots(cx, who).await?.items;
    let ours = lots.iter().filter(|lot| matches!(lot.source, LotSource::Plan | LotSource::Trial));
    let ours = ours.filter(|lot| lot.order_id == Some(offer_id.0) && lot.expires_at > now);
    let left: i64 = ours.map(|lot| lot.left.milli).sum();
    let coins = window.map_or(Coins::ZERO, |(coins, _)| coins);
    Ok(Standing {
        subscription: Some(Subscription {
            id: row.id,
            state: row.state,
            gateway: row.gateway,
            plan,
            is_trial,
            period_start,
            period_end,
            paid_until,
            renews: row.gateway.renews() && !row.cancel_at_end,
            cancel_at_end: row.cancel_at_end,
            next,
            next_at,
            grace_until: row.grace_until,
            coins,
            coins_left: Coins::from_milli(left.min(coins.milli)),
            coins_until: window.map(|(_, ends)| ends),
            next_coins_at,
            has_portal: row.gateway.renews() && row.stripe_customer.is_some() && cx.gateways.stripe.is_some(),
        }),
        may_try,
    })
}

/// The plan the person has, and the plans that are for sale.
pub async fn open_page(cx: &Cx, who: &Member) -> Result<(Standing, Vec<Offer>)> {
    let standing = get_subscription(cx, who).await?;
    let mut plans = offer::server::list_for_sale(&mut cx.db.read().await?, None).await?;
    plans.retain(|offer| offer.content.kind() == OfferKind::Plan);
    Ok((standing, plans))
}

async fn plan(conn: &mut Conn, id: crate::kernel::id::OfferId, revision: i64) -> Result<Offer> {
    let found = offer::server::find_revision(conn, id, revision).await?;
    found.ok_or_else(|| Fault::broken("a subscription without its plan"))
}
