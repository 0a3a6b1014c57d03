//! From an order to its money: one charge for one order, whatever becomes of answers and events.

use super::{
    buy::BY_HAND_S,
    note_problem,
    store::{self, Automatic},
};
use crate::{
    invoice,
    kernel::{AppError, id::OrderId},
    notice::{
        self,
        model::{Notice, TopUpProblem},
    },
    order::{
        model::{OrderState, Placed},
        server::{
            deliver,
            pay::{self, Proof},
            store as orders,
            stripe::{self, ORDER, gateway},
            view,
        },
        topup::TopUpState,
    },
    payment::stripe::{IntentStatus, OffSession, PaymentIntent, Refusal, RefusalKind, SessionStatus},
    server::{Cx, Fault, Result, access::Member, db::Conn},
};
use futures::FutureExt;

/// Seconds before Stripe is asked again what became of a charge, by how often it was.
const PAUSES_S: [i64; 6] = [60, 120, 300, 900, 1_800, 3_600];
/// Seconds in which a charge that Stripe knows nothing of is sent once more, under the same key; then it is given up.
const AGAIN_S: i64 = 15 * 60;
/// Seconds between tries of a card that was refused; after the last one its person is needed.
const TRIES_S: [i64; 2] = [4 * 3_600, 12 * 3_600];
/// Seconds after a purchase before the next one, and after one that could not be made.
const REST_S: i64 = 5 * 60;
const TROUBLE_S: i64 = 3_600;
/// Seconds a person has at the page of a payment by hand.
const PAGE_S: i64 = 35 * 60;
/// Seconds after which a charge of unknown outcome is shown to staff.
const DAY_S: i64 = 86_400;

/// What banks say when trying again is of no use.
const FOR_GOOD: [&str; 22] = [
    "card_not_supported",
    "currency_not_supported",
    "do_not_try_again",
    "expired_card",
    "fraudulent",
    "incorrect_number",
    "invalid_account",
    "invalid_number",
    "lost_card",
    "merchant_blacklist",
    "new_account_information_available",
    "no_action_taken",
    "not_permitted",
    "pickup_card",
    "restricted_card",
    "revocation_of_all_authorizations",
    "revocation_of_authorization",
    "security_violation",
    "service_not_allowed",
    "stolen_card",
    "stop_payment_order",
    "transaction_not_allowed",
];
const AUTHENTICATION: &str = "authentication_required";

/// Charges the card for an order, under the order's own key: done twice it is done once.
pub(super) async fn charge(cx: &Cx, id: OrderId) -> Result<()> {
    let gateway = gateway(cx)?;
    let (open, found) = {
        let mut conn = cx.db.read().await?;
        (store::find(&mut conn, id).await?, view::store::find(&mut conn, id).await?)
    };
    let (Some(open), Some(found)) = (open.filter(Automatic::is_charging), found) else { return Ok(()) };
    let payment = OffSession {
        amount: found.order.total,
        customer: open.customer.clone(),
        payment_method: open.method.clone(),
        description: found.order.lines.first().map(|line| line.name_en.clone()).unwrap_or_default(),
        metadata: vec![(ORDER.to_owned(), id.to_string())],
    };
    let answer = gateway.charge_off_session(&id.to_string(), &payment).await;
    let cx2 = cx.clone();
    let concluded: futures::future::BoxFuture<'_, Result<()>> = match answer {
        Ok(intent) => cx
            .db
            .write(invoice::server::LANE, move |conn| {
                async move { take_intent(&cx2, conn, id, &intent, "the kept card").await.map(drop) }.boxed()
            })
            .boxed(),
        Err(failure) => {
            tracing::warn!(order.id = %id, class = failure.class(), detail = failure.detail(), "an automatic payment was not made");
            let detail = failure.detail().to_owned();
            match failure {
                crate::payment::Failure::Refused { refusal, .. } => cx
                    .db
                    .write(invoice::server::LANE, move |conn| {
                        async move { take_refusal(&cx2, conn, &open, &refusal, &detail).await }.boxed()
                    })
                    .boxed(),
                crate::payment::Failure::Misconfigured { .. } => cx
                    .db
                    .write(invoice::server::LANE, move |conn| {
                        async move { give_up(&cx2, conn, &open, "misconfigured").await }.boxed()
                    })
                    .boxed(),
                // Nobody knows, or not yet: Stripe is asked before anything else is done.
                _ => futures::future::ready(Ok(())).boxed(),
            }
        }
    };
    concluded.await?;
    deliver::deliver_now(cx, id).await;
    Ok(())
}

/// Asks Stripe what became of a charge whose answer did not come: by the words of ours that it carries. What Stripe knows
/// nothing of is sent once more under the same key while that is young and still wanted.
pub(in crate::order::server) async fn settle(cx: &Cx, id: OrderId) -> Result<()> {
    let gateway = gateway(cx)?;
    let (open, rule) = {
        let mut conn = cx.db.read().await?;
        let open = store::find(&mut conn, id).await?.filter(Automatic::is_charging);
        let rule = match &open {
            Some(open) => store::find_rule(&mut conn, open.user_id).await?,
            None => None,
        };
        (open, rule)
    };
    let now = cx.clock.now();
    let Some(open) = open else {
        return cx.db.write(id.0, move |conn| orders::stop_checks(conn, id).boxed()).await;
    };
    // Before asking: another process does not ask the same at once.
    let (cx2, is_old) = (cx.clone(), now.seconds_since(open.created_at) > DAY_S);
    let noted = cx.db.write(open.user_id.0, move |conn| {
        async move {
            if is_old {
                note_problem(&cx2, conn, id, "nobody knows what became of the charge").await?;
            }
            orders::check_later(conn, id, now, &PAUSES_S).await
        }
        .boxed()
    });
    noted.await?;
    let known = match gateway.payment_intents(&open.customer).await {
        Ok(known) => known,
        Err(failure) => {
            tracing::warn!(order.id = %id, class = failure.class(), detail = failure.detail(), "a payment could not be asked for");
            return Ok(());
        }
    };
    let name = id.to_string();
    let found = known.data.into_iter().find(|intent| intent.metadata.get(ORDER) == Some(&name));
    let is_wanted = rule.is_some_and(|rule| rule.state == TopUpState::On);
    let cx2 = cx.clone();
    match found {
        Some(intent) => {
            let taken = cx.db.write(invoice::server::LANE, move |conn| {
                async move { take_intent(&cx2, conn, id, &intent, "asked Stripe").await.map(drop) }.boxed()
            });
            taken.await?;
            deliver::deliver_now(cx, id).await;
            Ok(())
        }
        None if now.seconds_since(open.created_at) < AGAIN_S => {
            if is_wanted {
                charge(cx, id).await
            } else {
                Ok(())
            }
        }
        None => {
            let ended = cx.db.write(invoice::server::LANE, move |conn| {
                async move { give_up(&cx2, conn, &open, "no such payment").await }.boxed()
            });
            ended.await
        }
    }
}

/// What Stripe says of an automatic order's payment: in an answer, an event, or when it was asked. Whoever comes second
/// changes nothing.
pub(in crate::order::server) async fn take_intent(
    cx: &Cx,
    conn: &mut Conn,
    id: OrderId,
    intent: &PaymentIntent,
    how: &'static str,
) -> Result<&'static str> {
    let (Some(open), Some(found)) = (store::find(conn, id).await?, view::store::find(conn, id).await?) else {
        return Ok("no use for it");
    };
    match intent.status {
        IntentStatus::Succeeded => {
            if intent.received() != Some(found.order.total) {
                note_problem(cx, conn, id, "the gateway names another amount").await?;
                return Ok("another amount");
            }
            let reference = Some(intent.id.clone());
            let proof = Proof { payment_ref: reference.clone(), bank_ref: reference, how, ..Proof::default() };
            if !pay::mark_paid(cx, conn, id, &proof).await? {
                return Ok("was paid");
            }
            store::forget_refusals(conn, open.user_id, cx.clock.now().plus_s(REST_S)).await?;
            Ok("paid")
        }
        // Once it is known, or its person pays at a page, a try that failed says nothing new.
        _ if !open.is_charging() => Ok("known"),
        IntentStatus::RequiresPaymentMethod | IntentStatus::Canceled => {
            let error = intent.last_payment_error.as_ref();
            let codes =
                (error.and_then(|error| error.code.as_deref()), error.and_then(|error| error.decline_code.as_deref()));
            refuse(cx, conn, &open, codes, Some(&intent.id)).await?;
            Ok("refused")
        }
        IntentStatus::RequiresAction | IntentStatus::RequiresConfirmation => {
            leave_to_person(cx, conn, &open, Some(&intent.id)).await?;
            Ok("to be paid by hand")
        }
        IntentStatus::Processing | IntentStatus::RequiresCapture | IntentStatus::Other => Ok("not paid yet"),
    }
}

async fn take_refusal(cx: &Cx, conn: &mut Conn, open: &Automatic, refusal: &Refusal, detail: &str) -> Result<()> {
    let intent = refusal.payment_intent.as_deref();
    match refusal.kind {
        RefusalKind::Card => {
            refuse(cx, conn, open, (refusal.code.as_deref(), refusal.decline_code.as_deref()), intent).await
        }
        // The card or its person is not known there any more, or the request makes no sense: nothing was moved.
        RefusalKind::Missing | RefusalKind::Invalid => {
            if end(cx, conn, open, Some(detail), intent).await? {
                stop(cx, conn, open, TopUpProblem::CardGone).await?;
            }
            Ok(())
        }
        RefusalKind::KeyReused => note_problem(cx, conn, open.order_id, detail).await,
    }
}

/// The bank said no. Some answers are for good; others may be another one in some hours, and three times is enough.
async fn refuse(
    cx: &Cx,
    conn: &mut Conn,
    open: &Automatic,
    (code, decline_code): (Option<&str>, Option<&str>),
    intent: Option<&str>,
) -> Result<()> {
    if code == Some(AUTHENTICATION) || decline_code == Some(AUTHENTICATION) {
        return leave_to_person(cx, conn, open, intent).await;
    }
    let said = decline_code.or(code);
    if !end(cx, conn, open, said, intent).await? {
        return Ok(());
    }
    let Some(tries) = store::count_refusal(conn, open.user_id).await? else { return Ok(()) };
    let is_for_good = [code, decline_code].into_iter().flatten().any(|word| FOR_GOOD.contains(&word));
    let pause = usize::try_from(tries - 1).ok().and_then(|place| TRIES_S.get(place)).filter(|_| !is_for_good);
    let Some(pause) = pause else { return stop(cx, conn, open, TopUpProblem::CardRefused).await };
    store::wait_until(conn, open.user_id, cx.clock.now().plus_s(*pause)).await?;
    tell(cx, conn, open, &Notice::TopUpFailed { reason: TopUpProblem::Declined }).await
}

/// The order is over without money; whether that is new.
async fn end(cx: &Cx, conn: &mut Conn, open: &Automatic, why: Option<&str>, intent: Option<&str>) -> Result<bool> {
    let now = cx.clock.now();
    if !store::end_charge(conn, open.order_id, "failed", intent).await? {
        return Ok(false);
    }
    orders::end_open(conn, open.order_id, OrderState::Cancelled, now).await?;
    orders::stop_checks(conn, open.order_id).await?;
    orders::note(conn, cx.id(), open.order_id, "declined", why, None, now).await?;
    Ok(true)
}

/// Stripe could not be asked, or was never reached: another order may be made in a while.
async fn give_up(cx: &Cx, conn: &mut Conn, open: &Automatic, why: &'static str) -> Result<()> {
    let now = cx.clock.now();
    if store::end_charge(conn, open.order_id, "failed", None).await? {
        orders::end_open(conn, open.order_id, OrderState::Cancelled, now).await?;
        orders::stop_checks(conn, open.order_id).await?;
        orders::note(conn, cx.id(), open.order_id, "gateway_failed", Some(why), None, now).await?;
        store::wait_until(conn, open.user_id, now.plus_s(TROUBLE_S)).await?;
    }
    Ok(())
}

/// The bank wants to see its customer: the order waits for them, and nothing else is bought meanwhile.
async fn leave_to_person(cx: &Cx, conn: &mut Conn, open: &Automatic, intent: Option<&str>) -> Result<()> {
    let (id, now) = (open.order_id, cx.clock.now());
    if !store::end_charge(conn, id, "manual", intent).await? {
        return Ok(());
    }
    store::set_expiry(conn, id, now.plus_s(BY_HAND_S)).await?;
    orders::stop_checks(conn, id).await?;
    orders::note(conn, cx.id(), id, "by_hand", None, None, now).await?;
    store::pause(conn, open.user_id, TopUpProblem::Authentication).await?;
    tell(cx, conn, open, &Notice::TopUpToPay { order: id }).await
}

async fn stop(cx: &Cx, conn: &mut Conn, open: &Automatic, reason: TopUpProblem) -> Result<()> {
    if store::pause(conn, open.user_id, reason).await? {
        tell(cx, conn, open, &Notice::TopUpFailed { reason }).await?;
    }
    Ok(())
}

async fn tell(cx: &Cx, conn: &mut Conn, open: &Automatic, what: &Notice) -> Result<()> {
    notice::server::tell(cx, conn, open.user_id, &format!("top_up:{}", open.order_id), what).await
}

/// Opens the page on which a person pays what their bank wanted to see them for. Refuses: `not_found`, `conflict` (it is not
/// to be paid by hand, or not any more), `unavailable`.
pub async fn pay_order(cx: &Cx, who: &Member, id: OrderId) -> Result<Placed> {
    who.session()?;
    cx.limits.order(who.user())?;
    let (gateway, user) = (gateway(cx)?, who.user());
    let (order, open) = {
        let mut conn = cx.db.read().await?;
        let order = view::store::find_of(&mut conn, user, id).await?.ok_or(AppError::NotFound)?;
        (order, store::find(&mut conn, id).await?.filter(Automatic::is_manual))
    };
    let Some(open) = open.filter(|_| order.state.is_open()) else { return Err(AppError::Conflict.into()) };
    let reference = view::store::find(&mut cx.db.read().await?, id).await?.and_then(|found| found.gateway_ref);
    if let Some(reference) = reference {
        // The page is there already.
        let session = gateway.session(&reference).await.map_err(|_| AppError::Unavailable)?;
        return match session.url.filter(|_| session.status == SessionStatus::Open) {
            Some(url) => Ok(Placed { order, redirect_url: Some(url) }),
            None => Err(AppError::Conflict.into()),
        };
    }
    if !withdraw(cx, &open).await? {
        return Ok(Placed { order: paid_meanwhile(cx, who, id).await?, redirect_url: None });
    }
    let until = cx.clock.now().plus_s(PAGE_S);
    let order = cx.db.write(user.0, move |conn| {
        async move {
            store::set_expiry(conn, id, until).await?;
            Ok(view::store::find_of(conn, user, id).await?.ok_or(AppError::NotFound)?)
        }
        .boxed()
    });
    let url = stripe::open(cx, who, &order.await?).await?;
    let order = view::store::find_of(&mut cx.db.read().await?, user, id).await?.ok_or(AppError::NotFound)?;
    Ok(Placed { order, redirect_url: Some(url) })
}

/// Makes sure that the payment without its person never comes in beside the one by hand; false where it has come in.
async fn withdraw(cx: &Cx, open: &Automatic) -> Result<bool> {
    let Some(intent) = &open.intent else { return Ok(true) };
    let (gateway, id) = (gateway(cx)?, open.order_id);
    let away = |failure: crate::payment::Failure<Refusal>| {
        tracing::warn!(order.id = %id, class = failure.class(), detail = failure.detail(), "a payment could not be withdrawn");
        Fault::Refused(AppError::Unavailable)
    };
    match gateway.cancel_payment_intent(&format!("withdraw-{id}"), intent).await {
        Ok(_) => return Ok(true),
        Err(failure) if failure.refusal().is_some() => {}
        Err(failure) => return Err(away(failure)),
    }
    let intent = gateway.payment_intent(intent).await.map_err(away)?;
    match intent.status {
        IntentStatus::Canceled => Ok(true),
        IntentStatus::Succeeded => {
            let cx2 = cx.clone();
            let taken = cx.db.write(invoice::server::LANE, move |conn| {
                async move { take_intent(&cx2, conn, id, &intent, "asked Stripe").await.map(drop) }.boxed()
            });
            taken.await?;
            Ok(false)
        }
        _ => Err(AppError::Unavailable.into()),
    }
}

async fn paid_meanwhile(cx: &Cx, who: &Member, id: OrderId) -> Result<crate::order::model::Order> {
    deliver::deliver_now(cx, id).await;
    Ok(view::store::find_of(&mut cx.db.read().await?, who.user(), id).await?.ok_or(AppError::NotFound)?)
}
