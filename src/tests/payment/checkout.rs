//! Checkout pages of Stripe's: what they are asked with, and what becomes of them.

use super::{NOW, bought, browser, control, dollars, emulator, in_order, monthly, once, stripe};
use aimall::{
    kernel::{
        Instant,
        cash::{Cash, Currency},
    },
    payment::stripe::{
        IntentStatus, Line, NewSession, Payer, PaymentStatus, Purpose, RefusalKind, SessionMode, SessionStatus,
    },
};
use serde_json::json;

#[tokio::test]
async fn a_session_from_its_making_to_its_money() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let made = stripe.create_session("key-1", &once()).await.unwrap();
    let sent = emulator.requests()[0].clone();
    assert_eq!(sent.header("idempotency-key"), Some("key-1"));
    assert_eq!(
        sent.body,
        json!({
            "mode": "payment", "client_reference_id": "order-7", "customer_email": "a@example.com", "locale": "en",
            "line_items": {"0": {"quantity": "1", "price_data": {
                "currency": "usd", "unit_amount": "500", "product_data": {"name": "۱۰۰۰ سکه"},
            }}},
            "success_url": "http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}", "cancel_url": "http://127.0.0.1:9/back",
            "expires_at": (NOW + 3_600).to_string(), "metadata": {"order": "7", "kind": "coins & more"},
            "payment_intent_data": {"metadata": {"order": "7", "kind": "coins & more"}},
        })
    );
    assert_eq!((made.status, made.payment_status), (SessionStatus::Open, PaymentStatus::Unpaid));
    assert_eq!((made.mode, made.total(), made.is_settled()), (SessionMode::Payment, Some(dollars(500)), false));
    assert!(made.url.as_ref().unwrap().ends_with(&format!("/stripe/pay/{}", made.id)));
    let done = control(&emulator, "stripe/session", json!({"action": "pay"})).await;
    assert_eq!(done["location"], format!("http://127.0.0.1:9/done?session={}", made.id));
    let paid = stripe.session(&made.id).await.unwrap();
    assert!(paid.is_settled() && paid.url.is_none());
    assert_eq!(
        (paid.client_reference_id.as_deref(), paid.metadata["kind"].as_str()),
        (Some("order-7"), "coins & more")
    );
    let intent = stripe.payment_intent(paid.payment_intent.as_deref().unwrap()).await.unwrap();
    assert_eq!((intent.status, intent.received()), (IntentStatus::Succeeded, Some(dollars(500))));
    assert_eq!((intent.metadata["order"].as_str(), intent.payment_method), ("7", None));
    in_order(&emulator);
}

#[tokio::test]
async fn a_session_ends_without_money_too() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let closed = stripe.create_session("key-1", &once()).await.unwrap();
    assert_eq!(stripe.expire_session(&closed.id).await.unwrap().status, SessionStatus::Expired);
    let failure = stripe.expire_session(&closed.id).await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().kind, RefusalKind::Invalid, "it is not open any more");
    let late = stripe.create_session("key-2", &once()).await.unwrap();
    control(&emulator, "clock", json!({"advance_s": 3_600})).await;
    assert_eq!(stripe.session(&late.id).await.unwrap().status, SessionStatus::Expired);
    assert!(emulator.control("stripe/session", json!({"action": "pay"})).await.is_err());
    in_order(&emulator);
}

#[tokio::test]
async fn a_declined_card_leaves_the_page_open() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let made = stripe.create_session("key-1", &once()).await.unwrap();
    control(&emulator, "stripe/session", json!({"action": "decline", "decline_code": "insufficient_funds"})).await;
    assert_eq!(stripe.session(&made.id).await.unwrap().status, SessionStatus::Open);
    control(&emulator, "stripe/session", json!({"action": "pay"})).await;
    assert!(stripe.session(&made.id).await.unwrap().is_settled());
}

#[tokio::test]
async fn a_payment_may_take_days() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    for (outcome, status, paid) in [("succeeded", PaymentStatus::Paid, true), ("failed", PaymentStatus::Unpaid, false)]
    {
        let made = stripe.create_session(outcome, &once()).await.unwrap();
        control(&emulator, "stripe/session", json!({"action": "pay-later"})).await;
        let waiting = stripe.session(&made.id).await.unwrap();
        assert_eq!((waiting.status, waiting.payment_status), (SessionStatus::Complete, PaymentStatus::Unpaid));
        assert!(!waiting.is_settled(), "done is not paid");
        control(&emulator, "stripe/async", json!({ "outcome": outcome })).await;
        let ended = stripe.session(&made.id).await.unwrap();
        assert_eq!((ended.payment_status, ended.is_settled()), (status, paid));
    }
}

#[tokio::test]
async fn what_stripe_does_not_take_is_refused_with_its_field() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let at = |seconds: i64| Some(Instant::from_micros((NOW + seconds) * 1_000_000));
    let cheap = vec![Line { price: dollars(49), ..once().lines[0].clone() }];
    let mixed = vec![once().lines[0].clone(), Line { price: Cash::new(500, Currency::Eur), ..once().lines[0].clone() }];
    for (number, (session, param)) in [
        (NewSession { expires_at: at(1_799), ..once() }, "expires_at"),
        (NewSession { expires_at: at(86_401), ..once() }, "expires_at"),
        (NewSession { lines: cheap, ..once() }, "line_items"),
        (NewSession { lines: mixed, ..once() }, "line_items"),
        (NewSession { lines: monthly().lines, ..once() }, "mode"),
        (NewSession { lines: once().lines, ..monthly() }, "mode"),
        (NewSession { payer: Payer::Customer("cus_nobody".to_owned()), ..once() }, "id"),
    ]
    .into_iter()
    .enumerate()
    {
        let failure = stripe.create_session(&format!("key-{number}"), &session).await.unwrap_err();
        assert_eq!(failure.refusal().unwrap().param.as_deref(), Some(param), "{failure:?}");
    }
    // Without an end Stripe takes its own.
    let made = stripe.create_session("key", &NewSession { expires_at: None, ..once() }).await.unwrap();
    assert_eq!(made.expires_at, Some(NOW + 86_400));
    in_order(&emulator);
}

#[tokio::test]
async fn what_can_not_be_asked_is_not_asked() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    for price in [Cash::new(490_000, Currency::Irr), dollars(-500)] {
        let session = NewSession { lines: vec![Line { price, ..once().lines[0].clone() }], ..once() };
        assert_eq!(stripe.create_session("key", &session).await.unwrap_err().class(), "misconfigured", "{price}");
    }
    // Names come back with browsers.
    for id in ["", "cs_1/expire", "../customers", "cs_1?expand[]=customer", "cs_ ", "cs_é"] {
        let failure = stripe.session(id).await.unwrap_err();
        assert_eq!(failure.refusal().unwrap().kind, RefusalKind::Missing, "{id}");
    }
    assert_eq!(emulator.requests().len(), 0);
    assert_eq!(stripe.session("cs_nobody").await.unwrap_err().refusal().unwrap().kind, RefusalKind::Missing);
}

#[tokio::test]
async fn a_customer_that_is_known_is_asked_for_nothing() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let words = [("user".to_owned(), "u-1".to_owned())];
    let customer = stripe.create_customer("customer-1", "a@example.com", &words).await.unwrap();
    assert_eq!(customer.metadata["user"], "u-1");
    let session = NewSession {
        payer: Payer::Customer(customer.id.clone()),
        purpose: Purpose::Payment { keeps_card: true },
        ..once()
    };
    let paid = bought(&emulator, &session).await;
    assert_eq!(paid.customer.as_deref(), Some(customer.id.as_str()));
    let intent = stripe.payment_intent(paid.payment_intent.as_deref().unwrap()).await.unwrap();
    assert_eq!(intent.customer, Some(customer.id));
    assert!(intent.payment_method.is_some(), "the card is kept");
    in_order(&emulator);
}

#[tokio::test]
async fn the_emulator_takes_nothing_that_is_not_said_right() {
    let emulator = emulator().await;
    let url = format!("{}/v1/customers", emulator.base_url("stripe"));
    let http = browser();
    let ask = async |key: Option<&str>, version: &str, body: &'static str| {
        let mut asking = http.post(&url).header("stripe-version", version);
        asking = asking.bearer_auth(crate::provider::emulator::stripe::SECRET_KEY);
        asking = asking.header("content-type", "application/x-www-form-urlencoded").body(body);
        if let Some(key) = key {
            asking = asking.header("idempotency-key", key);
        }
        asking.send().await.unwrap().status().as_u16()
    };
    let version = aimall::payment::stripe::VERSION;
    assert_eq!(ask(Some("k"), version, "email=a%40b.example").await, 200);
    assert_eq!(emulator.violations().len(), 0);
    assert_eq!(ask(None, version, "email=a").await, 400);
    assert_eq!(ask(Some("l"), "2024-06-20", "email=a").await, 400);
    assert_eq!(ask(Some("m"), version, "email=a&nickname=b").await, 400);
    assert_eq!(ask(Some("n"), version, "email=a&email=b").await, 400);
    assert_eq!(emulator.violations().len(), 4);
}
