//! Zarinpal: forged, lost, double and late callbacks, and answers that got lost.

use super::{COINS, buyer, control, file, go_around, id, order, place, shop, sign_in, state, steps};
use crate::harness::TestApp;
use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// Comes back from the gateway's page, as any browser: without a session.
pub async fn call_back(app: &TestApp, authority: &str, status: &str) -> reqwest::Response {
    let path = format!("payments/zarinpal/callback?Authority={authority}&Status={status}");
    app.stranger().request(reqwest::Method::GET, &path).send().await.unwrap()
}

fn authority(placed: &Value) -> String {
    placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

async fn pay(app: &TestApp, placed: &Value) {
    control(app, "zarinpal/act", json!({"authority": authority(placed), "action": "pay"})).await;
}

on_both! {
    with shop();

    async fn money_becomes_coins_once(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        assert_eq!((&placed["order"]["state"], &placed["order"]["total"]["amount_minor"]), (&json!("pending"), &json!(490_000)));
        assert_eq!(sara.balance().await.0, before, "nothing before the money");
        pay(app, &placed).await;
        let back = call_back(app, &authority(&placed), "OK").await;
        assert_eq!(back.status(), StatusCode::SEE_OTHER);
        assert_eq!(back.headers()["location"], format!("/app/orders/{}", id(&placed)));
        let after = order(&sara, &id(&placed)).await;
        assert_eq!(after["state"], "fulfilled", "{after}");
        assert!(after["reference"].is_string(), "{after}");
        assert_eq!(sara.balance().await.0, before + COINS);
        let all = join_all((0..50).map(|_| call_back(app, "A", "OK")).collect::<Vec<_>>()).await;
        assert!(all.iter().all(|answer| answer.status() == StatusCode::SEE_OTHER));
        call_back(app, &authority(&placed), "NOK").await;
        go_around(app).await;
        assert_eq!(sara.balance().await.0, before + COINS, "a second callback, whatever it says, changes nothing");
        assert_eq!(steps(&file(&boss, &id(&placed)).await), ["made", "paid", "fulfilled"]);
        let (_, list) = sara.get("billing/transactions").await;
        assert_eq!((&list["items"][0]["kind"], &list["items"][0]["available"]), (&json!("purchase"), &json!("110")), "{list}");
    }

    async fn fifty_callbacks_at_once_pay_once(app: &TestApp) {
        let (sara, _, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        pay(app, &placed).await;
        let authority = authority(&placed);
        join_all((0..50).map(|_| call_back(app, &authority, "OK"))).await;
        assert_eq!(sara.balance().await.0, before + COINS);
    }

    async fn a_forged_callback_pays_nothing_and_ends_nothing(app: &TestApp) {
        let (sara, _, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        call_back(app, &authority(&placed), "OK").await;
        call_back(app, &authority(&placed), "NOK").await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("pending", before));
        let unknown = call_back(app, &"S".repeat(36), "OK").await;
        assert_eq!(unknown.headers()["location"], "/app/orders", "an authority that is nobody's");
        pay(app, &placed).await;
        call_back(app, &authority(&placed), "NOK").await;
        assert_eq!(state(&sara, &id(&placed)).await, "fulfilled", "what the gateway says counts, not the browser");
    }

    async fn who_turns_back_pays_nothing(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let placed = place(&sara, &offer, "zarinpal").await;
        control(app, "zarinpal/act", json!({"authority": authority(&placed), "action": "cancel"})).await;
        call_back(app, &authority(&placed), "NOK").await;
        assert_eq!(state(&sara, &id(&placed)).await, "cancelled");
        assert_eq!(steps(&file(&boss, &id(&placed)).await), ["made", "not_paid"]);
    }

    async fn a_browser_that_never_comes_back_costs_nobody_anything(app: &TestApp) {
        let (sara, _, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        pay(app, &placed).await;
        go_around(app).await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("fulfilled", before + COINS));
    }

    async fn an_answer_that_gets_lost_is_asked_for_again(app: &TestApp) {
        let (sara, _, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        pay(app, &placed).await;
        control(app, "zarinpal/next", json!({"path": "verify", "cut": true, "commit": true})).await;
        call_back(app, &authority(&placed), "OK").await;
        assert_eq!(sara.balance().await.0, before, "unknown is not paid");
        control(app, "zarinpal/next", json!({"path": "verify", "html": true})).await;
        call_back(app, &authority(&placed), "OK").await;
        assert_eq!(state(&sara, &id(&placed)).await, "pending", "and not failed");
        app.cx.clock.advance_s(600);
        go_around(app).await;
        let sara = sign_in(app, "sara").await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("fulfilled", before + COINS), "101");
    }

    async fn money_that_comes_after_the_time_is_over_counts(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        let (status, cancelled) = sara.post(&format!("payments/orders/{}/cancel", id(&placed)), json!({})).await;
        assert_eq!((status, &cancelled["state"]), (StatusCode::OK, &json!("cancelled")));
        pay(app, &placed).await;
        call_back(app, &authority(&placed), "OK").await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("fulfilled", before + COINS));
        assert_eq!(steps(&file(&boss, &id(&placed)).await), ["made", "cancelled", "paid", "fulfilled"]);
        let again = sara.post(&format!("payments/orders/{}/cancel", id(&placed)), json!({})).await;
        assert_eq!(again.0, StatusCode::CONFLICT);
    }

    async fn another_amount_is_for_staff_and_never_guessed(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        pay(app, &placed).await;
        control(app, "zarinpal/next", json!({"path": "verify", "code": -50, "times": 9})).await;
        call_back(app, &authority(&placed), "OK").await;
        call_back(app, &authority(&placed), "OK").await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("pending", before));
        assert_eq!(steps(&file(&boss, &id(&placed)).await), ["made", "problem"], "said once");
        control(app, "zarinpal/clear", json!({})).await;
    }

    async fn a_gateway_that_does_not_answer_makes_no_order(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        control(app, "zarinpal/next", json!({"path": "request", "html": true})).await;
        let (status, problem) = sara.post("payments/purchase-credits", json!({"package_id": offer, "gateway": "zarinpal"})).await;
        assert_eq!((status.as_u16(), &problem["code"]), (503, &json!("unavailable")));
        let (_, list) = sara.get("payments/orders").await;
        assert_eq!(list["items"][0]["state"], "cancelled", "and it is free to try again: {list}");
        assert_eq!(boss.get("admin/orders?gateway=zarinpal&state=cancelled").await.1["items"].as_array().unwrap().len(), 1);
        place(&sara, &offer, "zarinpal").await;
    }

    async fn staff_reverses_a_payment_within_its_half_hour(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        pay(app, &placed).await;
        call_back(app, &authority(&placed), "OK").await;
        let path = format!("admin/orders/{}/refund", id(&placed));
        let (status, problem) = boss.post(&path, json!({"amount_minor": 490_001, "reason": "too much"})).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("amount_minor")));
        let (status, problem) = boss.post(&path, json!({"amount_minor": 1_000, "reason": "a part"})).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("by_hand")), "it reverses only all of it");
        let (status, refunded) = boss.post(&path, json!({"reason": "asked nicely"})).await;
        assert_eq!(status, StatusCode::OK, "{refunded}");
        assert_eq!((&refunded["order"]["state"], &refunded["refunds"][0]["state"]), (&json!("refunded"), &json!("done")));
        assert_eq!(sara.balance().await.0, before);
        assert_eq!(boss.post(&path, json!({"reason": "again"})).await.0, StatusCode::CONFLICT);
    }

    async fn a_reversal_that_is_refused_leaves_everything_as_it_was(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        pay(app, &placed).await;
        call_back(app, &authority(&placed), "OK").await;
        control(app, "zarinpal/next", json!({"path": "reverse", "code": -60})).await;
        let path = format!("admin/orders/{}/refund", id(&placed));
        assert_eq!(boss.post(&path, json!({"reason": "please"})).await.0, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("fulfilled", before + COINS));
        let (status, _) = boss.post(&path, json!({"reason": "sent by hand", "by_hand": true})).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("refunded", before));
    }
}
