//! No secret gets into what is printed of a gateway, or into a failure.

use super::{SHORT, WAITS, control, emulator, merchant, once, payment, stripe, stripe_with, zarinpal};
use crate::{
    provider::emulator::{
        stripe::{SECRET_KEY, WEBHOOK_SECRET},
        zarinpal::MERCHANT,
    },
    provider_faults::Lines,
};
use aimall::payment::{Gateways, Stripe, Zarinpal, stripe::StripeSettings, zarinpal::ZarinpalSettings};
use serde_json::json;
use std::fmt::{Debug, Display};

/// Both ways of printing, without any secret in them.
fn shown<E: Debug + Display>(failure: E) -> String {
    let text = format!("{failure:?} {failure}");
    for secret in [MERCHANT, SECRET_KEY, WEBHOOK_SECRET, "hunter2"] {
        assert!(!text.contains(secret), "{text}");
    }
    text
}

#[tokio::test]
async fn an_echo_is_masked() {
    let emulator = emulator().await;
    let echo = format!("merchant {MERCHANT} of {SECRET_KEY}");
    let zarinpal = zarinpal(&emulator);
    for body in [
        json!({"data": [], "errors": {"code": -9, "message": echo, "validations": [{"merchant_id": echo}]}}),
        json!({"data": [], "errors": {"code": -10, "message": echo}}),
        json!({"data": [], "errors": {"code": -12, "message": echo}}),
        json!({"data": [], "errors": {"code": -52, "message": echo}}),
        json!({"data": {"code": -51, "message": echo}, "errors": []}),
        json!({"data": echo}),
    ] {
        control(&emulator, "zarinpal/next", json!({ "body": body })).await;
        shown(zarinpal.request(&payment()).await.unwrap_err());
    }
    let echo = format!("key {SECRET_KEY}, Bearer {SECRET_KEY}, {WEBHOOK_SECRET}");
    let stripe = stripe(&emulator);
    for (number, status) in [400, 401, 402, 404, 409, 429, 500].into_iter().enumerate() {
        let error = json!({"type": "invalid_request_error", "message": echo});
        control(&emulator, "stripe/next", json!({"status": status, "body": {"error": error}})).await;
        let text = shown(stripe.create_session(&format!("key-{number}"), &once()).await.unwrap_err());
        assert!(text.contains("[secret]") && text.contains(&status.to_string()), "{text}");
    }
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_tells_no_secret() {
    let emulator = emulator().await;
    for next in [json!({"html": true}), json!({"cut": true}), json!({"stall": true})] {
        control(&emulator, "zarinpal/next", next.clone()).await;
        control(&emulator, "stripe/next", next).await;
        shown(merchant(&emulator, MERCHANT, SHORT).request(&payment()).await.unwrap_err());
        let stripe = stripe_with(&emulator, SECRET_KEY, SHORT);
        shown(stripe.session("cs_1").await.unwrap_err());
    }
    // A password in the address, and nobody there.
    let base_url = "http://user:hunter2@127.0.0.1:9".to_owned();
    let settings = ZarinpalSettings { base_url: base_url.clone(), merchant_id: MERCHANT.into() };
    let zarinpal = Zarinpal::new(settings, WAITS).unwrap();
    shown(zarinpal.request(&payment()).await.unwrap_err());
    let settings =
        StripeSettings { base_url, secret_key: SECRET_KEY.into(), webhook_secret: Some(WEBHOOK_SECRET.into()) };
    let stripe = Stripe::new(settings, WAITS).unwrap();
    shown(stripe.session("cs_1").await.unwrap_err());
    let printed = format!("{:?}", Gateways { zarinpal: Some(zarinpal), stripe: Some(stripe) });
    for secret in [MERCHANT, SECRET_KEY, WEBHOOK_SECRET, "hunter2"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[tokio::test]
async fn nothing_of_it_is_logged() {
    let lines = Lines::caught();
    let emulator = emulator().await;
    let (zarinpal, stripe) = (zarinpal(&emulator), stripe(&emulator));
    for next in [json!({"html": true}), json!({"cut": true}), json!({"status": 500, "body": {}})] {
        control(&emulator, "zarinpal/next", next.clone()).await;
        control(&emulator, "stripe/next", next).await;
        assert!(zarinpal.request(&payment()).await.is_err() && stripe.session("cs_1").await.is_err());
    }
    zarinpal.request(&payment()).await.unwrap();
    stripe.create_session("key-1", &once()).await.unwrap();
    let logged = lines.text();
    assert!(logged.contains("127.0.0.1"), "the logs were not caught");
    for secret in [MERCHANT, SECRET_KEY, WEBHOOK_SECRET, "09121234567", "a@example.com", "a%40example.com"] {
        let at = logged.find(secret);
        assert!(at.is_none(), "{secret} was logged: {:?}", at.map(|at| logged[..at].lines().last().map(str::to_owned)));
    }
}
