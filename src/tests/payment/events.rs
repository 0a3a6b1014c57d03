//! Events of Stripe's on their way to us: believed or not, twice, late, in any order, and about nobody we know.

use super::{NOW, bought, control, emulator, in_order, monthly, once, stripe};
use crate::{harness::wait_until, provider::emulator::Emulator};
use aimall::{
    kernel::Instant,
    payment::{
        Stripe,
        stripe::{
            Event, PaymentStatus, What,
            event::{DisputeChange, IntentChange, InvoiceChange, RefundChange, SessionChange, SubscriptionChange},
        },
    },
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};
use tokio::net::TcpListener;

/// A webhook: it believes what is to be believed, and answers as it is told.
struct Ear {
    stripe: Stripe,
    url: String,
    heard: Mutex<Vec<Event>>,
    status: AtomicU16,
}

impl Ear {
    /// Listens to all that the emulator tells.
    async fn open(emulator: &Emulator) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhook", listener.local_addr().unwrap());
        let (heard, status) = (Mutex::default(), AtomicU16::new(200));
        let ear = Arc::new(Self { stripe: stripe(emulator), url: url.clone(), heard, status });
        let router = Router::new().route("/webhook", post(hear)).with_state(ear.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        control(emulator, "stripe/endpoint", json!({ "url": url })).await;
        ear
    }

    fn kinds(&self) -> Vec<String> {
        self.heard.lock().unwrap().iter().map(|event| event.kind.clone()).collect()
    }

    /// What was heard since the last time.
    fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

async fn hear(State(ear): State<Arc<Ear>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Ok(event) = ear.stripe.event(signature, &body, Instant::from_micros(NOW * 1_000_000)) else {
        return StatusCode::BAD_REQUEST;
    };
    ear.heard.lock().unwrap().push(event);
    StatusCode::from_u16(ear.status.load(Ordering::SeqCst)).unwrap()
}

#[tokio::test]
async fn a_payment_is_told_signed() {
    let emulator = emulator().await;
    let ear = Ear::open(&emulator).await;
    let paid = bought(&emulator, &once()).await;
    assert_eq!(ear.kinds(), ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]);
    let told = ear.take();
    assert_eq!(told[0].what, What::Other);
    let What::Intent(IntentChange::Succeeded, intent) = &told[1].what else { panic!("{:?}", told[1]) };
    assert_eq!(Some(&intent.id), paid.payment_intent.as_ref());
    let What::Session(SessionChange::Completed, session) = &told[2].what else { panic!("{:?}", told[2]) };
    assert_eq!(**session, paid);
    assert_eq!(told[2].api_version.as_deref(), Some(aimall::payment::stripe::VERSION));
    assert_eq!((told[2].created, told[2].livemode), (Instant::from_micros(NOW * 1_000_000), false));
}

#[tokio::test]
async fn only_what_is_signed_right_is_believed() {
    let emulator = emulator().await;
    let ear = Ear::open(&emulator).await;
    bought(&emulator, &once()).await;
    ear.take();
    for (how, status) in [
        ("normal", 200),
        ("two_v1", 200),
        ("wrong_secret", 400),
        ("stale", 400),
        ("future", 400),
        ("v0_only", 400),
        ("unsigned", 400),
        ("space", 400),
    ] {
        let sent = control(&emulator, "stripe/send", json!({ "how": how })).await;
        assert_eq!(sent["statuses"], json!([status]), "{how}");
    }
    assert_eq!(ear.take().len(), 2);
}

#[tokio::test]
async fn while_the_secret_is_changed_either_half_is_believed() {
    let emulator = emulator().await;
    let ear = Ear::open(&emulator).await;
    let url = ear.url.clone();
    let old = crate::provider::emulator::stripe::WEBHOOK_SECRET;
    // Stripe signs with both; we still have the old one.
    let both = json!({"url": url, "secret": "whsec_the_new_one_0000", "old_secret": old});
    control(&emulator, "stripe/endpoint", both).await;
    bought(&emulator, &once()).await;
    assert_eq!(ear.take().len(), 3);
    control(&emulator, "stripe/endpoint", json!({"url": url, "secret": "whsec_the_new_one_0000"})).await;
    bought(&emulator, &once()).await;
    assert_eq!(ear.take().len(), 0, "too late");
}

#[tokio::test]
async fn without_a_webhook_secret_nothing_is_believed() {
    let emulator = emulator().await;
    for secret in [None, Some("")] {
        let settings = aimall::payment::stripe::StripeSettings {
            base_url: emulator.base_url("stripe"),
            secret_key: crate::provider::emulator::stripe::SECRET_KEY.into(),
            webhook_secret: secret.map(Into::into),
        };
        let stripe = Stripe::new(settings, super::WAITS).unwrap();
        assert!(!stripe.takes_events());
        let body = r#"{"id":"evt_1","type":"x","created":1,"data":{"object":{}}}"#;
        let header = crate::provider::emulator::stripe::webhook::signature(NOW, &[""], body);
        let now = Instant::from_micros(NOW * 1_000_000);
        assert!(stripe.event(&header, body.as_bytes(), now).is_err(), "{secret:?}");
    }
}

#[tokio::test]
async fn events_come_twice_and_in_any_order() {
    let emulator = emulator().await;
    let ear = Ear::open(&emulator).await;
    control(&emulator, "stripe/hold", json!({"held": true})).await;
    bought(&emulator, &monthly()).await;
    assert_eq!(ear.kinds(), Vec::<String>::new(), "held back");
    control(&emulator, "stripe/release", json!({"order": ["invoice.paid", "checkout.session.completed"]})).await;
    let kinds = ear.kinds();
    assert_eq!(kinds[..2], ["invoice.paid", "checkout.session.completed"]);
    let rest = ["customer.subscription.created", "invoice.finalized"];
    assert!(rest.iter().all(|kind| kinds.iter().any(|told| told == kind)), "{kinds:?}");
    let told = ear.take();
    let What::Invoice(InvoiceChange::Paid, invoice) = &told[0].what else { panic!("{:?}", told[0]) };
    assert!(invoice.subscription().is_some() && invoice.period().is_some());
    assert_eq!(invoice.payment_intent(), None, "an event does not tell it");
    control(&emulator, "stripe/send", json!({"type": "invoice.paid", "times": 3})).await;
    let again = ear.take();
    assert_eq!(again.iter().map(|event| &event.id).collect::<Vec<_>>(), vec![&told[0].id; 3]);
    control(&emulator, "stripe/hold", json!({"held": true})).await;
    bought(&emulator, &once()).await;
    control(&emulator, "stripe/release", json!({"order": "reverse"})).await;
    assert_eq!(ear.kinds(), ["checkout.session.completed", "payment_intent.succeeded", "charge.succeeded"]);
}

#[tokio::test]
async fn an_event_without_an_answer_comes_again_for_three_days() {
    let emulator = emulator().await;
    let ear = Ear::open(&emulator).await;
    ear.status.store(500, Ordering::SeqCst);
    bought(&emulator, &once()).await;
    let first = ear.take();
    assert_eq!(first.len(), 3, "each is tried once");
    control(&emulator, "clock", json!({"advance_s": 3_599})).await;
    assert_eq!(ear.take().len(), 0, "not yet");
    control(&emulator, "clock", json!({"advance_s": 1})).await;
    let second = ear.take();
    assert_eq!(
        second.iter().map(|event| &event.id).collect::<Vec<_>>(),
        first.iter().map(|e| &e.id).collect::<Vec<_>>()
    );
    ear.status.store(200, Ordering::SeqCst);
    control(&emulator, "clock", json!({"advance_s": 7_200})).await;
    assert_eq!(ear.take().len(), 3);
    control(&emulator, "clock", json!({"advance_s": 86_400})).await;
    assert_eq!(ear.take().len(), 0, "it was answered");
    ear.status.store(500, Ordering::SeqCst);
    bought(&emulator, &super::NewSession { expires_at: None, ..once() }).await;
    for _ in 0..200 {
        control(&emulator, "clock", json!({"advance_s": 3_600})).await;
    }
    assert_eq!(ear.take().len() % 3, 0);
    control(&emulator, "clock", json!({"advance_s": 30 * 86_400})).await;
    assert_eq!(ear.take().len(), 0, "given up");
}

#[tokio::test]
async fn the_life_of_a_subscription_is_told() {
    let emulator = emulator().await;
    let ear = Ear::open(&emulator).await;
    let session = bought(&emulator, &monthly()).await;
    ear.take();
    control(&emulator, "stripe/renew", json!({"decline_code": "expired_card"})).await;
    let kinds = ["invoice.finalized", "payment_intent.payment_failed", "invoice.payment_failed"];
    assert_eq!(ear.kinds()[..3], kinds);
    let told = ear.take();
    let What::Invoice(InvoiceChange::PaymentFailed, invoice) = &told[2].what else { panic!("{:?}", told[2]) };
    assert_eq!((invoice.attempt_count, invoice.subscription()), (1, session.subscription.as_deref()));
    let What::Subscription(SubscriptionChange::Updated, behind) = &told[3].what else { panic!("{:?}", told[3]) };
    assert_eq!(behind.status.as_str(), "past_due");
    // What we do ourselves is told too, after the answer.
    let stripe = stripe(&emulator);
    stripe.cancel_subscription(session.subscription.as_deref().unwrap()).await.unwrap();
    wait_until("the end is told", || async { ear.kinds().contains(&"customer.subscription.deleted".to_owned()) }).await;
    in_order(&emulator);
}

#[tokio::test]
async fn slow_payments_refunds_and_disputes_are_told() {
    let emulator = emulator().await;
    let ear = Ear::open(&emulator).await;
    let stripe = stripe(&emulator);
    stripe.create_session("slow", &once()).await.unwrap();
    control(&emulator, "stripe/session", json!({"action": "pay-later"})).await;
    let told = ear.take().pop().unwrap();
    let What::Session(SessionChange::Completed, session) = told.what else { panic!("{told:?}") };
    assert_eq!(session.payment_status, PaymentStatus::Unpaid);
    control(&emulator, "stripe/async", json!({})).await;
    let told = ear.take().pop().unwrap();
    let What::Session(SessionChange::AsyncSucceeded, session) = told.what else { panic!("{told:?}") };
    assert!(session.is_settled());
    control(&emulator, "stripe/refund", json!({"amount": 100})).await;
    let told = ear.take();
    let What::Refund(RefundChange::Created, refund) = &told[0].what else { panic!("{told:?}") };
    let What::ChargeRefunded(charge) = &told[1].what else { panic!("{told:?}") };
    assert_eq!((refund.amount, charge.given_back()), (100, Some(super::dollars(100))));
    assert_eq!(charge.payment_intent, session.payment_intent);
    control(&emulator, "stripe/refund/fail", json!({})).await;
    assert_eq!(ear.kinds(), ["refund.updated", "refund.failed"]);
    ear.take();
    control(&emulator, "stripe/dispute", json!({})).await;
    control(&emulator, "stripe/dispute/close", json!({"status": "won"})).await;
    let dispute = |event: Event| match event.what {
        What::Dispute(change, dispute) => (change, dispute.status.as_str(), dispute.payment_intent),
        other => panic!("{other:?}"),
    };
    let changes: Vec<_> = ear.take().into_iter().map(dispute).collect();
    let intent = session.payment_intent;
    assert_eq!(
        changes,
        [
            (DisputeChange::Created, "needs_response", intent.clone()),
            (DisputeChange::FundsWithdrawn, "needs_response", intent.clone()),
            (DisputeChange::Closed, "won", intent.clone()),
            (DisputeChange::FundsReinstated, "won", intent),
        ]
    );
}

#[tokio::test]
async fn every_event_of_a_stranger_can_be_read() {
    let emulator = emulator().await;
    let ear = Ear::open(&emulator).await;
    for kind in [
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "customer.subscription.trial_will_end",
        "customer.subscription.paused",
        "customer.subscription.resumed",
        "invoice.paid",
        "invoice.payment_failed",
        "invoice.finalized",
        "invoice.upcoming",
        "charge.refunded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.refund.updated",
        "charge.dispute.created",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
    ] {
        let object = if kind == "charge.refund.updated" {
            json!({"id": "re_1", "status": "failed", "amount": 5})
        } else {
            Value::Null
        };
        control(&emulator, "stripe/emit", json!({"type": kind, "object": object})).await;
        let told = ear.take().pop().unwrap();
        assert_eq!(told.kind, kind);
        assert!(!matches!(told.what, What::Other | What::Unreadable), "{kind}: {told:?}");
    }
    control(&emulator, "stripe/emit", json!({"type": "invoice.paid", "object": {"id": 7}})).await;
    assert_eq!(ear.take().pop().unwrap().what, What::Unreadable);
    assert!(
        control(&emulator, "stripe/events", Value::Null)
            .await
            .as_array()
            .unwrap()
            .iter()
            .all(|event| event["statuses"] == json!([200]))
    );
}
