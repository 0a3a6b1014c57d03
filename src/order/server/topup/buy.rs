//! From too few coins to an order.

use super::{
    card, charge,
    store::{self, Automatic, Rule},
};
use crate::{
    billing,
    kernel::{
        Cash, Coins, Instant,
        id::{OrderId, UserId},
    },
    notice::{
        self,
        model::{Notice, TopUpProblem},
    },
    offer::{self, model::Offer},
    order::{
        model::{Gateway, OrderLine},
        server::store::{self as orders, NewRow},
        topup::price_of,
    },
    server::{Cx, Result, db::Conn},
};
use futures::FutureExt;

/// People looked at in one go.
const BATCH: u32 = 100;
/// Seconds before Stripe is asked what became of a charge whose answer did not come: longer than an answer is waited for.
const ANSWER_S: i64 = 60;
/// Seconds that a person has to pay by hand what their bank wants to see them for.
pub(super) const BY_HAND_S: i64 = 86_400;

/// Buys for whoever has too few coins; makes Stripe forget cards that are to be forgotten.
pub(in crate::order::server) async fn go_around(cx: &Cx) -> Result<()> {
    if cx.gateways.stripe.is_none() {
        return Ok(());
    }
    for user in store::list_due(&mut cx.db.read().await?, cx.clock.now(), BATCH).await? {
        // One whose order can not be made must not keep the others from theirs.
        if let Err(fault) = buy(cx, user).await {
            fault.disclose();
        }
    }
    card::forget_due(cx).await
}

async fn buy(cx: &Cx, user: UserId) -> Result<()> {
    let (cx2, order) = (cx.clone(), OrderId(cx.id()));
    let made = cx.db.write(user.0, move |conn| async move { make(&cx2, conn, user, order).await }.boxed());
    if made.await? { charge::charge(cx, order).await } else { Ok(()) }
}

/// Makes the order if everything that was agreed to holds; whether it did.
async fn make(cx: &Cx, conn: &mut Conn, user: UserId, id: OrderId) -> Result<bool> {
    let now = cx.clock.now();
    // The lock: who comes second sees what the first one made.
    let Some(rule) = store::lock_due(conn, user, now).await? else { return Ok(false) };
    let card = store::find_card(conn, user).await?;
    let Some((customer, method)) = card.and_then(|card| Some((card.customer, card.method?))) else { return Ok(false) };
    let wallet = billing::server::wallets_of(conn, user, user).await?.remove(&user);
    let (available, _) = wallet.unwrap_or((Coins::ZERO, Coins::ZERO));
    if available >= rule.threshold || store::is_busy(conn, user).await? {
        return Ok(false);
    }
    let Some((offer, price)) = agreed(cx, conn, user, &rule).await? else { return Ok(false) };
    let row = NewRow {
        id,
        user,
        gateway: Gateway::Stripe,
        subtotal: price,
        discount: Cash::zero(price.currency),
        total: price,
        code: None,
        now,
        expires_at: now.plus_s(BY_HAND_S),
    };
    orders::insert_order(conn, &row, &line(&offer, price)).await?;
    let state = "charging".to_owned();
    let order = Automatic { order_id: id, user_id: user, state, customer, method, intent: None, created_at: now };
    store::insert(conn, &order, price).await?;
    orders::note(conn, cx.id(), id, "made", Some("automatic"), None, now).await?;
    orders::set_pending(conn, id, None, Some(now.plus_s(ANSWER_S))).await?;
    Ok(true)
}

/// What is to be bought, if it is for sale, costs no more than was agreed to, and the month has room for it.
async fn agreed(cx: &Cx, conn: &mut Conn, user: UserId, rule: &Rule) -> Result<Option<(Offer, Cash)>> {
    let now = cx.clock.now();
    let offer = offer::server::find_for_sale(conn, rule.offer).await?;
    let sold = offer.and_then(|offer| price_of(&offer, rule.price_max.currency).map(|price| (offer, price)));
    let Some((offer, price)) = sold else {
        stop(cx, conn, user, rule.agreed_at, TopUpProblem::OfferGone).await?;
        return Ok(None);
    };
    if price.amount_minor > rule.price_max.amount_minor {
        stop(cx, conn, user, rule.agreed_at, TopUpProblem::PriceRose).await?;
        return Ok(None);
    }
    let (starts, ends) = super::month(now);
    let spent = store::spent(conn, user, price.currency, starts).await?;
    if spent.amount_minor.saturating_add(price.amount_minor) > rule.month_max.amount_minor {
        store::wait_until(conn, user, ends).await?;
        let key = format!("top_up_month:{user}:{}:{}", starts.micros, rule.agreed_at.micros);
        let told = Notice::TopUpFailed { reason: TopUpProblem::MonthFull };
        notice::server::tell(cx, conn, user, &key, &told).await?;
        return Ok(None);
    }
    Ok(Some((offer, price)))
}

/// Pauses what can not go on without its person, who is told why.
async fn stop(cx: &Cx, conn: &mut Conn, user: UserId, agreed_at: Instant, reason: TopUpProblem) -> Result<()> {
    if store::pause(conn, user, reason).await? {
        let key = format!("top_up_paused:{user}:{}", agreed_at.micros);
        notice::server::tell(cx, conn, user, &key, &Notice::TopUpFailed { reason }).await?;
    }
    Ok(())
}

fn line(offer: &Offer, price: Cash) -> OrderLine {
    let content = &offer.content;
    OrderLine {
        offer_id: offer.id,
        revision: offer.revision,
        name_fa: content.name_fa.clone(),
        name_en: content.name_en.clone(),
        quantity: 1,
        unit: price,
        coins: content.coins_in_all(),
        expires_days: content.package().and_then(|package| package.expires_days),
        is_plan: false,
        is_trial: false,
    }
}
