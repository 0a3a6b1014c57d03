//! Coins that buy themselves: when few are left, a package is bought with a card that is kept at Stripe, up to so much money
//! a month.
//!
//! It is an order like any other, made and paid without its person. What was agreed to is checked in the transaction that
//! makes the order, under the lock of the rule's row, so that two processes make one. The charge carries the order's id as its
//! idempotency key: one order, one charge. While it is not known what became of it, no other is made.

mod buy;
mod card;
mod charge;
pub mod rest;
pub(super) mod store;

use super::stripe::gateway;
use crate::{
    kernel::{AppError, Day, FieldProblem, Instant},
    offer,
    order::topup::{AutoTopUp, TopUpBoard, TopUpInput, TopUpRule, TopUpState, check, price_of},
    server::{Cx, Result, access::Member, db::Conn},
};
use futures::FutureExt;

pub(super) use buy::go_around;
pub(super) use card::{asks_for, take_setup};
pub use card::{remove_card, set_up_card};
pub use charge::pay_order;
pub(super) use charge::{settle, take_intent};

/// How it stands. A page of Stripe's that its person comes back from is asked for first. Refuses: `not_found` (Stripe is off).
pub async fn get_top_up(cx: &Cx, who: &Member) -> Result<AutoTopUp> {
    who.session()?;
    gateway(cx)?;
    card::look(cx, who.user()).await?;
    let mut conn = cx.db.read().await?;
    let (user, now) = (who.user(), cx.clock.now());
    let rule = match store::find_rule(&mut conn, user).await? {
        Some(rule) => {
            let (starts, ends) = month(now);
            let spent = store::spent(&mut conn, user, rule.month_max.currency, starts).await?;
            Some(TopUpRule {
                state: rule.state,
                reason: rule.reason,
                threshold: rule.threshold,
                package_id: rule.offer,
                price_max: rule.price_max,
                month_max: rule.month_max,
                spent,
                month_ends_at: ends,
                retry_at: rule.retry_at.filter(|at| *at > now),
                agreed_at: rule.agreed_at,
            })
        }
        None => None,
    };
    let card = store::find_card(&mut conn, user).await?.and_then(|card| card.shown());
    Ok(AutoTopUp { rule, card, order_id: store::find_open(&mut conn, user).await? })
}

/// The same with the packages that can be chosen. Refuses: `not_found` (Stripe is off).
pub async fn open_top_up(cx: &Cx, who: &Member) -> Result<TopUpBoard> {
    let standing = get_top_up(cx, who).await?;
    let mut offers = offer::server::list_for_sale(&mut cx.db.read().await?, None).await?;
    offers.retain(|offer| crate::kernel::Currency::ALL.into_iter().any(|currency| price_of(offer, currency).is_some()));
    Ok(TopUpBoard { standing, offers })
}

/// Agrees to it, or switches it off. Refuses: `invalid`, `conflict` (there is no card), `not_found` (Stripe is off).
pub async fn put_top_up(cx: &Cx, who: &Member, input: TopUpInput) -> Result<AutoTopUp> {
    who.session()?;
    gateway(cx)?;
    // The page of a card may have been gone through a moment ago.
    card::look(cx, who.user()).await?;
    let (user, now) = (who.user(), cx.clock.now());
    cx.db
        .write(user.0, move |conn| {
            async move {
                if !input.enabled && store::switch_off(conn, user).await? {
                    return Ok(());
                }
                let unknown = || AppError::field("package_id", FieldProblem::Unknown);
                let offer = offer::server::find_for_sale(conn, input.package_id).await?.ok_or_else(unknown)?;
                let price_max = check(&input, &offer)?;
                let has_card = store::find_card(conn, user).await?.is_some_and(|card| card.method.is_some());
                if input.enabled && !has_card {
                    return Err(AppError::Conflict.into());
                }
                let rule = store::Rule {
                    state: if input.enabled { TopUpState::On } else { TopUpState::Off },
                    reason: None,
                    threshold: input.threshold,
                    offer: offer.id,
                    price_max,
                    month_max: crate::kernel::Cash::new(input.month_max_minor, price_max.currency),
                    retry_at: None,
                    agreed_at: now,
                };
                store::put_rule(conn, user, &rule).await
            }
            .boxed()
        })
        .await?;
    get_top_up(cx, who).await
}

/// Takes back what was agreed to. What is under way comes to its end. Refuses: `not_found` (nothing was, or Stripe is off).
pub async fn end_top_up(cx: &Cx, who: &Member) -> Result<()> {
    who.session()?;
    gateway(cx)?;
    let user = who.user();
    let ended = cx.db.write(user.0, move |conn| store::delete_rule(conn, user).boxed()).await?;
    if ended { Ok(()) } else { Err(AppError::NotFound.into()) }
}

/// Tells staff and logs that a charge of an automatic order is to be looked at.
async fn note_problem(cx: &Cx, conn: &mut Conn, order: crate::kernel::id::OrderId, detail: &str) -> Result<()> {
    super::store::note_problem(cx, conn, order, detail).await
}

/// The month of a moment, by local days: when it begins, and when the next one does.
fn month(at: Instant) -> (Instant, Instant) {
    let month = Day::of(at).month();
    (month.start(), month.end())
}
