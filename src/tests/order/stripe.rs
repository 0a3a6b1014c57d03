//! Stripe: signed events in every order, twice, forged and late; refunds and disputes from outside.

use super::{COINS, buyer, control, file, go_around, id, place, shop, state, steps};
use crate::harness::{Client, TestApp};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// Events go to this server.
pub async fn listen(app: &TestApp) {
    let url = format!("http://{}/api/v1/payments/webhook", app.address);
    control(app, "stripe/endpoint", json!({"url": url})).await;
}

fn session(placed: &Value) -> String {
    placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned()
}

async fn pay(app: &TestApp, placed: &Value) {
    control(app, "stripe/session", json!({"action": "pay", "session": session(placed)})).await;
}

async fn bought(app: &TestApp) -> (Client, Client, String, i64) {
    let (sara, boss, offer) = buyer(app).await;
    let before = sara.balance().await.0;
    let placed = place(&sara, &offer, "stripe").await;
    pay(app, &placed).await;
    assert_eq!(state(&sara, &id(&placed)).await, "fulfilled");
    assert_eq!(sara.balance().await.0, before + COINS);
    (sara, boss, id(&placed), before)
}

on_both! {
    with shop();

    async fn an_event_becomes_coins_once(app: &TestApp) {
        listen(app).await;
        let (sara, boss, order, before) = bought(app).await;
        let sent = control(app, "stripe/send", json!({"type": "checkout.session.completed", "times": 5})).await;
        assert_eq!(sent["statuses"], json!([204, 204, 204, 204, 204]), "{sent}");
        assert_eq!(sara.balance().await.0, before + COINS);
        assert_eq!(steps(&file(&boss, &order).await), ["made", "paid", "fulfilled"]);
    }

    async fn what_stripe_did_not_sign_is_not_believed(app: &TestApp) {
        listen(app).await;
        let (sara, _, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "stripe").await;
        control(app, "stripe/hold", json!({"held": true})).await;
        pay(app, &placed).await;
        for how in ["wrong_secret", "stale", "future", "v0_only", "unsigned", "space"] {
            let sent = control(app, "stripe/send", json!({"type": "checkout.session.completed", "how": how})).await;
            assert_eq!(sent["statuses"], json!([400]), "{how}: {sent}");
        }
        assert_eq!(sara.balance().await.0, before);
        let sent = control(app, "stripe/send", json!({"type": "checkout.session.completed", "how": "two_v1"})).await;
        assert_eq!(sent["statuses"], json!([204]), "a rotated secret");
        assert_eq!(sara.balance().await.0, before + COINS);
        control(app, "stripe/release", json!({})).await;
        assert_eq!(sara.balance().await.0, before + COINS);
    }

    async fn an_event_that_never_comes_is_made_up_for(app: &TestApp) {
        let (sara, _, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "stripe").await;
        pay(app, &placed).await;
        assert_eq!(state(&sara, &id(&placed)).await, "pending");
        app.cx.clock.advance_s(90);
        go_around(app).await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("fulfilled", before + COINS));
    }

    async fn the_page_that_nobody_pays_expires(app: &TestApp) {
        listen(app).await;
        let (sara, _, offer) = buyer(app).await;
        let placed = place(&sara, &offer, "stripe").await;
        control(app, "stripe/session", json!({"action": "decline", "session": session(&placed)})).await;
        assert_eq!(state(&sara, &id(&placed)).await, "pending", "another card may do");
        control(app, "clock", json!({"advance_s": 36 * 60})).await;
        assert_eq!(state(&sara, &id(&placed)).await, "expired");
    }

    async fn a_slow_payment_waits_for_its_money(app: &TestApp) {
        listen(app).await;
        let (sara, _, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "stripe").await;
        control(app, "stripe/session", json!({"action": "pay-later", "session": session(&placed)})).await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("pending", before));
        control(app, "stripe/async", json!({"session": session(&placed), "outcome": "succeeded"})).await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("fulfilled", before + COINS));
    }

    async fn an_amount_that_was_changed_on_the_way_pays_nothing(app: &TestApp) {
        listen(app).await;
        let (sara, boss, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "stripe").await;
        control(app, "stripe/emit", json!({
            "type": "checkout.session.completed", "id": session(&placed),
            "set": {"amount_total": 1, "status": "complete", "payment_status": "paid"},
        })).await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("pending", before));
        assert_eq!(steps(&file(&boss, &id(&placed)).await), ["made", "problem"]);
        control(app, "stripe/emit", json!({"type": "checkout.session.completed", "object": {"id": "cs_nobody", "object": "checkout.session",
            "mode": "payment", "status": "complete", "payment_status": "paid", "client_reference_id": "nobody", "amount_total": 450, "currency": "usd"}})).await;
        assert_eq!(sara.balance().await.0, before, "an event about nothing of ours");
    }

    async fn staff_gives_a_part_back_and_then_the_rest(app: &TestApp) {
        listen(app).await;
        let (sara, boss, order, before) = bought(app).await;
        let path = format!("admin/orders/{order}/refund");
        let (status, file) = boss.post(&path, json!({"amount_minor": 150, "reason": "a third"})).await;
        assert_eq!(status, StatusCode::OK, "{file}");
        assert_eq!((&file["order"]["state"], &file["order"]["refunded"]["amount_minor"]), (&json!("fulfilled"), &json!(150)));
        assert_eq!(sara.balance().await.0, before + COINS - 36_666, "a third of the coins, rounded down");
        let (status, file) = boss.post(&path, json!({"reason": "the rest"})).await;
        assert_eq!(status, StatusCode::OK, "{file}");
        assert_eq!(file["order"]["state"], "refunded");
        assert_eq!(sara.balance().await.0, before, "with the last money the last coins");
        assert_eq!(file["refunds"].as_array().unwrap().len(), 2, "the gateway's own word about them is no third");
    }

    async fn a_refund_whose_answer_got_lost_is_sent_once(app: &TestApp) {
        listen(app).await;
        let (sara, boss, order, before) = bought(app).await;
        control(app, "stripe/next", json!({"path": "refunds", "cut": true, "commit": true})).await;
        let (status, file) = boss.post(&format!("admin/orders/{order}/refund"), json!({"reason": "all"})).await;
        assert_eq!(status, StatusCode::OK, "{file}");
        assert_eq!(file["refunds"][0]["state"], "unknown", "{file}");
        app.cx.clock.advance_s(300);
        go_around(app).await;
        assert_eq!(sara.balance().await.0, before);
        let objects = control(app, "stripe/objects", json!({"kind": "refund"})).await;
        assert_eq!(objects.to_string().matches("\"re_").count().min(1), 1, "{objects}");
        let (_, file) = boss.get(&format!("admin/orders/{order}")).await;
        assert_eq!(file["refunds"][0]["state"], "done", "{file}");
    }

    async fn a_refund_from_stripes_own_pages_takes_the_coins(app: &TestApp) {
        listen(app).await;
        let (sara, _, order, before) = bought(app).await;
        control(app, "stripe/refund", json!({"amount": 450})).await;
        assert_eq!((state(&sara, &order).await.as_str(), sara.balance().await.0), ("refunded", before));
        control(app, "stripe/send", json!({"type": "charge.refunded", "times": 3})).await;
        assert_eq!(sara.balance().await.0, before);
    }

    async fn a_refund_before_its_payment_is_sent_again(app: &TestApp) {
        listen(app).await;
        let (sara, _, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        control(app, "stripe/hold", json!({"held": true})).await;
        let placed = place(&sara, &offer, "stripe").await;
        pay(app, &placed).await;
        control(app, "stripe/refund", json!({})).await;
        control(app, "stripe/release", json!({"order": "reverse"})).await;
        // Events that were not taken come again after hours.
        control(app, "clock", json!({"advance_s": 4 * 3_600})).await;
        control(app, "stripe/flush", json!({})).await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("refunded", before));
    }

    async fn a_dispute_after_the_coins_are_gone_is_a_debt(app: &TestApp) {
        listen(app).await;
        let (sara, boss, order, before) = bought(app).await;
        // Most of it is set aside for a run that never ends.
        let wallet = app.cx.clone();
        let user: uuid::Uuid = file(&boss, &order).await["order"]["user_id"].as_str().unwrap().parse().unwrap();
        let run = aimall::kernel::id::RunId(app.cx.id());
        app.cx.db.write(user, move |conn| Box::pin(async move {
            let user = aimall::kernel::id::UserId(user);
            aimall::billing::server::hold(&wallet, conn, user, run, aimall::kernel::Coins::from_milli(before + 100_000)).await
        })).await.map_err(|_| "no hold").unwrap();
        assert_eq!(sara.balance().await, (10_000, before + 100_000));
        control(app, "stripe/dispute", json!({})).await;
        assert_eq!(state(&sara, &order).await, "disputed");
        let (_, balance) = sara.get("billing/balance").await;
        assert_eq!((&balance["available"], &balance["owed"]), (&json!("0"), &json!("100")), "never below zero");
        control(app, "stripe/dispute/close", json!({"status": "won"})).await;
        let (_, balance) = sara.get("billing/balance").await;
        assert_eq!((&balance["available"], &balance["owed"]), (&json!("10"), &json!("0")));
        assert_eq!(state(&sara, &order).await, "fulfilled");
        let cx = app.cx.clone();
        app.cx.db.write(user, move |conn| Box::pin(async move { aimall::billing::server::release(&cx, conn, run).await }))
            .await.map_err(|_| "no release").unwrap();
    }
}
