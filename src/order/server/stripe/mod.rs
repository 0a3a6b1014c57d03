//! Orders paid at Stripe's page, and the events Stripe sends. An event is done when its work is committed, not when it
//! arrives: what fails is answered with an error, and Stripe sends it again.

pub(super) mod charge;
pub(super) mod store;

use super::{
    pay::{self, Proof},
    refund, store as orders, stripe_plan,
    stripe_plan::Told,
    topup, view,
};
use crate::{
    account, code, invoice,
    kernel::{AppError, Cash, Instant, id::OrderId, locale::Language},
    order::model::{Gateway, Order, OrderState},
    payment::{
        Stripe,
        stripe::{
            DisputeStatus, Event, Line, Metadata, NewSession, Payer, Purpose, Session, SessionMode, What,
            event::SessionChange,
        },
    },
    server::{Cx, Fault, Result, access::Member, db::Conn},
};
use futures::FutureExt;

/// Seconds before the gateway is asked again, by how often it was. Events come first; this is for those that do not.
const PAUSES_S: [i64; 6] = [60, 120, 300, 900, 1_800, 3_600];
/// The word of ours that sessions and payments carry.
pub(super) const ORDER: &str = "order_id";

/// Makes the page; where the browser goes.
pub(super) async fn open(cx: &Cx, who: &Member, order: &Order) -> Result<String> {
    let gateway = gateway(cx)?;
    let person = account::server::get_profile(cx, who).await?;
    let page = format!("{}/app/orders/{}", cx.settings.public_url, order.id);
    let line = |line: &crate::order::model::OrderLine| match who.who().language {
        Language::Fa => line.name_fa.clone(),
        Language::En => line.name_en.clone(),
    };
    // A discount is a lower price of one whole line: Stripe shows what is to be paid.
    let name = order.lines.first().map(line).unwrap_or_default();
    let quantity = order.lines.first().map_or(1, |line| line.quantity);
    let name = if quantity > 1 { format!("{quantity} × {name}") } else { name };
    let usual = Line { name, price: order.total, quantity: 1, every: None };
    let (purpose, line, customer) = match stripe_plan::page_for(cx, who, order, &usual).await? {
        Some(page) => page,
        None => (Purpose::Payment { keeps_card: false }, usual, None),
    };
    let session = NewSession {
        purpose,
        lines: vec![line],
        client_reference_id: order.id.to_string(),
        payer: customer.map_or(Payer::Email(person.email), Payer::Customer),
        success_url: page.clone(),
        cancel_url: page,
        expires_at: Some(order.expires_at),
        locale: (who.who().language == Language::En).then(|| "en".to_owned()),
        metadata: vec![(ORDER.to_owned(), order.id.to_string())],
    };
    match gateway.create_session(&format!("order-{}", order.id), &session).await {
        Ok(Session { id: reference, url: Some(url), .. }) => {
            let (id, check_at) = (order.id, cx.clock.now().plus_s(PAUSES_S[0]));
            let kept = cx.db.write(who.user().0, move |conn| {
                async move { orders::set_pending(conn, id, Some(reference), Some(check_at)).await }.boxed()
            });
            kept.await?;
            Ok(url)
        }
        Ok(_) => Err(super::tend::give_up(cx, order.id, "unknown", "a page without an address").await),
        Err(failure) => Err(super::tend::give_up(cx, order.id, failure.class(), failure.detail()).await),
    }
}

/// Asks how an order stands, if its time has come.
pub(super) async fn look(cx: &Cx, id: OrderId) -> Result<()> {
    if cx.gateways.stripe.is_some() && orders::is_check_due(&mut cx.db.read().await?, id, cx.clock.now()).await? {
        settle(cx, id).await?;
    }
    Ok(())
}

/// Asks the gateway, and acts on what it says.
pub(super) async fn settle(cx: &Cx, id: OrderId) -> Result<()> {
    let gateway = gateway(cx)?;
    let found = view::store::find(&mut cx.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    if found.order.gateway != Gateway::Stripe || found.order.paid_at.is_some() {
        return Ok(());
    }
    // Without a page it is an order that made itself.
    let Some(reference) = found.gateway_ref else { return topup::settle(cx, id).await };
    let now = cx.clock.now();
    match gateway.session(&reference).await {
        Ok(session) => {
            let (cx2, told) = (cx.clone(), stripe_plan::of_session(cx, &session).await?);
            let done = cx.db.write(invoice::server::LANE, move |conn| {
                async move {
                    let acted = take_session(&cx2, conn, &session, &told, "asked Stripe").await?;
                    orders::check_later(conn, id, now, &PAUSES_S).await?;
                    Ok(acted)
                }
                .boxed()
            });
            done.await?;
            super::deliver::deliver_now(cx, id).await;
            Ok(())
        }
        Err(failure) => {
            tracing::warn!(order.id = %id, class = failure.class(), detail = failure.detail(), "a payment could not be asked for");
            cx.db.write(found.user.0, move |conn| orders::check_later(conn, id, now, &PAUSES_S).boxed()).await
        }
    }
}

/// What Stripe sends by itself: the signature's header and the very bytes that came. Refuses: `not_found` (the gateway is
/// off, or has no secret to believe anybody by), `malformed_request` (nothing proves that it is Stripe's).
pub async fn take_event(cx: &Cx, signature: &str, body: &[u8]) -> Result<()> {
    let gateway = gateway(cx)?;
    if !gateway.takes_events() {
        return Err(AppError::NotFound.into());
    }
    let now = cx.clock.now();
    let event = gateway.event(signature, body, now).map_err(|error| {
        tracing::warn!(%error, "an event was not believed");
        Fault::Refused(AppError::MalformedRequest)
    })?;
    // Events come in any order: what they are about is asked for as it is now.
    let told = stripe_plan::of_event(cx, &event).await?;
    let (cx2, kind) = (cx.clone(), event.kind.clone());
    // One lane for all of them: two events about one payment never pass each other.
    let done = cx.db.write(invoice::server::LANE, move |conn| {
        async move {
            if !store::begin_event(conn, Gateway::Stripe, &event.id, &event.kind, now).await? {
                return Ok(("seen before", None));
            }
            let (outcome, order) = act(&cx2, conn, &event, &told).await?;
            store::end_event(conn, Gateway::Stripe, &event.id, outcome, cx2.clock.now()).await?;
            Ok((outcome, order))
        }
        .boxed()
    });
    let (outcome, order) = done.await?;
    tracing::info!(kind, outcome, "an event of Stripe's");
    if let Some(order) = order {
        super::deliver::deliver_now(cx, order).await;
    }
    Ok(())
}

async fn act(cx: &Cx, conn: &mut Conn, event: &Event, told: &Told) -> Result<(&'static str, Option<OrderId>)> {
    match &event.what {
        What::Session(change, session) => act_on_session(cx, conn, *change, session, told).await,
        What::ChargeRefunded(..) | What::Refund(..) => charge::take(cx, conn, told.charge.as_ref()).await,
        What::Dispute(_, dispute) => {
            let order = by_payment(conn, dispute.payment_intent.as_deref(), &dispute.metadata).await?;
            let Some(order) = order else { return Ok(UNKNOWN) };
            let Some(amount) = dispute.cash() else { return Ok(("unreadable", None)) };
            let won = match dispute.status {
                DisputeStatus::Won => Some(true),
                DisputeStatus::Lost => Some(false),
                DisputeStatus::NeedsResponse | DisputeStatus::UnderReview => None,
                // A bank that only asks has not taken anything.
                _ => return Ok(("no money moved", None)),
            };
            refund::note_dispute(cx, conn, order, &dispute.id, amount, won).await?;
            Ok(("dispute noted", Some(order)))
        }
        What::Unreadable => Ok(("unreadable", None)),
        What::Subscription(..) => stripe_plan::take_subscription(cx, conn, told).await,
        What::Invoice(..) => stripe_plan::take_invoice(cx, conn, told).await,
        What::Intent(_, intent) => {
            let named = intent.metadata.get(ORDER).and_then(|id| id.parse().ok());
            let Some(order) = named else { return Ok(NO_USE) };
            Ok((topup::take_intent(cx, conn, order, intent, "an event of Stripe's").await?, Some(order)))
        }
        What::Other => Ok(NO_USE),
    }
}

pub(super) const UNKNOWN: (&str, Option<OrderId>) = ("no order of ours", None);
const NO_USE: (&str, Option<OrderId>) = ("no use for it", None);

async fn act_on_session(
    cx: &Cx,
    conn: &mut Conn,
    change: SessionChange,
    session: &Session,
    told: &Told,
) -> Result<(&'static str, Option<OrderId>)> {
    if session.mode == SessionMode::Setup {
        return Ok((topup::take_setup(cx, conn, session, told.card.as_ref()).await?, None));
    }
    let Some(order) = find_order(conn, session).await? else { return Ok(UNKNOWN) };
    let now = cx.clock.now();
    match change {
        SessionChange::Completed | SessionChange::AsyncSucceeded => {
            Ok((take_session(cx, conn, session, told, "an event of Stripe's").await?, Some(order)))
        }
        SessionChange::AsyncFailed => {
            end(cx, conn, order, OrderState::Cancelled, now).await?;
            Ok(("not paid", Some(order)))
        }
        SessionChange::Expired => {
            end(cx, conn, order, OrderState::Expired, now).await?;
            Ok(("expired", Some(order)))
        }
    }
}

/// Makes a session's order paid if the session is and everything agrees.
async fn take_session(
    cx: &Cx,
    conn: &mut Conn,
    session: &Session,
    told: &Told,
    how: &'static str,
) -> Result<&'static str> {
    let Some(id) = find_order(conn, session).await? else { return Ok(UNKNOWN.0) };
    let Some(found) = view::store::find(conn, id).await? else { return Ok(UNKNOWN.0) };
    if !session.is_settled() {
        return Ok("not paid yet");
    }
    if session.total() != Some(found.order.total) {
        orders::note_problem(cx, conn, id, "the gateway names another amount").await?;
        return Ok("another amount");
    }
    if session.mode == SessionMode::Subscription {
        orders::keep_ref(conn, id, &session.id).await?;
        return stripe_plan::take_first(cx, conn, &found, told, how).await;
    }
    let proof = Proof {
        payment_ref: session.payment_intent.clone(),
        bank_ref: session.payment_intent.clone(),
        how,
        ..Proof::default()
    };
    orders::keep_ref(conn, id, &session.id).await?;
    let paid = pay::mark_paid(cx, conn, id, &proof).await?;
    Ok(if paid { "paid" } else { "was paid" })
}

async fn end(cx: &Cx, conn: &mut Conn, id: OrderId, state: OrderState, now: Instant) -> Result<()> {
    if orders::end_open(conn, id, state, now).await? {
        code::server::give_back(conn, id, now).await?;
        orders::note(conn, cx.id(), id, state.code(), Some("Stripe"), None, now).await?;
    }
    orders::stop_checks(conn, id).await
}

/// The order of a session: by its name, or, when the event was faster than our own row, by our name in it.
async fn find_order(conn: &mut Conn, session: &Session) -> Result<Option<OrderId>> {
    if let Some(found) = view::store::find_by_ref(conn, Gateway::Stripe, &session.id).await? {
        return Ok(Some(found.order.id));
    }
    let Some(id) = session.client_reference_id.as_deref().and_then(|id| id.parse().ok()) else { return Ok(None) };
    let found = view::store::find(conn, id).await?;
    Ok(found.filter(|found| found.order.gateway == Gateway::Stripe && found.gateway_ref.is_none()).map(|_| id))
}

/// The order of a payment. Refuses: `conflict` when the order is ours and its own event has not come yet: Stripe sends this
/// one again.
async fn by_payment(conn: &mut Conn, payment: Option<&str>, words: &Metadata) -> Result<Option<OrderId>> {
    let Some(payment) = payment else { return Ok(None) };
    if let Some(order) = view::store::find_by_payment(conn, Gateway::Stripe, payment).await? {
        return Ok(Some(order));
    }
    let Some(named) = words.get(ORDER).and_then(|id| id.parse().ok()) else { return Ok(None) };
    match view::store::find(conn, named).await? {
        Some(found) if found.order.gateway == Gateway::Stripe && found.order.paid_at.is_none() => {
            Err(AppError::Conflict.into())
        }
        _ => Ok(None),
    }
}

/// Sends money back; its name there.
pub(super) async fn send_back(
    gateway: &Stripe,
    key: &str,
    payment: &str,
    amount: Cash,
) -> std::result::Result<String, crate::payment::Failure<crate::payment::stripe::Refusal>> {
    gateway.create_refund(key, payment, Some(amount), None, &[]).await.map(|refund| refund.id)
}

pub(super) fn gateway(cx: &Cx) -> Result<&Stripe> {
    cx.gateways.stripe.as_ref().ok_or(Fault::Refused(AppError::NotFound))
}
