//! Zarinpal: one payment from its request to its money, and back.

use super::{browser, control, emulator, in_order, merchant, payment, rial, zarinpal};
use crate::provider::emulator::{Emulator, zarinpal::OTHER_MERCHANT};
use aimall::{
    kernel::cash::{Cash, Currency},
    payment::{
        Failure, Zarinpal,
        zarinpal::{Authority, FeePayer, Refusal, Standing, Verdict},
    },
};
use futures::future::join_all;
use serde_json::{Value, json};

async fn requested(zarinpal: &Zarinpal) -> Authority {
    zarinpal.request(&payment()).await.unwrap().authority
}

async fn paid(emulator: &Emulator, zarinpal: &Zarinpal) -> Authority {
    let authority = requested(zarinpal).await;
    control(emulator, "zarinpal/act", json!({"authority": authority.as_str(), "action": "pay"})).await;
    authority
}

#[tokio::test]
async fn a_payment_from_its_request_to_its_money() {
    let emulator = emulator().await;
    let zarinpal = zarinpal(&emulator);
    let started = zarinpal.request(&payment()).await.unwrap();
    let sent = emulator.requests()[0].body.clone();
    assert_eq!((&sent["amount"], &sent["currency"]), (&json!(490_000), &json!("IRR")), "the unit is always said");
    assert_eq!(sent["metadata"], json!({"order_id": "order-7", "mobile": "09121234567"}));
    assert_eq!((started.fee, started.fee_payer), (Some(4_900), Some(FeePayer::Merchant)));
    let authority = started.authority;
    assert!(zarinpal.start_pay_url(&authority).ends_with(&format!("/zarinpal/pg/StartPay/{authority}")));
    assert_eq!(zarinpal.inquire(&authority).await.unwrap(), Standing::InBank);
    let done = control(&emulator, "zarinpal/act", json!({"action": "pay"})).await;
    let back = format!("http://127.0.0.1:9/callback?order=7&Authority={authority}&Status=OK");
    assert_eq!(done["location"], back);
    assert_eq!(zarinpal.inquire(&authority).await.unwrap(), Standing::Paid);
    let waiting = zarinpal.unverified().await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!((&waiting[0].authority, waiting[0].amount), (&authority, 490_000));
    assert_eq!(waiting[0].date.as_deref(), Some("2026-09-21 14:13:20"));
    let first = zarinpal.verify(&authority, rial(490_000)).await.unwrap();
    assert_eq!(first.verdict, Verdict::Verified);
    assert_eq!(first.card_pan.as_deref(), Some("502229******5995"));
    assert_eq!((first.order_id.as_deref(), first.card_hash.map(|hash| hash.len())), (Some("order-7"), Some(64)));
    let second = zarinpal.verify(&authority, rial(490_000)).await.unwrap();
    assert_eq!((second.verdict, second.ref_id), (Verdict::AlreadyVerified, first.ref_id));
    assert_eq!(zarinpal.inquire(&authority).await.unwrap(), Standing::Verified);
    assert_eq!(zarinpal.unverified().await.unwrap(), Vec::new());
    in_order(&emulator);
}

#[tokio::test]
async fn only_what_was_paid_is_verified() {
    let emulator = emulator().await;
    let (zarinpal, other) = (zarinpal(&emulator), merchant(&emulator, OTHER_MERCHANT, super::WAITS));
    let refusal = async |zarinpal: &Zarinpal, authority: &Authority, amount| {
        zarinpal.verify(authority, amount).await.unwrap_err().refusal().copied().unwrap()
    };
    let unpaid = requested(&zarinpal).await;
    // Whoever knows the address can come back with OK.
    control(&emulator, "zarinpal/callback", json!({"authority": unpaid.as_str(), "status": "OK"})).await;
    assert_eq!(refusal(&zarinpal, &unpaid, rial(490_000)).await, Refusal::NotPaid);
    let cancelled = requested(&zarinpal).await;
    control(&emulator, "zarinpal/act", json!({"action": "cancel"})).await;
    assert_eq!(refusal(&zarinpal, &cancelled, rial(490_000)).await, Refusal::NotPaid);
    assert_eq!(zarinpal.inquire(&cancelled).await.unwrap(), Standing::Failed);
    let good = paid(&emulator, &zarinpal).await;
    assert_eq!(refusal(&zarinpal, &good, rial(49_000)).await, Refusal::AmountDiffers, "Toman are no rial");
    assert_eq!(refusal(&other, &good, rial(490_000)).await, Refusal::OtherMerchant);
    let nobody = "A00000000000000000000000000000009999".parse().unwrap();
    assert_eq!(refusal(&zarinpal, &nobody, rial(490_000)).await, Refusal::NoSuchPayment);
    assert_eq!(zarinpal.verify(&good, rial(490_000)).await.unwrap().verdict, Verdict::Verified, "and nothing was lost");
    in_order(&emulator);
}

#[tokio::test]
async fn of_verifies_at_once_one_is_the_first() {
    let emulator = emulator().await;
    let zarinpal = zarinpal(&emulator);
    let authority = paid(&emulator, &zarinpal).await;
    let all = join_all((0..8).map(|_| zarinpal.verify(&authority, rial(490_000)))).await;
    let verdicts: Vec<Verdict> = all.into_iter().map(|verified| verified.unwrap().verdict).collect();
    assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Verified).count(), 1, "{verdicts:?}");
}

#[tokio::test]
async fn a_payment_can_be_given_back_for_half_an_hour() {
    let emulator = emulator().await;
    let zarinpal = zarinpal(&emulator);
    let refusal = async |authority: &Authority| {
        let failure = zarinpal.reverse(authority).await.unwrap_err();
        (failure.class(), failure.refusal().copied())
    };
    let early = paid(&emulator, &zarinpal).await;
    assert_eq!(refusal(&early).await, ("refused", Some(Refusal::NotReversible)));
    zarinpal.verify(&early, rial(490_000)).await.unwrap();
    control(&emulator, "zarinpal/settings", json!({"may_reverse": false})).await;
    assert_eq!(refusal(&early).await, ("misconfigured", None), "our address is not on their list");
    control(&emulator, "zarinpal/settings", json!({"may_reverse": true})).await;
    control(&emulator, "clock", json!({"advance_s": 1_800})).await;
    zarinpal.reverse(&early).await.unwrap();
    assert_eq!(zarinpal.inquire(&early).await.unwrap(), Standing::Reversed);
    assert_eq!(refusal(&early).await, ("refused", Some(Refusal::NotReversible)), "once");
    let late = paid(&emulator, &zarinpal).await;
    zarinpal.verify(&late, rial(490_000)).await.unwrap();
    control(&emulator, "clock", json!({"advance_s": 1_801})).await;
    assert_eq!(refusal(&late).await, ("refused", Some(Refusal::TooLate)));
    in_order(&emulator);
}

#[tokio::test]
async fn money_that_nobody_verifies_goes_back() {
    let emulator = emulator().await;
    let zarinpal = zarinpal(&emulator);
    let (forgotten, kept) = (paid(&emulator, &zarinpal).await, paid(&emulator, &zarinpal).await);
    zarinpal.verify(&kept, rial(490_000)).await.unwrap();
    control(&emulator, "clock", json!({"advance_s": 72 * 3_600 - 1})).await;
    assert_eq!(zarinpal.inquire(&forgotten).await.unwrap(), Standing::Paid);
    control(&emulator, "clock", json!({"advance_s": 1})).await;
    assert_eq!(zarinpal.inquire(&forgotten).await.unwrap(), Standing::Reversed);
    assert_eq!(zarinpal.inquire(&kept).await.unwrap(), Standing::Verified);
    let failure = zarinpal.verify(&forgotten, rial(490_000)).await.unwrap_err();
    assert_eq!(failure.refusal(), Some(&Refusal::NotPaid));
}

#[tokio::test]
async fn the_fee_is_told_with_its_payer() {
    let emulator = emulator().await;
    let zarinpal = zarinpal(&emulator);
    control(&emulator, "zarinpal/settings", json!({"fee_payer": "Payer"})).await;
    let authority = paid(&emulator, &zarinpal).await;
    let verified = zarinpal.verify(&authority, rial(490_000)).await.unwrap();
    assert_eq!((verified.fee, verified.fee_payer), (Some(4_900), Some(FeePayer::Payer)), "the amount stays ours");
}

#[tokio::test]
async fn what_can_not_be_paid_is_not_asked_for() {
    let emulator = emulator().await;
    let zarinpal = zarinpal(&emulator);
    for amount in [Cash::new(500, Currency::Usd), rial(0), rial(-490_000)] {
        let asked = aimall::payment::zarinpal::PaymentRequest { amount, ..payment() };
        assert_eq!(zarinpal.request(&asked).await.unwrap_err().class(), "misconfigured", "{amount}");
    }
    assert_eq!(emulator.requests().len(), 0);
    for text in ["", "short", "A0000000000000000000000000000000000/1", "A000000000000000000000000000000000001"] {
        assert!(text.parse::<Authority>().is_err(), "{text}");
    }
}

#[tokio::test]
async fn a_long_description_is_cut_between_letters() {
    let emulator = emulator().await;
    let asked = aimall::payment::zarinpal::PaymentRequest { description: "سکه ".repeat(200), ..payment() };
    zarinpal(&emulator).request(&asked).await.unwrap();
    assert_eq!(emulator.requests()[0].body["description"].as_str().unwrap().chars().count(), 500);
    in_order(&emulator);
}

#[tokio::test]
async fn wrong_settings_are_no_refusals_of_the_payer() {
    let emulator = emulator().await;
    let stranger = merchant(&emulator, "99999999-0000-4000-8000-000000000000", super::WAITS);
    assert_eq!(stranger.request(&payment()).await.unwrap_err().class(), "misconfigured", "−10");
    let zarinpal = zarinpal(&emulator);
    control(&emulator, "zarinpal/settings", json!({"domain": "ai.example.com"})).await;
    assert_eq!(zarinpal.request(&payment()).await.unwrap_err().class(), "misconfigured", "−14");
    control(&emulator, "zarinpal/settings", json!({"domain": null, "minimum": 500_000})).await;
    let failure = zarinpal.request(&payment()).await.unwrap_err();
    assert!(matches!(&failure, Failure::Refused { refusal: Refusal::Invalid, detail } if detail.contains("500000")));
}

#[tokio::test]
async fn the_emulator_takes_nothing_that_is_not_said_right() {
    let emulator = emulator().await;
    let url = format!("{}/pg/v4/payment/request.json", emulator.base_url("zarinpal"));
    let whole = json!({"merchant_id": crate::provider::emulator::zarinpal::MERCHANT, "amount": 490_000, "currency": "IRR",
        "description": "x", "callback_url": "http://127.0.0.1:9/"});
    let http = browser();
    let code = async |body: &Value| {
        let asking = http.post(&url).header("accept", "application/json").json(body).send();
        let told: Value = asking.await.unwrap().json().await.unwrap();
        told["errors"]["code"].as_i64()
    };
    assert_eq!(code(&whole).await, None);
    for (name, value) in [
        ("currency", Value::Null),
        ("amount", json!("490000")),
        ("callback_url", json!("/callback")),
        ("description", json!("")),
        ("price", json!(1)),
        ("metadata", json!({"order_id": 7})),
    ] {
        let mut body = whole.clone();
        body[name] = value;
        assert_eq!(code(&body).await, Some(-9), "{name}");
    }
    assert_eq!(emulator.violations().len(), 6);
}
