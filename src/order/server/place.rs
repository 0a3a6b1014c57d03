//! Making an order: the price is fixed here, from our own rows, and never again.

use super::{
    card, pay, plan,
    store::{self, NewRow},
    stripe, view, zarinpal,
};
use crate::{
    code,
    kernel::{
        AppError, Cash, Coins, FieldProblem,
        id::{OfferId, OrderId},
    },
    offer::{self, model::Offer},
    order::model::{
        Checkout, Gateway, GatewayChoice, NewOrder, Order, OrderLine, OrderQuote, OrderState, Placed, QUANTITY_MAX,
    },
    server::{Cx, Fault, Result, access::Member, db::Conn},
};
use futures::FutureExt;

/// Seconds a person has to pay: at a gateway's page, and by card to card, where a receipt has to be made.
const PAGE_S: i64 = 35 * 60;
const CARD_S: i64 = 60 * 60;
/// Orders of one person that may wait for money at once.
const OPEN_MAX: u32 = 5;

/// The ways to pay that are open.
pub async fn list_gateways(cx: &Cx, _who: &Member) -> Result<Vec<GatewayChoice>> {
    let mut open = Vec::new();
    if cx.gateways.zarinpal.is_some() {
        open.push(Gateway::Zarinpal);
    }
    if view::store::has_cards(&mut cx.db.read().await?).await? {
        open.push(Gateway::Card);
    }
    if cx.gateways.stripe.is_some() {
        open.push(Gateway::Stripe);
    }
    let choice = |gateway: Gateway| GatewayChoice {
        gateway,
        currencies: crate::kernel::Currency::ALL.into_iter().filter(|currency| gateway.takes(*currency)).collect(),
    };
    Ok(open.into_iter().map(choice).collect())
}

/// What the page of a purchase opens with. Refuses: `not_found` (it is not for sale).
pub async fn open_checkout(cx: &Cx, who: &Member, id: OfferId) -> Result<Checkout> {
    who.session()?;
    let mut gateways = list_gateways(cx, who).await?;
    let mut conn = cx.db.read().await?;
    let found = offer::server::find_for_sale(&mut conn, id).await?;
    let offer = found.ok_or(AppError::NotFound)?;
    for choice in &mut gateways {
        choice.currencies.retain(|currency| offer.content.price(*currency).is_some());
    }
    gateways.retain(|choice| !choice.currencies.is_empty());
    let quantity_max = match offer.content.package().map(|package| package.limit_per_user) {
        // A plan is had once.
        None => 1,
        Some(Some(max)) => (max - view::store::count_bought(&mut conn, who.user(), id).await?).clamp(0, QUANTITY_MAX),
        Some(None) => QUANTITY_MAX,
    };
    Ok(Checkout { offer, gateways, quantity_max })
}

/// What an order would cost. Refuses: `invalid` (field by field), `not_found` (the offer, or the gateway).
pub async fn quote_order(cx: &Cx, who: &Member, input: NewOrder) -> Result<OrderQuote> {
    who.session()?;
    let (currency, quantity) = (input.currency()?, input.quantity()?);
    let mut conn = cx.db.read().await?;
    let priced = price(&mut conn, who, &input, currency, quantity).await?;
    let mut discount = Cash::zero(currency);
    if priced.line.is_trial {
        discount = priced.subtotal;
    } else if let Some(code) = given(&input) {
        plan::check_code(&priced.offer, input.gateway)?;
        let purchase = purchase(cx, &mut conn, who, &priced).await?;
        discount = code::server::price(&mut conn, &purchase, code, cx.clock.now()).await?.off;
    }
    Ok(OrderQuote {
        subtotal: priced.subtotal,
        discount,
        total: Cash::new(priced.subtotal.amount_minor - discount.amount_minor, currency),
        coins: priced.line.coins,
    })
}

/// Makes an order and opens its payment. Refuses: `invalid`, `not_found` (the gateway is off), `too_many`, `unavailable`
/// (the gateway does not answer: nothing was paid), `conflict` (a plan beside one that renews itself).
pub async fn place_order(cx: &Cx, who: &Member, input: NewOrder) -> Result<Placed> {
    who.session()?;
    cx.limits.order(who.user())?;
    let (currency, quantity) = (input.currency()?, input.quantity()?);
    if !list_gateways(cx, who).await?.iter().any(|open| open.gateway == input.gateway) {
        return Err(AppError::NotFound.into());
    }
    let (id, now, user) = (OrderId(cx.id()), cx.clock.now(), who.user());
    let (cx2, who2, gateway) = (cx.clone(), who.clone(), input.gateway);
    let made = cx.db.write(user.0, move |conn| {
        async move {
            if view::store::count_open(conn, user).await? >= i64::from(OPEN_MAX) {
                return Err(AppError::TooMany { max: OPEN_MAX }.into());
            }
            let priced = price(conn, &who2, &input, currency, quantity).await?;
            check_limit(conn, &priced, &who2).await?;
            let mut discount = Cash::zero(currency);
            let code = given(&input).filter(|_| !priced.line.is_trial).map(str::to_owned);
            if priced.line.is_trial {
                discount = priced.subtotal;
            } else if let Some(code) = &code {
                plan::check_code(&priced.offer, gateway)?;
                let purchase = purchase(&cx2, conn, &who2, &priced).await?;
                discount = code::server::reserve(conn, &purchase, code, id, now).await?.off;
            }
            let due = priced.subtotal.amount_minor - discount.amount_minor;
            let (expires_at, spot) = match gateway {
                Gateway::Card if due > 0 => {
                    let spot = card::take_spot(&cx2, conn, due).await?;
                    (now.plus_s(CARD_S), Some(spot))
                }
                Gateway::Card | Gateway::Zarinpal | Gateway::Stripe => (now.plus_s(PAGE_S), None),
            };
            let row = NewRow {
                id,
                user,
                gateway,
                subtotal: priced.subtotal,
                discount,
                total: Cash::new(spot.as_ref().map_or(due, |spot| spot.amount), currency),
                code,
                now,
                expires_at,
            };
            plan::keep_trial(conn, user, id, &priced.line, gateway, now).await?;
            store::insert_order(conn, &row, &priced.line).await?;
            store::note(conn, cx2.id(), id, "made", None, None, now).await?;
            if let Some(spot) = spot {
                card::store::insert_card_payment(conn, id, spot).await?;
                store::set_pending(conn, id, None, None).await?;
            }
            if row.total.amount_minor == 0 && !plan::opens_at_stripe(&priced.offer, gateway) {
                // A code that pays for everything, or a trial: there is nothing to ask a gateway for.
                pay::mark_paid(&cx2, conn, id, &pay::Proof::nothing_due()).await?;
            }
            Ok(view::store::find_of(conn, user, id).await?.ok_or(AppError::NotFound)?)
        }
        .boxed()
    });
    let order = made.await?;
    let redirect_url = match (order.state, gateway) {
        (OrderState::Created, Gateway::Zarinpal) => Some(zarinpal::open(cx, who, &order).await?),
        (OrderState::Created, Gateway::Stripe) => Some(stripe::open(cx, who, &order).await?),
        _ => None,
    };
    super::deliver::deliver_now(cx, id).await;
    let order = view::store::find_of(&mut cx.db.read().await?, user, id).await?.ok_or(AppError::NotFound)?;
    Ok(Placed { order, redirect_url })
}

/// Takes an order back that nobody has paid. Money that comes all the same is noticed and handled as paid.
/// Refuses: `not_found`, `conflict` (it is not open any more, or a receipt is being looked at).
pub async fn cancel_order(cx: &Cx, who: &Member, id: OrderId) -> Result<Order> {
    who.session()?;
    let (cx2, user, now) = (cx.clone(), who.user(), cx.clock.now());
    cx.db
        .write(user.0, move |conn| {
            async move {
                view::store::find_of(conn, user, id).await?.ok_or(AppError::NotFound)?;
                if !store::end_open(conn, id, OrderState::Cancelled, now).await? {
                    return Err(AppError::Conflict.into());
                }
                code::server::give_back(conn, id, now).await?;
                store::note(conn, cx2.id(), id, "cancelled", None, None, now).await?;
                Ok(view::store::find_of(conn, user, id).await?.ok_or(AppError::NotFound)?)
            }
            .boxed()
        })
        .await
}

/// What is bought, and what it costs without a code.
struct Priced {
    offer: Offer,
    line: OrderLine,
    subtotal: Cash,
}

async fn price(
    conn: &mut Conn,
    who: &Member,
    input: &NewOrder,
    currency: crate::kernel::Currency,
    quantity: i64,
) -> Result<Priced> {
    let found = offer::server::find_for_sale(conn, input.package_id).await?;
    let offer = found.ok_or_else(|| AppError::field("package_id", FieldProblem::Unknown))?;
    let content = &offer.content;
    let trial = match content.plan() {
        Some(plan) => plan::check(conn, who, plan, input, quantity).await?,
        None => None,
    };
    let unit = content.price(currency).ok_or_else(|| AppError::field("currency", FieldProblem::Unknown))?;
    let overflow = || Fault::Refused(AppError::field("quantity", FieldProblem::Number));
    let subtotal = unit.amount_minor.checked_mul(quantity).ok_or_else(overflow)?;
    let coins = trial.unwrap_or(content.coins_in_all()).milli.checked_mul(quantity).ok_or_else(overflow)?;
    let line = OrderLine {
        offer_id: offer.id,
        revision: offer.revision,
        name_fa: content.name_fa.clone(),
        name_en: content.name_en.clone(),
        quantity,
        unit,
        coins: Coins::from_milli(coins),
        expires_days: content.package().and_then(|package| package.expires_days),
        is_plan: content.package().is_none(),
        is_trial: trial.is_some(),
    };
    Ok(Priced { line, subtotal: Cash::new(subtotal, currency), offer })
}

/// A package may be bought so often by one person; orders that wait for money count.
async fn check_limit(conn: &mut Conn, priced: &Priced, who: &Member) -> Result<()> {
    let Some(max) = priced.offer.content.package().and_then(|package| package.limit_per_user) else { return Ok(()) };
    let before = view::store::count_bought(conn, who.user(), priced.offer.id).await?;
    if before.saturating_add(priced.line.quantity) > max {
        return Err(AppError::field("quantity", FieldProblem::OutOfRange { min: 0, max: (max - before).max(0) }).into());
    }
    Ok(())
}

fn given(input: &NewOrder) -> Option<&str> {
    input.discount_code.as_deref().map(str::trim).filter(|code| !code.is_empty())
}

async fn purchase(_cx: &Cx, conn: &mut Conn, who: &Member, priced: &Priced) -> Result<code::server::Purchase> {
    Ok(code::server::Purchase {
        user: who.user(),
        offer: priced.offer.id,
        cash: priced.subtotal,
        is_first: view::store::count_paid(conn, who.user()).await? == 0,
    })
}
