//! Events: what Stripe tells by itself. They come twice, late, and in any order: who acts on one keeps its id, and asks
//! for the object as it is now where the order matters.

use super::wire::{Charge, Dispute, Invoice, PaymentIntent, Refund, Session, Subscription};
use crate::kernel::Instant;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its name: the same when it comes again.
    pub id: String,
    /// Stripe's word for what happened.
    pub kind: String,
    /// When.
    pub created: Instant,
    /// Whether it is about real money.
    pub livemode: bool,
    /// The version in whose words it is told.
    pub api_version: Option<String>,
    /// What happened.
    pub what: What,
}

/// What happened, and to what. The object is as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// To a checkout session.
    Session(SessionChange, Box<Session>),
    /// To a subscription.
    Subscription(SubscriptionChange, Box<Subscription>),
    /// To an invoice.
    Invoice(InvoiceChange, Box<Invoice>),
    /// To a payment.
    Intent(IntentChange, Box<PaymentIntent>),
    /// A payment went back, in part or as a whole.
    ChargeRefunded(Box<Charge>),
    /// To a refund.
    Refund(RefundChange, Box<Refund>),
    /// To a dispute.
    Dispute(DisputeChange, Box<Dispute>),
    /// Something that we have no use for.
    Other,
    /// Something of the above that can not be read. It is to be looked at, and not to be asked for again and again.
    Unreadable,
}

/// What happened to a checkout session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionChange {
    /// The person is done; whether it is paid says the session.
    Completed,
    /// A slow payment came in.
    AsyncSucceeded,
    /// A slow payment did not.
    AsyncFailed,
    /// Nobody paid in time.
    Expired,
}

/// What happened to a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "Stripe's own words")]
pub enum SubscriptionChange {
    Created,
    Updated,
    Deleted,
    TrialWillEnd,
    Paused,
    Resumed,
}

/// What happened to an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "Stripe's own words")]
pub enum InvoiceChange {
    Paid,
    PaymentFailed,
    Finalized,
    /// It will come to be; it has no name yet.
    Upcoming,
}

/// What happened to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntentChange {
    /// The money is there.
    Succeeded,
    /// The bank said no.
    Failed,
}

/// What happened to a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "Stripe's own words")]
pub enum RefundChange {
    Created,
    Updated,
    Failed,
}

/// What happened to a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "Stripe's own words")]
pub enum DisputeChange {
    Created,
    Updated,
    Closed,
    FundsWithdrawn,
    FundsReinstated,
}

/// Bytes that are no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no event")]
pub struct NoEvent;

#[derive(Deserialize)]
struct Envelope {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    #[serde(default)]
    livemode: bool,
    api_version: Option<String>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

/// Reads an event whose signature was believed.
pub fn parse(body: &[u8]) -> Result<Event, NoEvent> {
    let told: Envelope = serde_json::from_slice(body).map_err(|_| NoEvent)?;
    let Envelope { id, kind, created, livemode, api_version, data } = told;
    if id.is_empty() {
        return Err(NoEvent);
    }
    let what = what(&kind, data.object);
    Ok(Event { id, kind, created: Instant::from_micros(0).plus_s(created), livemode, api_version, what })
}

fn what(kind: &str, object: Value) -> What {
    use {DisputeChange as D, InvoiceChange as I, RefundChange as R, SessionChange as C, SubscriptionChange as S};
    let session = |change, object| read(object, |session| What::Session(change, session));
    let subscription = |change, object| read(object, |subscription| What::Subscription(change, subscription));
    let invoice = |change, object| read(object, |invoice| What::Invoice(change, invoice));
    let refund = |change, object| read(object, |refund| What::Refund(change, refund));
    let intent = |change, object| read(object, |intent| What::Intent(change, intent));
    let dispute = |change, object| read(object, |dispute| What::Dispute(change, dispute));
    match kind {
        "checkout.session.completed" => session(C::Completed, object),
        "checkout.session.async_payment_succeeded" => session(C::AsyncSucceeded, object),
        "checkout.session.async_payment_failed" => session(C::AsyncFailed, object),
        "checkout.session.expired" => session(C::Expired, object),
        "customer.subscription.created" => subscription(S::Created, object),
        "customer.subscription.updated" => subscription(S::Updated, object),
        "customer.subscription.deleted" => subscription(S::Deleted, object),
        "customer.subscription.trial_will_end" => subscription(S::TrialWillEnd, object),
        "customer.subscription.paused" => subscription(S::Paused, object),
        "customer.subscription.resumed" => subscription(S::Resumed, object),
        "invoice.paid" => invoice(I::Paid, object),
        "invoice.payment_failed" => invoice(I::PaymentFailed, object),
        "invoice.finalized" => invoice(I::Finalized, object),
        "invoice.upcoming" => invoice(I::Upcoming, object),
        "payment_intent.succeeded" => intent(IntentChange::Succeeded, object),
        "payment_intent.payment_failed" => intent(IntentChange::Failed, object),
        "charge.refunded" => read(object, What::ChargeRefunded),
        "refund.created" => refund(R::Created, object),
        "refund.updated" | "charge.refund.updated" => refund(R::Updated, object),
        "refund.failed" => refund(R::Failed, object),
        "charge.dispute.created" => dispute(D::Created, object),
        "charge.dispute.updated" => dispute(D::Updated, object),
        "charge.dispute.closed" => dispute(D::Closed, object),
        "charge.dispute.funds_withdrawn" => dispute(D::FundsWithdrawn, object),
        "charge.dispute.funds_reinstated" => dispute(D::FundsReinstated, object),
        _ => What::Other,
    }
}

fn read<T: DeserializeOwned>(object: Value, what: impl FnOnce(Box<T>) -> What) -> What {
    serde_json::from_value(object).map_or(What::Unreadable, |object| what(Box::new(object)))
}

#[cfg(test)]
mod tests {
    use super::{InvoiceChange, NoEvent, What, parse};
    use serde_json::{Value, json};

    fn event(kind: &str, object: &Value) -> Vec<u8> {
        let told = json!({"id": "evt_1", "object": "event", "type": kind, "created": 7, "data": {"object": object}});
        told.to_string().into_bytes()
    }

    #[test]
    fn what_is_not_known_is_other_and_what_is_broken_is_told() {
        assert_eq!(parse(&event("person.updated", &json!({"x": 1}))).unwrap().what, What::Other);
        for kind in ["checkout.session.completed", "invoice.paid", "charge.refunded", "refund.created"] {
            assert_eq!(parse(&event(kind, &json!({"id": 5}))).unwrap().what, What::Unreadable, "{kind}");
        }
        for body in [&b""[..], b"{}", b"[]", b"null", br#"{"id":"evt_1"}"#, b"\xff\xfe"] {
            assert_eq!(parse(body), Err(NoEvent));
        }
    }

    #[test]
    fn an_announced_invoice_has_no_name() {
        let told = parse(&event("invoice.upcoming", &json!({"status": "draft", "amount_due": 500}))).unwrap();
        let What::Invoice(InvoiceChange::Upcoming, invoice) = told.what else { panic!("{told:?}") };
        assert_eq!((invoice.id, invoice.amount_due), (None, 500));
        assert_eq!(told.created.micros, 7_000_000);
    }
}
