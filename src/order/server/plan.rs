//! Plans among orders: who may buy one, who tries one, and what their delivery is.

use crate::{
    kernel::{
        AppError, Coins, FieldProblem, Instant,
        id::{OrderId, UserId},
    },
    offer::model::{Offer, Plan},
    order::model::{Gateway, NewOrder, Order, OrderLine},
    server::{Cx, Result, access::Member, db::Conn},
    subscription::{
        self,
        model::PayWay,
        server::{Purchase, activate, may_buy, may_try, note_trial},
    },
};

/// Whether a person may buy a plan, and the coins of its trial where it is tried first. Refuses: `invalid` (`quantity`,
/// `trial`: it can not be tried), `conflict` (beside one that renews itself).
pub(super) async fn check(
    conn: &mut Conn,
    who: &Member,
    plan: &Plan,
    input: &NewOrder,
    quantity: i64,
) -> Result<Option<Coins>> {
    if quantity != 1 {
        return Err(AppError::field("quantity", FieldProblem::OutOfRange { min: 1, max: 1 }).into());
    }
    may_buy(conn, who.user(), pay_way(input.gateway)).await?;
    let can_try = plan.trial_days.is_some() && input.trial != Some(false) && may_try(conn, who.user()).await?;
    match (can_try, input.trial) {
        (true, _) => Ok(Some(plan.trial_coins.unwrap_or(Coins::ZERO))),
        (false, Some(true)) => Err(AppError::field("trial", FieldProblem::Unknown).into()),
        (false, _) => Ok(None),
    }
}

/// Nobody tries twice, not even at once. At Stripe it counts when its page was gone through.
pub(super) async fn keep_trial(
    conn: &mut Conn,
    user: UserId,
    order: OrderId,
    line: &OrderLine,
    gateway: Gateway,
    now: Instant,
) -> Result<()> {
    if line.is_trial && gateway != Gateway::Stripe && !note_trial(conn, user, order, now).await? {
        return Err(AppError::Conflict.into());
    }
    Ok(())
}

/// A code takes its share once; what Stripe renews would be cheaper for ever.
pub(super) fn check_code(offer: &Offer, gateway: Gateway) -> Result<()> {
    if opens_at_stripe(offer, gateway) {
        return Err(AppError::field("discount_code", FieldProblem::CodeOtherProduct).into());
    }
    Ok(())
}

/// Whether Stripe has to begin something, even where nothing is due.
pub(super) fn opens_at_stripe(offer: &Offer, gateway: Gateway) -> bool {
    gateway == Gateway::Stripe && offer.content.plan().is_some()
}

/// The same word in the subscription's terms.
pub(super) const fn pay_way(gateway: Gateway) -> PayWay {
    match gateway {
        Gateway::Zarinpal => PayWay::Zarinpal,
        Gateway::Card => PayWay::Card,
        Gateway::Stripe => PayWay::Stripe,
    }
}

/// Hands a plan over.
pub(super) async fn hand_over(cx: &Cx, conn: &mut Conn, user: UserId, order: &Order, line: &OrderLine) -> Result<()> {
    let purchase = Purchase {
        order: order.id,
        user,
        offer: line.offer_id,
        revision: line.revision,
        gateway: pay_way(order.gateway),
        coins: line.coins,
        is_trial: line.is_trial,
    };
    activate(cx, conn, purchase).await
}

/// What of coins that go back was still to come, so that the wallet is asked for the rest alone.
pub(super) async fn give_up(cx: &Cx, conn: &mut Conn, order: &Order, coins: Coins, is_whole: bool) -> Result<Coins> {
    let taken = subscription::server::give_up(cx, conn, order.id, coins, is_whole).await?;
    Ok(Coins::from_milli(coins.milli.saturating_sub(taken.milli)))
}
