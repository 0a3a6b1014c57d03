//! Every answer that is none, at both gateways: what it means, and what was done all the same.

use super::{
    SHORT, WAITS, bought, control, dollars, emulator, in_order, merchant, once, payment, rial, stripe, stripe_with,
    zarinpal,
};
use crate::provider::emulator::{Emulator, stripe::SECRET_KEY, zarinpal::MERCHANT};
use aimall::payment::{
    Failure, Stripe, Waits, Zarinpal,
    stripe::{RefusalKind, StripeSettings},
    zarinpal::{Refusal, Verdict, ZarinpalSettings},
};
use serde_json::{Value, json};
use std::time::Duration;

async fn objects(emulator: &Emulator, kind: &str) -> usize {
    control(emulator, "stripe/objects", json!({ "kind": kind })).await.as_array().unwrap().len()
}

#[tokio::test]
async fn every_code_of_zarinpal_has_its_class() {
    let emulator = emulator().await;
    let zarinpal = zarinpal(&emulator);
    let authority = zarinpal.request(&payment()).await.unwrap().authority;
    let refused = |refusal| ("refused", Some(refusal));
    for (code, expected) in [
        (-9, refused(Refusal::Invalid)),
        (-10, ("misconfigured", None)),
        (-11, ("misconfigured", None)),
        (-12, ("rate_limited", None)),
        (-13, refused(Refusal::Limit)),
        (-14, ("misconfigured", None)),
        (-15, ("misconfigured", None)),
        (-16, ("misconfigured", None)),
        (-17, ("misconfigured", None)),
        (-18, ("misconfigured", None)),
        (-19, ("misconfigured", None)),
        (-30, ("misconfigured", None)),
        (-41, ("misconfigured", None)),
        (-50, refused(Refusal::AmountDiffers)),
        (-51, refused(Refusal::NotPaid)),
        (-52, ("unknown", None)),
        (-53, refused(Refusal::OtherMerchant)),
        (-54, refused(Refusal::NoSuchPayment)),
        (-55, refused(Refusal::NoSuchPayment)),
        (-60, refused(Refusal::BankKeeps)),
        (-61, refused(Refusal::NotReversible)),
        (-62, ("misconfigured", None)),
        (-63, refused(Refusal::TooLate)),
        (-20, ("unknown", None)),
        (-999, ("unknown", None)),
    ] {
        // Whether Zarinpal mirrors errors in the status is not written anywhere.
        for status in [200, 422] {
            control(&emulator, "zarinpal/next", json!({"path": "verify", "code": code, "status": status})).await;
            let failure = zarinpal.verify(&authority, rial(490_000)).await.unwrap_err();
            assert_eq!((failure.class(), failure.refusal().copied()), expected, "{code} {status}");
            assert!(failure.detail().starts_with(&code.to_string()), "{failure}");
            if let Some(refusal) = failure.refusal().filter(|_| code != -55) {
                assert_eq!(refusal.code(), code);
            }
        }
    }
    in_order(&emulator);
}

#[tokio::test]
async fn arrays_and_objects_may_change_places() {
    let emulator = emulator().await;
    let zarinpal = zarinpal(&emulator);
    let authority = zarinpal.request(&payment()).await.unwrap().authority;
    control(&emulator, "zarinpal/next", json!({"path": "verify", "flip": true})).await;
    let failure = zarinpal.verify(&authority, rial(490_000)).await.unwrap_err();
    assert_eq!(failure.refusal(), Some(&Refusal::NotPaid));
    control(&emulator, "zarinpal/act", json!({"action": "pay"})).await;
    for (call, verdict) in [(1, Verdict::Verified), (2, Verdict::AlreadyVerified)] {
        control(&emulator, "zarinpal/next", json!({"path": "verify", "flip": true})).await;
        assert_eq!(zarinpal.verify(&authority, rial(490_000)).await.unwrap().verdict, verdict, "call {call}");
    }
}

#[tokio::test]
async fn an_answer_that_is_none_leaves_everything_open() {
    let emulator = emulator().await;
    let (zarinpal, hasty) = (zarinpal(&emulator), merchant(&emulator, MERCHANT, SHORT));
    for next in [
        json!({"html": true}),
        json!({"html": true, "status": 200}),
        json!({"html": true, "status": 503}),
        json!({"cut": true}),
        json!({"stall": true}),
        json!({"body": {}}),
        json!({"body": {"data": [], "errors": []}}),
        json!({"body": {"data": {"code": 100}, "errors": []}}),
        json!({"body": {"data": {"code": 100, "ref_id": 1}, "errors": []}, "status": 500}),
        json!({"code": -51, "status": 500}),
    ] {
        // Without being carried out, and although it was.
        for commit in [false, true] {
            let authority = zarinpal.request(&payment()).await.unwrap().authority;
            control(&emulator, "zarinpal/act", json!({"action": "pay"})).await;
            let mut next = next.clone();
            next["path"] = "verify".into();
            next["commit"] = commit.into();
            control(&emulator, "zarinpal/next", next.clone()).await;
            let asking = if next["stall"] == true { &hasty } else { &zarinpal };
            let failure = asking.verify(&authority, rial(490_000)).await.unwrap_err();
            assert!(failure.is_unknown(), "{next}: {failure:?}");
            let verdict = if commit { Verdict::AlreadyVerified } else { Verdict::Verified };
            assert_eq!(zarinpal.verify(&authority, rial(490_000)).await.unwrap().verdict, verdict, "{next}");
        }
    }
    control(&emulator, "zarinpal/next", json!({"html": true, "status": 429})).await;
    assert_eq!(zarinpal.unverified().await.unwrap_err().class(), "rate_limited");
    in_order(&emulator);
}

#[tokio::test]
async fn what_never_left_may_be_asked_again() {
    let nowhere = "http://127.0.0.1:9".to_owned();
    let settings = ZarinpalSettings { base_url: nowhere.clone(), merchant_id: MERCHANT.into() };
    let failure = Zarinpal::new(settings, WAITS).unwrap().request(&payment()).await.unwrap_err();
    assert_eq!(failure.class(), "retry", "{failure}");
    let settings = StripeSettings { base_url: nowhere, secret_key: SECRET_KEY.into(), webhook_secret: None };
    let failure = Stripe::new(settings, WAITS).unwrap().create_session("k", &once()).await.unwrap_err();
    assert_eq!(failure.class(), "retry", "{failure}");
}

#[tokio::test]
async fn every_trouble_of_stripe_has_its_class() {
    let emulator = emulator().await;
    let (stripe, hasty) = (stripe(&emulator), stripe_with(&emulator, SECRET_KEY, SHORT));
    for (number, (next, class)) in [
        (json!({"kind": "lock"}), "retry"),
        (json!({"kind": "lock", "status": 429}), "retry"),
        (json!({"kind": "lock", "headers": {"stripe-should-retry": "true"}}), "retry"),
        (json!({"kind": "lock", "headers": {"stripe-should-retry": "false"}}), "unknown"),
        (json!({"kind": "rate"}), "rate_limited"),
        (json!({"kind": "server"}), "unknown"),
        (json!({"kind": "server", "headers": {"stripe-should-retry": "true"}}), "retry"),
        (json!({"kind": "server", "headers": {"stripe-should-retry": "false"}}), "unknown"),
        (json!({"kind": "decline", "decline_code": "lost_card"}), "refused"),
        (json!({"html": true}), "unknown"),
        (json!({"html": true, "status": 200}), "unknown"),
        (json!({"html": true, "status": 404}), "unknown"),
        (json!({"body": {"id": "cs_1"}}), "unknown"),
        (json!({"status": 403, "body": {"error": {"type": "invalid_request_error"}}}), "misconfigured"),
        (json!({"status": 400, "body": {"error": {"type": "api_error"}}}), "unknown"),
        (json!({"status": 301, "body": {}, "headers": {"location": "http://127.0.0.1:9/"}}), "unknown"),
        (json!({"cut": true}), "unknown"),
        (json!({"stall": true}), "unknown"),
    ]
    .into_iter()
    .enumerate()
    {
        control(&emulator, "stripe/next", next.clone()).await;
        let asking = if next["stall"] == true { &hasty } else { &stripe };
        let failure = asking.create_session(&format!("key-{number}"), &once()).await.unwrap_err();
        assert_eq!(failure.class(), class, "{next}: {failure:?}");
    }
    assert_eq!(objects(&emulator, "checkout.session").await, 0);
    control(&emulator, "stripe/next", json!({"kind": "rate", "headers": {"retry-after": "3"}})).await;
    let failure = stripe.create_session("waits", &once()).await.unwrap_err();
    assert!(matches!(failure, Failure::RateLimited { retry_after: Some(wait), .. } if wait == Duration::from_secs(3)));
    let wrong = stripe_with(&emulator, "sk_test_of_somebody_else_000", WAITS);
    assert_eq!(wrong.session("cs_1").await.unwrap_err().class(), "misconfigured");
    in_order(&emulator);
}

#[tokio::test]
async fn a_key_is_done_once() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let first = stripe.create_session("key-1", &once()).await.unwrap();
    let again = stripe.create_session("key-1", &once()).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(stripe.create_session("key-2", &once()).await.unwrap().client_reference_id, first.client_reference_id);
    assert_eq!(objects(&emulator, "checkout.session").await, 2);
    let mut other = once();
    other.lines[0].price = dollars(501);
    let failure = stripe.create_session("key-1", &other).await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().kind, RefusalKind::KeyReused);
    let failure = stripe.create_product("key-1", "x").await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().kind, RefusalKind::KeyReused, "another call");
    assert_eq!(objects(&emulator, "checkout.session").await, 2);
    let asked = emulator.requests().len();
    for key in ["", "with space", "کلید", "a\nb", &"k".repeat(256)] {
        assert_eq!(stripe.create_session(key, &once()).await.unwrap_err().class(), "misconfigured", "{key}");
    }
    assert_eq!(emulator.requests().len(), asked);
    stripe.create_session(&"k".repeat(255), &once()).await.unwrap();
    in_order(&emulator);
}

/// What was asked for was done, and its answer got lost.
#[tokio::test]
async fn a_lost_answer_is_found_by_its_key() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    for (number, next) in [json!({"cut": true}), json!({"html": true})].into_iter().enumerate() {
        let key = format!("lost-{number}");
        let mut next = next;
        next["commit"] = true.into();
        control(&emulator, "stripe/next", next).await;
        assert!(stripe.create_session(&key, &once()).await.unwrap_err().is_unknown());
        let made = objects(&emulator, "checkout.session").await;
        let found = stripe.create_session(&key, &once()).await.unwrap();
        assert_eq!(objects(&emulator, "checkout.session").await, made, "none was made a second time");
        assert_eq!(found.client_reference_id.as_deref(), Some("order-7"));
    }
}

#[tokio::test]
async fn a_key_that_is_at_work_is_to_be_asked_again() {
    let emulator = emulator().await;
    let hasty = stripe_with(&emulator, SECRET_KEY, Waits { total: Duration::from_millis(300), ..WAITS });
    control(&emulator, "stripe/next", json!({"stall": true, "commit": true})).await;
    assert!(hasty.create_session("slow", &once()).await.unwrap_err().is_unknown());
    let stripe = stripe(&emulator);
    assert_eq!(stripe.create_session("slow", &once()).await.unwrap_err().class(), "retry", "409");
    control(&emulator, "stripe/unlock", Value::Null).await;
    stripe.create_session("slow", &once()).await.unwrap();
    assert_eq!(objects(&emulator, "checkout.session").await, 1);
}

/// Stripe keeps its own failures too: the key does not help any more, reading back does.
#[tokio::test]
async fn a_failure_after_the_fact_stays_unknown() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let paid = bought(&emulator, &once()).await;
    let intent = paid.payment_intent.unwrap();
    control(&emulator, "stripe/next", json!({"path": "refunds", "kind": "server", "commit": true})).await;
    for _ in 0..2 {
        let failure = stripe.create_refund("refund-1", &intent, None, None, &[]).await.unwrap_err();
        assert!(failure.is_unknown(), "{failure:?}");
    }
    assert_eq!(objects(&emulator, "refund").await, 1);
    let failure = stripe.create_refund("refund-2", &intent, None, None, &[]).await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().code.as_deref(), Some("charge_already_refunded"));
}
