//! Plans that Stripe renews: events of every kind in every order, cards that fail, and what happens at Stripe's own pages.

use super::{
    DAY_S, GIFT, again, at, boss, buy, control, go_around, go_to, last_word, offer, place, plan, shop, standing,
};
use crate::harness::{Client, TestApp, wait_until};
use aimall::kernel::Instant;
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn listen(app: &TestApp) {
    let url = format!("http://{}/api/v1/payments/webhook", app.address);
    control(app, "stripe/endpoint", json!({"url": url})).await;
}

async fn pay(app: &TestApp, placed: &Value) {
    control(app, "stripe/session", json!({"action": "pay", "session": last_word(placed)})).await;
}

/// A person with a plan that Stripe renews.
async fn subscriber(app: &TestApp) -> (Client, Client, String) {
    listen(app).await;
    let boss = boss(app).await;
    let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
    let sara = app.member("sara").await;
    pay(app, &place(&sara, &pro, "stripe").await).await;
    (sara, boss, pro)
}

/// The paid orders of a person.
async fn orders(client: &Client) -> Vec<Value> {
    let (status, list) = client.get("payments/orders?limit=100").await;
    assert_eq!(status, StatusCode::OK, "{list}");
    list["items"].as_array().unwrap().clone()
}

async fn plan_end(client: &Client) -> Instant {
    at(&standing(client).await["period_end"])
}

/// The clock goes to the end of the period; Stripe renews, or tries to.
async fn renew(app: &TestApp, decline: Option<&str>) -> Client {
    let sara = again(app, "sara").await;
    go_to(app, plan_end(&sara).await);
    control(app, "stripe/renew", json!({"decline_code": decline})).await;
    go_around(app).await;
    again(app, "sara").await
}

/// How Stripe's own subscription stands.
async fn at_stripe(app: &TestApp) -> String {
    let all = control(app, "stripe/objects", json!({"kind": "subscription"})).await;
    all.as_array().unwrap().last().unwrap()["status"].as_str().unwrap().to_owned()
}

on_both! {
    with shop();

    async fn the_first_payment_and_three_renewals_come_once_each(app: &TestApp) {
        let (sara, boss, pro) = subscriber(app).await;
        let first = standing(&sara).await;
        assert_eq!((&first["gateway"], &first["renews"], &first["has_portal"]), (&json!("stripe"), &json!(true), &json!(true)), "{first}");
        assert_eq!(sara.balance().await.0, GIFT + 100_000);
        let again_bought = sara.post("payments/purchase-credits", json!({"package_id": pro, "gateway": "stripe"})).await;
        assert_eq!(again_bought.0, StatusCode::CONFLICT, "what renews itself is not bought beside itself");
        let ahead = sara.post("payments/purchase-credits", json!({"package_id": pro, "gateway": "zarinpal"})).await;
        assert_eq!(ahead.0, StatusCode::CONFLICT);
        let mut end = plan_end(&sara).await;
        for count in 1..=3 {
            let sara = renew(app, None).await;
            assert_eq!(sara.balance().await.0, GIFT + 100_000, "the new month's coins, the old one's went: {count}");
            let next = plan_end(&sara).await;
            assert!(next > end, "{next} after {end}");
            end = next;
            let sent = control(app, "stripe/send", json!({"type": "invoice.paid", "times": 4})).await;
            assert_eq!(sent["statuses"], json!([204, 204, 204, 204]), "{sent}");
            assert_eq!((sara.balance().await.0, orders(&sara).await.len()), (GIFT + 100_000, 1 + count));
        }
        let sara = again(app, "sara").await;
        let all = orders(&sara).await;
        assert!(all.iter().all(|order| order["state"] == "fulfilled" && order["total"]["amount_minor"] == 1_000), "{all:?}");
        let boss2 = again(app, "boss").await;
        let (_, file) = boss2.get(&format!("admin/orders/{}", all[0]["id"].as_str().unwrap())).await;
        assert!(file["payment_ref"].as_str().unwrap().starts_with("pi_"), "can be sent back: {file}");
        drop(boss);
    }

    async fn events_come_in_any_order_and_twice(app: &TestApp) {
        listen(app).await;
        let boss = boss(app).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        for (number, order) in [json!("reverse"), json!(["invoice.paid"]), json!(["customer.subscription.updated", "checkout.session.completed"])].into_iter().enumerate() {
            let name = format!("p{number}");
            let person = app.member(&name).await;
            control(app, "stripe/hold", json!({"held": true})).await;
            pay(app, &place(&person, &pro, "stripe").await).await;
            assert_eq!(standing(&person).await, Value::Null, "nothing was told");
            control(app, "stripe/release", json!({"order": order})).await;
            assert_eq!((&standing(&person).await["state"], person.balance().await.0), (&json!("active"), GIFT + 100_000), "{order}");
            for kind in ["checkout.session.completed", "invoice.paid", "customer.subscription.created"] {
                control(app, "stripe/send", json!({"type": kind, "times": 3})).await;
            }
            assert_eq!((person.balance().await.0, orders(&person).await.len()), (GIFT + 100_000, 1));
        }
    }

    async fn a_renewal_before_its_first_payment_waits_for_it(app: &TestApp) {
        listen(app).await;
        let boss = boss(app).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        let sara = app.member("sara").await;
        control(app, "stripe/hold", json!({"held": true})).await;
        pay(app, &place(&sara, &pro, "stripe").await).await;
        app.cx.clock.advance_s(32 * DAY_S);
        control(app, "stripe/renew", json!({})).await;
        control(app, "stripe/release", json!({"order": "reverse"})).await;
        // What was refused comes again after hours.
        for _ in 0..3 {
            app.cx.clock.advance_s(2 * 3_600);
            control(app, "clock", json!({})).await;
            control(app, "stripe/flush", json!({})).await;
        }
        go_around(app).await;
        let sara = again(app, "sara").await;
        let paid = orders(&sara).await.iter().filter(|order| order["state"] == "fulfilled").count();
        assert_eq!((paid, &standing(&sara).await["state"]), (2, &json!("active")));
        let (_, moved) = sara.get("billing/transactions?limit=100").await;
        let granted = moved["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "subscription").count();
        assert_eq!(granted, 2, "{moved}");
    }

    async fn a_card_that_fails_has_days_of_grace(app: &TestApp) {
        subscriber(app).await;
        let sara = renew(app, Some("card_declined")).await;
        let plan = standing(&sara).await;
        assert_eq!(plan["state"], "past_due", "{plan}");
        let grace = at(&plan["grace_until"]).seconds_since(app.cx.clock.now());
        assert!((6 * DAY_S..=7 * DAY_S).contains(&grace), "{grace}");
        assert_eq!(sara.balance().await.0, GIFT, "no coins before the money");
        control(app, "stripe/send", json!({"type": "invoice.payment_failed", "times": 3})).await;
        assert_eq!(at(&standing(&sara).await["grace_until"]), at(&plan["grace_until"]), "the same failure is no new one");
        app.cx.clock.advance_s(3 * DAY_S);
        control(app, "stripe/renew", json!({})).await;
        go_around(app).await;
        let sara = again(app, "sara").await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["state"], &plan["grace_until"]), (&json!("active"), &Value::Null), "{plan}");
        assert_eq!((sara.balance().await.0, orders(&sara).await.len()), (GIFT + 100_000, 2));
        // The failure told again after the payment changes nothing.
        control(app, "stripe/send", json!({"type": "invoice.payment_failed"})).await;
        assert_eq!(standing(&sara).await["state"], "active");
    }

    async fn a_card_that_stays_bad_ends_the_plan_here_and_there(app: &TestApp) {
        subscriber(app).await;
        renew(app, Some("card_declined")).await;
        app.cx.clock.advance_s(6 * DAY_S);
        go_around(app).await;
        assert_eq!(standing(&again(app, "sara").await).await["state"], "past_due", "the grace lasts");
        app.cx.clock.advance_s(2 * DAY_S);
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!((standing(&sara).await, at_stripe(app).await.as_str()), (Value::Null, "canceled"));
        let (_, list) = again(app, "boss").await.get("admin/subscriptions").await;
        assert_eq!((&list["items"][0]["state"], &list["items"][0]["ended_reason"]), (&json!("ended"), &json!("unpaid")), "{list}");
    }

    async fn what_is_ended_at_stripes_pages_ends_with_its_period(app: &TestApp) {
        let (sara, _, _) = subscriber(app).await;
        let (status, portal) = sara.post("billing/subscription/portal", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{portal}");
        let page = portal["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        control(app, "stripe/portal", json!({"action": "cancel", "portal": page})).await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["cancel_at_end"], &plan["renews"], &plan["state"]), (&json!(true), &json!(false), &json!("active")), "{plan}");
        control(app, "stripe/portal", json!({"action": "keep", "portal": page})).await;
        assert_eq!(standing(&sara).await["renews"], true);
        control(app, "stripe/portal", json!({"action": "cancel", "portal": page})).await;
        let sara = renew(app, None).await;
        assert_eq!((standing(&sara).await, sara.balance().await.0, at_stripe(app).await.as_str()), (Value::Null, GIFT, "canceled"));
        assert_eq!(orders(&sara).await.len(), 1);
    }

    async fn a_person_ends_and_keeps_it_here(app: &TestApp) {
        let (sara, _, pro) = subscriber(app).await;
        for (path, ends) in [("cancel", true), ("cancel", true), ("keep", false), ("cancel", true)] {
            let (status, after) = sara.post(&format!("billing/subscription/{path}"), json!({})).await;
            assert_eq!(status, StatusCode::OK, "{path}: {after}");
            // The event of the call before may still be on its way; the one of this call has the last word.
            control(app, "stripe/flush", json!({})).await;
            wait_until(path, || async { standing(&sara).await["cancel_at_end"] == ends }).await;
        }
        // Events that were on their way say nothing else.
        control(app, "stripe/flush", json!({})).await;
        assert_eq!(standing(&sara).await["cancel_at_end"], true);
        // What ends may be bought ahead; it begins behind.
        let end = plan_end(&sara).await;
        buy(app, &sara, &pro).await;
        let plan = standing(&sara).await;
        assert_eq!((at(&plan["period_end"]), &plan["gateway"]), (end, &json!("zarinpal")));
        go_to(app, end);
        control(app, "clock", json!({})).await;
        control(app, "stripe/flush", json!({})).await;
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!((&standing(&sara).await["state"], sara.balance().await.0), (&json!("active"), GIFT + 100_000));
        assert_eq!(at_stripe(app).await, "canceled");
    }

    async fn a_dearer_plan_is_paid_at_once_and_a_cheaper_one_from_the_next_invoice(app: &TestApp) {
        let (sara, boss, pro) = subscriber(app).await;
        let max = offer(&boss, plan("max", "monthly", "300", 3_000)).await;
        let year = offer(&boss, plan("year", "yearly", "4800", 30_000)).await;
        let end = plan_end(&sara).await;
        // Half of the month is over.
        app.cx.clock.advance_s(15 * DAY_S);
        let sara = again(app, "sara").await;
        let (status, changed) = sara.post("billing/subscription/change", json!({"offer_id": max})).await;
        assert_eq!((status, &changed["checkout_url"]), (StatusCode::OK, &Value::Null), "{changed}");
        control(app, "stripe/flush", json!({})).await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["plan"]["code"], at(&plan["period_end"]), &plan["next"]), (&json!("max"), end, &Value::Null), "{plan}");
        assert_eq!(sara.balance().await.0, GIFT + 200_000, "half of the 200 that are more");
        let all = orders(&sara).await;
        assert_eq!((all.len(), &all[0]["total"]["amount_minor"], &all[0]["coins"]), (2, &json!(1_000), &Value::Null), "half of the difference: {all:?}");
        let (status, changed) = sara.post("billing/subscription/change", json!({"offer_id": pro})).await;
        assert_eq!((status, &changed["subscription"]["next"]["code"]), (StatusCode::OK, &json!("pro")), "{changed}");
        assert_eq!(changed["subscription"]["plan"]["code"], "max", "until the period ends");
        let sara = renew(app, None).await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["plan"]["code"], &plan["next"], sara.balance().await.0), (&json!("pro"), &Value::Null, GIFT + 100_000), "{plan}");
        assert_eq!(orders(&sara).await[0]["total"]["amount_minor"], 1_000);
        // A year begins at once, and its coins with it.
        let (status, changed) = sara.post("billing/subscription/change", json!({"offer_id": year})).await;
        assert_eq!(status, StatusCode::OK, "{changed}");
        control(app, "stripe/flush", json!({})).await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["plan"]["code"], &plan["coins"]), (&json!("year"), &json!("400")), "{plan}");
        assert_eq!(sara.balance().await.0, GIFT + 500_000);
        let (status, refused) = sara.post("billing/subscription/change", json!({"offer_id": pro})).await;
        assert_eq!(status, StatusCode::CONFLICT, "a year is not cut short: {refused}");
        assert_eq!(sara.post("billing/subscription/change", json!({"offer_id": year})).await.0, StatusCode::CONFLICT);
    }

    async fn renewals_that_nobody_told_of_are_asked_for(app: &TestApp) {
        let (sara, _, _) = subscriber(app).await;
        go_around(app).await;
        control(app, "stripe/endpoint", json!({"url": null})).await;
        let end = plan_end(&sara).await;
        go_to(app, end);
        control(app, "stripe/renew", json!({})).await;
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!(orders(&sara).await.len(), 1, "events come by themselves, mostly");
        app.cx.clock.advance_s(3 * 3_600);
        for _ in 0..3 {
            go_around(app).await;
        }
        let sara = again(app, "sara").await;
        assert_eq!((orders(&sara).await.len(), sara.balance().await.0), (2, GIFT + 100_000));
        listen(app).await;
        control(app, "stripe/flush", json!({})).await;
        assert_eq!((orders(&sara).await.len(), sara.balance().await.0), (2, GIFT + 100_000), "the late event says nothing new");
    }

    async fn a_trial_at_stripe_asks_for_money_after_it(app: &TestApp) {
        listen(app).await;
        let boss = boss(app).await;
        let mut pro = plan("pro", "monthly", "100", 1_000);
        (pro["trial_days"], pro["trial_coins"]) = (json!(7), json!("5"));
        let pro = offer(&boss, pro).await;
        let sara = app.member("sara").await;
        let start = app.cx.clock.now();
        let placed = place(&sara, &pro, "stripe").await;
        assert_eq!((&placed["order"]["total"]["amount_minor"], &placed["order"]["state"]), (&json!(0), &json!("pending")));
        pay(app, &placed).await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["is_trial"], at(&plan["period_end"])), (&json!(true), start.plus_s(7 * DAY_S)), "{plan}");
        assert_eq!(sara.balance().await.0, GIFT + 5_000);
        let sara = renew(app, None).await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["is_trial"], sara.balance().await.0), (&json!(false), GIFT + 100_000), "{plan}");
        assert_eq!(orders(&sara).await[0]["total"]["amount_minor"], 1_000);
    }

    async fn two_at_stripe_are_one_here(app: &TestApp) {
        listen(app).await;
        let boss = boss(app).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        let sara = app.member("sara").await;
        let both = [place(&sara, &pro, "stripe").await, place(&sara, &pro, "stripe").await];
        for placed in &both {
            pay(app, placed).await;
        }
        go_around(app).await;
        assert_eq!(sara.balance().await.0, GIFT + 200_000, "both were paid");
        assert_eq!((&standing(&sara).await["state"], at_stripe(app).await.as_str()), (&json!("active"), "canceled"));
        let (_, list) = boss.get("admin/subscriptions?person=sara@example.com").await;
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["ended_reason"]), (2, &json!("twice")), "{list}");
    }

    async fn staff_ends_it_at_stripe_too(app: &TestApp) {
        let (sara, boss, _) = subscriber(app).await;
        let (_, list) = boss.get("admin/subscriptions?gateway=stripe").await;
        let path = format!("admin/subscriptions/{}/end", list["items"][0]["id"].as_str().unwrap());
        let (status, ended) = boss.post(&path, json!({"reason": "fraud"})).await;
        assert_eq!((status, &ended["ended_reason"]), (StatusCode::OK, &json!("fraud")), "{ended}");
        assert_eq!((standing(&sara).await, at_stripe(app).await.as_str()), (Value::Null, "canceled"));
    }
}
