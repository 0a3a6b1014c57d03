//! Plans at Stripe: each invoice is an order of its own, so that orders, reports and refunds see the money. The first one is
//! the checkout's; a renewal makes its order when it is paid. An invoice pays for one order, whatever tells of it and how
//! often: events, our own questions, or both at once.

use super::{
    pay::{self, Proof},
    store::{self, NewRow},
    stripe::{ORDER, UNKNOWN, charge, gateway},
    topup,
    view::store::{Found, find},
};
use crate::{
    kernel::{AppError, Cash, Instant, id::OrderId},
    offer::{self, model::Period},
    order::model::{Gateway, Order, OrderLine},
    payment::{
        Failure,
        stripe::{
            Charge, Event, Interval, Invoice, InvoiceStatus, Line, Purpose, Refusal, RefusalKind, Session, SessionMode,
            SetupIntent, What,
        },
    },
    server::{Cx, Fault, Result, access::Member, db::Conn},
    subscription::server::{
        AtStripe, Invoiced, Scope, Seen, Terms, find_at_stripe, is_invoice_known, list_to_ask, mirror, note_terms,
        price_of_invoice, stripe_customer,
    },
};
use futures::FutureExt;

/// Subscriptions that Stripe is asked about in one go.
const BATCH: u32 = 20;
/// Seconds that Stripe's clock may be before ours.
const AHEAD_S: i64 = 120;

/// What Stripe says now of what an event is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    invoice: Option<Invoice>,
    seen: Option<Seen>,
    /// The card of a page for one.
    pub(super) card: Option<SetupIntent>,
    /// What went back of a payment.
    pub(super) charge: Option<Charge>,
}

type Done = (&'static str, Option<OrderId>);

/// What the page for a plan is for, what it sells, and who pays where Stripe knows them; none for what is no plan.
pub(super) async fn page_for(
    cx: &Cx,
    who: &Member,
    order: &Order,
    usual: &Line,
) -> Result<Option<(Purpose, Line, Option<String>)>> {
    let Some(line) = order.lines.first() else { return Ok(None) };
    let mut conn = cx.db.read().await?;
    let offer = offer::server::find_revision(&mut conn, line.offer_id, line.revision).await?;
    let Some(plan) = offer.as_ref().and_then(|offer| offer.content.plan()) else { return Ok(None) };
    let every = match plan.period {
        Period::Monthly => Interval::Month,
        Period::Yearly => Interval::Year,
    };
    let trial_days = plan.trial_days.filter(|_| line.is_trial).and_then(|days| u32::try_from(days).ok());
    let sold = Line { price: line.unit, every: Some(every), ..usual.clone() };
    let customer = stripe_customer(&mut conn, who.user()).await?;
    Ok(Some((Purpose::Subscription { trial_days }, sold, customer)))
}

/// Asks for what an event is about, where it may be ours.
pub(super) async fn of_event(cx: &Cx, event: &Event) -> Result<Told> {
    match &event.what {
        What::Session(_, session) => of_session(cx, session).await,
        What::Invoice(_, invoice) => {
            let (Some(id), Some(subscription)) = (invoice.id.as_deref(), invoice.subscription()) else {
                return Ok(Told::default());
            };
            let named = invoice.subscription_metadata().and_then(|words| words.get(ORDER));
            if is_ours(cx, subscription, named).await? {
                ask(cx, subscription, Some(id)).await
            } else {
                Ok(Told::default())
            }
        }
        What::Subscription(_, told) => {
            let is_ours = is_ours(cx, &told.id, told.metadata.get(ORDER)).await?;
            if is_ours { ask(cx, &told.id, None).await } else { Ok(Told::default()) }
        }
        what => Ok(Told { charge: charge::of_event(cx, what).await?, ..Told::default() }),
    }
}

/// The same for a page of Stripe's.
pub(super) async fn of_session(cx: &Cx, session: &Session) -> Result<Told> {
    if session.mode == SessionMode::Setup {
        return Ok(Told { card: topup::asks_for(cx, session).await?, ..Told::default() });
    }
    match session.subscription.as_deref().filter(|_| session.mode == SessionMode::Subscription) {
        Some(subscription) if is_ours(cx, subscription, session.client_reference_id.as_ref()).await? => {
            ask(cx, subscription, session.invoice.as_deref()).await
        }
        _ => Ok(Told::default()),
    }
}

async fn is_ours(cx: &Cx, subscription: &str, named: Option<&String>) -> Result<bool> {
    let mut conn = cx.db.read().await?;
    if find_at_stripe(&mut conn, subscription).await?.is_some() {
        return Ok(true);
    }
    Ok(order_named(&mut conn, named.map(String::as_str)).await?.is_some())
}

/// What Stripe does not know is not ours; where it does not answer, the event is to come again.
async fn ask(cx: &Cx, subscription: &str, invoice: Option<&str>) -> Result<Told> {
    let (gateway, at) = (gateway(cx)?, cx.clock.now());
    let Some(subscription) = known(gateway.subscription(subscription).await)? else { return Ok(Told::default()) };
    let invoice = match invoice {
        Some(invoice) => known(gateway.invoice(invoice).await)?,
        None => None,
    };
    Ok(Told { invoice, seen: Some(Seen { subscription, at }), ..Told::default() })
}

pub(super) fn known<T>(answer: std::result::Result<T, Failure<Refusal>>) -> Result<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(failure) if failure.refusal().is_some_and(|refusal| refusal.kind == RefusalKind::Missing) => Ok(None),
        Err(failure) => {
            tracing::warn!(class = failure.class(), detail = failure.detail(), "Stripe could not be asked");
            Err(AppError::Unavailable.into())
        }
    }
}

async fn order_named(conn: &mut Conn, named: Option<&str>) -> Result<Option<Found>> {
    let Some(id) = named.and_then(|id| id.parse().ok()) else { return Ok(None) };
    Ok(find(conn, id).await?.filter(|found| found.order.gateway == Gateway::Stripe))
}

/// A subscription changed at Stripe.
pub(super) async fn take_subscription(cx: &Cx, conn: &mut Conn, told: &Told) -> Result<Done> {
    let Some(seen) = &told.seen else { return Ok(UNKNOWN) };
    Ok((mirror(cx, conn, seen).await?.unwrap_or(UNKNOWN.0), None))
}

/// An invoice was paid, or was not. Refuses: `conflict` when it renews what has not begun here: Stripe sends it again.
pub(super) async fn take_invoice(cx: &Cx, conn: &mut Conn, told: &Told) -> Result<Done> {
    let (Some(invoice), Some(seen)) = (&told.invoice, &told.seen) else { return Ok(UNKNOWN) };
    let heard = mirror(cx, conn, seen).await?;
    let Some(id) = invoice.id.as_deref().filter(|_| invoice.status == InvoiceStatus::Paid) else {
        return Ok((heard.unwrap_or("not paid"), None));
    };
    if is_invoice_known(conn, id).await? {
        return Ok(("was granted", None));
    }
    let named = seen.subscription.metadata.get(ORDER).map(String::as_str);
    let first = order_named(conn, named).await?;
    if invoice.billing_reason.as_deref() == Some("subscription_create") {
        let Some(first) = first else { return Ok(UNKNOWN) };
        let order = first.order.id;
        return Ok((take_first(cx, conn, &first, told, "an invoice of Stripe's").await?, Some(order)));
    }
    match (find_at_stripe(conn, &seen.subscription.id).await?, first) {
        (Some(at), _) => renew(cx, conn, &at, id, told).await,
        (None, Some(_)) => Err(AppError::Conflict.into()),
        (None, None) => Ok(UNKNOWN),
    }
}

/// The checkout's order is paid by the first invoice; a trial by none.
pub(super) async fn take_first(
    cx: &Cx,
    conn: &mut Conn,
    found: &Found,
    told: &Told,
    how: &'static str,
) -> Result<&'static str> {
    let Some(seen) = &told.seen else { return Err(AppError::Unavailable.into()) };
    let order = &found.order;
    if order.paid_at.is_some() {
        return Ok("was paid");
    }
    let is_trial = order.lines.iter().any(|line| line.is_trial);
    let paid = told.invoice.as_ref().filter(|invoice| invoice.status == InvoiceStatus::Paid).and_then(Invoice::paid);
    if !is_trial && paid != Some(order.total) {
        store::note_problem(cx, conn, order.id, "the gateway names another amount").await?;
        return Ok("another amount");
    }
    let invoiced = told.invoice.as_ref().filter(|_| !is_trial).and_then(Invoice::period);
    let Some((starts, ends)) = invoiced.or_else(|| seen.subscription.period()) else {
        store::note_problem(cx, conn, order.id, "the gateway names no period").await?;
        return Ok("no period");
    };
    let terms = Terms {
        invoice: told.invoice.as_ref().and_then(|invoice| invoice.id.clone()),
        stripe_id: seen.subscription.id.clone(),
        customer: seen.subscription.customer.clone(),
        starts_at: begins(cx, starts),
        ends_at: second(ends),
        scope: Scope::Whole,
    };
    note_terms(conn, order.id, &terms, cx.clock.now()).await?;
    let paid = pay::mark_paid(cx, conn, order.id, &proof(told, how)).await?;
    Ok(if paid { "paid" } else { "was paid" })
}

/// A renewal, or the difference of a change: an order made and paid at once.
async fn renew(cx: &Cx, conn: &mut Conn, at: &AtStripe, id: &str, told: &Told) -> Result<Done> {
    let (Some(invoice), Some(seen)) = (&told.invoice, &told.seen) else { return Ok(UNKNOWN) };
    let invoiced = price_of_invoice(conn, at, invoice, &seen.subscription).await?;
    let (Some(invoiced), Some(paid)) = (invoiced, invoice.paid()) else { return Ok(("nothing to grant", None)) };
    let (order, now) = (OrderId(cx.id()), cx.clock.now());
    let terms = Terms {
        invoice: Some(id.to_owned()),
        stripe_id: seen.subscription.id.clone(),
        customer: seen.subscription.customer.clone(),
        starts_at: begins(cx, invoiced.starts_at.seconds_since(Instant::from_micros(0))),
        ends_at: invoiced.ends_at,
        scope: invoiced.scope,
    };
    if !note_terms(conn, order, &terms, now).await? {
        return Ok(("was granted", None));
    }
    let line = line(&invoiced, paid);
    let row = NewRow {
        id: order,
        user: at.user,
        gateway: Gateway::Stripe,
        subtotal: line.unit,
        discount: Cash::new(line.unit.amount_minor.saturating_sub(paid.amount_minor), paid.currency),
        total: paid,
        code: None,
        now,
        expires_at: now,
    };
    store::insert_order(conn, &row, &line).await?;
    store::keep_ref(conn, order, id).await?;
    let step = if invoiced.scope == Scope::Whole { "renewed" } else { "changed" };
    store::note(conn, cx.id(), order, step, Some(id), None, now).await?;
    pay::mark_paid(cx, conn, order, &proof(told, "an invoice of Stripe's")).await?;
    Ok((step, Some(order)))
}

/// What an invoice bought: at the plan's price, of which Stripe may have taken what was paid before.
fn line(invoiced: &Invoiced, paid: Cash) -> OrderLine {
    let content = &invoiced.offer.content;
    let price = content.price(paid.currency).filter(|_| invoiced.scope != Scope::Rest);
    let unit = price.map_or(0, |price| price.amount_minor).max(paid.amount_minor).max(1);
    OrderLine {
        offer_id: invoiced.offer.id,
        revision: invoiced.offer.revision,
        name_fa: content.name_fa.clone(),
        name_en: content.name_en.clone(),
        quantity: 1,
        unit: Cash::new(unit, paid.currency),
        coins: invoiced.coins,
        expires_days: None,
        is_plan: true,
        is_trial: false,
    }
}

fn proof(told: &Told, how: &'static str) -> Proof {
    let invoice = told.invoice.as_ref();
    Proof {
        payment_ref: invoice.and_then(Invoice::payment_intent).map(str::to_owned),
        bank_ref: invoice.and_then(|invoice| invoice.number.clone()),
        how,
        ..Proof::default()
    }
}

fn second(seconds: i64) -> Instant {
    Instant::from_micros(0).plus_s(seconds)
}

/// What begins in a moment by Stripe's clock has begun.
fn begins(cx: &Cx, seconds: i64) -> Instant {
    let (at, now) = (second(seconds), cx.clock.now());
    if at > now && at.seconds_since(now) < AHEAD_S { now } else { at }
}

/// Asks how subscriptions stand whose renewal was to be told of and was not.
pub(super) async fn ask_due(cx: &Cx) -> Result<()> {
    let Some(gateway) = &cx.gateways.stripe else { return Ok(()) };
    let due = list_to_ask(&mut cx.db.read().await?, cx.clock.now(), BATCH).await?;
    for (subscription, customer) in due {
        let invoices = known(gateway.invoices(&customer, None).await)?.unwrap_or_default();
        let of_it =
            |invoice: &&Invoice| invoice.subscription() == Some(&subscription) && invoice.status == InvoiceStatus::Paid;
        // The oldest first, and how it stands now last.
        let paid = invoices.data.iter().rev().filter(of_it).filter_map(|invoice| invoice.id.as_deref()).map(Some);
        for invoice in paid.chain([None]) {
            if let Some(id) = invoice
                && is_invoice_known(&mut cx.db.read().await?, id).await?
            {
                continue;
            }
            let (cx2, told) = (cx.clone(), ask(cx, &subscription, invoice).await?);
            let taken = cx.db.write(crate::invoice::server::LANE, move |conn| {
                async move {
                    match &told.invoice {
                        Some(_) => take_invoice(&cx2, conn, &told).await,
                        None => take_subscription(&cx2, conn, &told).await,
                    }
                }
                .boxed()
            });
            match taken.await {
                Ok((_, Some(order))) => drop(super::deliver::deliver_now(cx, order).await),
                Ok((_, None)) | Err(Fault::Refused(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
    }
    Ok(())
}
