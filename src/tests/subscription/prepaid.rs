//! Plans that are paid ahead, at Zarinpal's page.

use super::{
    DAY_S, GIFT, again, at, boss, buy, go_around, go_to, lots, months_after, offer, place, plan, shop, standing,
};
use crate::harness::TestApp;
use aimall::{order, subscription};
use reqwest::StatusCode;
use serde_json::{Value, json};

fn with(mut value: Value, members: &Value) -> Value {
    for (name, member) in members.as_object().unwrap() {
        value[name] = member.clone();
    }
    value
}

on_both! {
    with shop();

    async fn a_month_begins_with_the_purchase_and_ends_with_the_calendar(app: &TestApp) {
        let boss = boss(app).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        let sara = app.member("sara").await;
        assert_eq!(standing(&sara).await, Value::Null);
        let now = app.cx.clock.now();
        buy(app, &sara, &pro).await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["state"], &plan["gateway"], &plan["renews"]), (&json!("active"), &json!("zarinpal"), &json!(false)));
        assert_eq!((at(&plan["period_start"]), at(&plan["period_end"])), (now, months_after(now, 1)));
        assert_eq!((&plan["coins"], &plan["coins_left"]), (&json!("100"), &json!("100")), "{plan}");
        assert_eq!(sara.balance().await.0, GIFT + 100_000);
        assert_eq!(lots(app, "sara").await, [("plan".to_owned(), months_after(now, 1))]);
        let (_, moved) = sara.get("billing/transactions?limit=1").await;
        assert_eq!(moved["items"][0]["kind"], "subscription", "{moved}");
        go_to(app, months_after(now, 1));
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!((standing(&sara).await, sara.balance().await.0), (Value::Null, GIFT), "over, and its coins with it");
        let (_, all) = again(app, "boss").await.get("admin/subscriptions?state=ended&plan=pro&person=SARA@example.com").await;
        assert_eq!((&all["items"][0]["ended_reason"], all["items"].as_array().unwrap().len()), (&json!("over"), 1), "{all}");
    }

    async fn who_renews_early_loses_no_day(app: &TestApp) {
        let boss = boss(app).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        app.member("sara").await;
        // The 31st, so that the months are not all of one length.
        go_to(app, serde_json::from_value(json!("2027-01-31T09:59:59Z")).unwrap());
        let (sara, start) = (again(app, "sara").await, app.cx.clock.now());
        buy(app, &sara, &pro).await;
        app.cx.clock.advance_s(10 * DAY_S);
        let sara = again(app, "sara").await;
        buy(app, &sara, &pro).await;
        let plan = standing(&sara).await;
        assert_eq!((at(&plan["period_start"]), at(&plan["period_end"])), (start, months_after(start, 1)), "what runs goes on");
        assert_eq!(at(&plan["paid_until"]), months_after(start, 2), "the 31st of March");
        assert_eq!(at(&plan["next_coins_at"]), months_after(start, 1));
        assert_eq!(sara.balance().await.0, GIFT + 100_000, "the second month's coins come with the second month");
        go_to(app, months_after(start, 1));
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!(sara.balance().await.0, GIFT + 100_000, "the first month's coins went");
        assert_eq!(at(&standing(&sara).await["period_start"]), months_after(start, 1));
        go_to(app, months_after(start, 2));
        go_around(app).await;
        assert_eq!(standing(&again(app, "sara").await).await, Value::Null);
    }

    async fn a_dearer_plan_begins_now_and_a_cheaper_one_behind(app: &TestApp) {
        let boss = boss(app).await;
        let small = offer(&boss, plan("small", "monthly", "10", 500)).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        let sara = app.member("sara").await;
        let start = app.cx.clock.now();
        buy(app, &sara, &small).await;
        app.cx.clock.advance_s(10 * DAY_S);
        let sara = again(app, "sara").await;
        let upgraded = app.cx.clock.now();
        let (status, changed) = sara.post("billing/subscription/change", json!({"offer_id": pro})).await;
        assert_eq!((status, &changed["checkout_url"]), (StatusCode::OK, &json!(format!("/app/checkout/{pro}"))));
        buy(app, &sara, &pro).await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["plan"]["code"], at(&plan["period_start"]), at(&plan["period_end"])), (&json!("pro"), upgraded, months_after(upgraded, 1)));
        assert_eq!(sara.balance().await.0, GIFT + 110_000);
        let ends: Vec<_> = lots(app, "sara").await.into_iter().map(|(_, ends)| ends).collect();
        assert_eq!(ends, [months_after(start, 1), months_after(upgraded, 1)], "what is left of the old month stays to its end");
        buy(app, &sara, &small).await;
        let plan = standing(&sara).await;
        assert_eq!((&plan["plan"]["code"], &plan["next"]["code"]), (&json!("pro"), &json!("small")));
        assert_eq!((at(&plan["next_at"]), at(&plan["paid_until"])), (months_after(upgraded, 1), months_after(months_after(upgraded, 1), 1)));
        go_to(app, months_after(upgraded, 1));
        let sara = again(app, "sara").await;
        assert_eq!(standing(&sara).await["plan"]["code"], "small", "before anybody goes around");
        go_around(app).await;
        assert_eq!((standing(&sara).await["next"].clone(), sara.balance().await.0), (Value::Null, GIFT + 10_000));
    }

    async fn a_year_brings_twelve_months_of_coins(app: &TestApp) {
        let boss = boss(app).await;
        let year = offer(&boss, plan("year", "yearly", "1200", 10_000)).await;
        app.member("sara").await;
        go_to(app, serde_json::from_value(json!("2027-08-30T23:59:59Z")).unwrap());
        let (sara, start) = (again(app, "sara").await, app.cx.clock.now());
        let order = buy(app, &sara, &year).await;
        let (second, _) = app.second().await;
        for month in 1..12 {
            assert_eq!(at(&standing(&again(app, "sara").await).await["next_coins_at"]), months_after(start, month));
            go_to(app, months_after(start, month));
            // Two processes, each twice.
            let rounds = [&app.cx, &second, &app.cx, &second].map(subscription::server::go_around);
            for round in futures::future::join_all(rounds).await {
                round.map_err(|_| "the round failed").unwrap();
            }
            go_around(app).await;
            let sara = again(app, "sara").await;
            assert_eq!(sara.balance().await.0, GIFT + 100_000, "month {month}");
            let plan = standing(&sara).await;
            assert_eq!((at(&plan["period_start"]), at(&plan["period_end"])), (start, months_after(start, 12)));
        }
        let sara = again(app, "sara").await;
        let (_, moved) = sara.get("billing/transactions?limit=100").await;
        let granted: Vec<_> = moved["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "subscription").collect();
        assert_eq!(granted.len(), 12);
        assert!(granted.iter().all(|one| one["available"] == "100" && one["order_id"] == *order), "{moved}");
        go_to(app, months_after(start, 12));
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!((standing(&sara).await, sara.balance().await.0), (Value::Null, GIFT));
        second.stopping.cancel();
        second.aborting.cancel();
        second.db.close().await;
    }

    async fn what_was_due_while_nobody_was_there_lasts_a_month_all_the_same(app: &TestApp) {
        let boss = boss(app).await;
        let year = offer(&boss, plan("year", "yearly", "1200", 10_000)).await;
        let sara = app.member("sara").await;
        let start = app.cx.clock.now();
        buy(app, &sara, &year).await;
        go_to(app, months_after(start, 3));
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!(sara.balance().await.0, GIFT + 300_000, "three months at once; the first one's went");
        assert!(lots(app, "sara").await.iter().all(|(_, ends)| *ends > app.cx.clock.now()));
    }

    async fn money_that_goes_back_takes_what_came_and_what_was_to_come(app: &TestApp) {
        let boss = boss(app).await;
        let year = offer(&boss, plan("year", "yearly", "1200", 10_000)).await;
        let sara = app.member("sara").await;
        let start = app.cx.clock.now();
        let order = buy(app, &sara, &year).await;
        let (status, file) = boss.post(&format!("admin/orders/{order}/refund"), json!({"reason": "a wish", "by_hand": true})).await;
        assert_eq!((status, &file["order"]["state"]), (StatusCode::OK, &json!("refunded")), "{file}");
        let (_, balance) = sara.get("billing/balance").await;
        assert_eq!((&balance["available"], &balance["owed"]), (&json!("200"), &json!("0")), "no debt for months that never came");
        assert_eq!(standing(&sara).await, Value::Null);
        go_to(app, months_after(start, 2));
        go_around(app).await;
        assert_eq!(again(app, "sara").await.balance().await.0, GIFT);
    }

    async fn a_plan_is_tried_once_and_for_nothing(app: &TestApp) {
        let boss = boss(app).await;
        let trial = json!({"trial_days": 7, "trial_coins": "5"});
        let pro = offer(&boss, with(plan("pro", "monthly", "100", 1_000), &trial)).await;
        let max = offer(&boss, with(plan("max", "monthly", "500", 5_000), &trial)).await;
        let sara = app.member("sara").await;
        let start = app.cx.clock.now();
        let (_, quote) = sara.post("payments/quote", json!({"package_id": pro, "gateway": "zarinpal"})).await;
        assert_eq!((&quote["total"]["amount_minor"], &quote["coins"]), (&json!(0), &json!("5")), "{quote}");
        let tries = [place(&sara, &pro, "zarinpal"), place(&sara, &max, "zarinpal")];
        let tries = futures::future::join_all(tries).await;
        let free: Vec<_> = tries.iter().filter(|placed| placed["order"]["state"] == "fulfilled").collect();
        assert_eq!(free.len(), 1, "two at once: {tries:?}");
        let plan = standing(&sara).await;
        assert_eq!((&plan["is_trial"], &plan["coins"], at(&plan["period_end"])), (&json!(true), &json!("5"), start.plus_s(7 * DAY_S)));
        assert_eq!((sara.balance().await.0, lots(app, "sara").await[0].0.as_str()), (GIFT + 5_000, "trial"));
        app.cx.clock.advance_s(DAY_S);
        let sara = again(app, "sara").await;
        buy(app, &sara, &pro).await;
        let plan = standing(&sara).await;
        let first = free[0]["order"]["lines"][0]["offer_id"] == json!(pro);
        if first {
            assert_eq!(at(&plan["paid_until"]), months_after(start.plus_s(7 * DAY_S), 1), "bought behind the trial: {plan}");
        }
        // The month that was bought begins when the trial ends, and its coins end with it.
        go_to(app, start.plus_s(8 * DAY_S));
        go_around(app).await;
        go_to(app, months_after(start, 3));
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!((standing(&sara).await, sara.balance().await.0), (Value::Null, GIFT));
        let (status, wrong) = sara.post("payments/purchase-credits", json!({"package_id": max, "gateway": "zarinpal", "trial": true})).await;
        assert_eq!((status, &wrong["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("trial")), "{wrong}");
        assert!(place(&sara, &max, "zarinpal").await["redirect_url"].is_string(), "the second time it is paid");
        let (status, wrong) = sara.post("payments/purchase-credits", json!({"package_id": max, "gateway": "zarinpal", "quantity": 2})).await;
        assert_eq!((status, &wrong["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("quantity")), "{wrong}");
    }

    async fn an_order_is_handed_over_once_by_two_processes(app: &TestApp) {
        let boss = boss(app).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        let sara = app.member("sara").await;
        let order = place(&sara, &pro, "zarinpal").await["order"]["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap();
        let now = app.cx.clock.now();
        // As a process that died between the two commits left it.
        app.cx.db.write(order, move |conn| Box::pin(async move {
            aimall::execute!(conn, "UPDATE orders SET state = 'paid', paid_at = $2, check_at = NULL WHERE id = $1", order, now)?;
            aimall::execute!(conn, "INSERT INTO deliveries (order_id, created_at, due_at) VALUES ($1, $2, $2)", order, now)?;
            Ok(())
        })).await.map_err(|_| "not written").unwrap();
        let (second, _) = app.second().await;
        futures::future::join_all([&app.cx, &second, &app.cx, &second].map(order::server::deliver_due)).await;
        assert_eq!((at(&standing(&sara).await["paid_until"]), sara.balance().await.0), (months_after(now, 1), GIFT + 100_000));
        second.stopping.cancel();
        second.aborting.cancel();
        second.db.close().await;
    }

    async fn staff_sees_and_ends_subscriptions(app: &TestApp) {
        let boss = boss(app).await;
        let year = offer(&boss, plan("year", "yearly", "1200", 10_000)).await;
        let sara = app.member("sara").await;
        let start = app.cx.clock.now();
        buy(app, &sara, &year).await;
        for (path, ends) in [("cancel", true), ("cancel", true), ("keep", false)] {
            let (status, after) = sara.post(&format!("billing/subscription/{path}"), json!({})).await;
            assert_eq!((status, &after["subscription"]["cancel_at_end"]), (StatusCode::OK, &json!(ends)), "{after}");
        }
        assert_eq!(sara.post("billing/subscription/portal", json!({})).await.0, StatusCode::NOT_FOUND);
        let (_, list) = boss.get("admin/subscriptions?gateway=zarinpal&state=active&limit=5").await;
        let path = format!("admin/subscriptions/{}/end", list["items"][0]["id"].as_str().unwrap());
        assert_eq!((&list["items"][0]["email"], &list["items"][0]["plan_code"]), (&json!("sara@example.com"), &json!("year")));
        assert_eq!(sara.post(&path, json!({"reason": "x"})).await.0, StatusCode::FORBIDDEN);
        assert_eq!(boss.post(&path, json!({"reason": " "})).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, ended) = boss.post(&path, json!({"reason": "fraud"})).await;
        assert_eq!((status, &ended["state"], &ended["ended_by"]), (StatusCode::OK, &json!("ended"), &json!("boss@example.com")), "{ended}");
        assert_eq!(boss.post(&path, json!({"reason": "again"})).await.0, StatusCode::CONFLICT);
        assert_eq!((standing(&sara).await, sara.balance().await.0), (Value::Null, GIFT + 100_000), "what came stays");
        go_to(app, months_after(start, 2));
        go_around(app).await;
        assert_eq!(again(app, "sara").await.balance().await.0, GIFT, "and nothing more comes");
    }
}
