//! What people are told of their plans: once, in time, and only where they have to do something.

use super::{
    DAY_S, again, at, boss, buy, control, go_around, go_to, last_word, offer, place, plan, shop, standing, told,
};
use crate::harness::TestApp;
use serde_json::{Value, json};

/// Goes to so many seconds before the end of what is paid, and once around in two processes.
async fn before_end(app: &TestApp, seconds: i64) {
    let end = at(&standing(&again(app, "sara").await).await["paid_until"]);
    app.cx.clock.advance_s(end.seconds_since(app.cx.clock.now()) - seconds);
    let (second, _) = app.second().await;
    let rounds = [&app.cx, &second].map(aimall::subscription::server::go_around);
    for round in futures::future::join_all(rounds).await {
        round.map_err(|_| "the round failed").unwrap();
    }
    go_around(app).await;
    second.stopping.cancel();
    second.aborting.cancel();
    second.db.close().await;
}

on_both! {
    with shop();

    async fn who_pays_by_hand_is_reminded_a_week_and_a_day_before(app: &TestApp) {
        let boss = boss(app).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        let sara = app.member("sara").await;
        buy(app, &sara, &pro).await;
        before_end(app, 8 * DAY_S).await;
        assert_eq!(told(&again(app, "sara").await).await, Vec::<String>::new(), "too early");
        before_end(app, 7 * DAY_S - 1).await;
        assert_eq!(told(&again(app, "sara").await).await, ["renewal_due"]);
        before_end(app, 2 * DAY_S).await;
        assert_eq!(told(&again(app, "sara").await).await, ["renewal_due"], "once");
        before_end(app, DAY_S - 1).await;
        let sara = again(app, "sara").await;
        assert_eq!(told(&sara).await, ["renewal_due", "renewal_due"]);
        let (_, inbox) = sara.get("notifications?limit=1").await;
        assert_eq!(inbox["items"][0]["notice"]["at"], standing(&sara).await["paid_until"], "{inbox}");
        // Renewed in time: the next end has its own reminders, this one is no end any more.
        buy(app, &sara, &pro).await;
        before_end(app, 20 * DAY_S).await;
        assert_eq!(told(&again(app, "sara").await).await.len(), 2);
        before_end(app, DAY_S - 1).await;
        assert_eq!(told(&again(app, "sara").await).await.len(), 3, "nobody went around in the week before: one word is enough");
        before_end(app, -1).await;
        let sara = again(app, "sara").await;
        assert_eq!((standing(&sara).await, told(&sara).await[0].as_str(), told(&sara).await.len()), (Value::Null, "plan_ended", 4));
    }

    async fn a_year_is_announced_and_what_is_let_end_is_not(app: &TestApp) {
        let boss = boss(app).await;
        let year = offer(&boss, plan("year", "yearly", "1200", 10_000)).await;
        let sara = app.member("sara").await;
        buy(app, &sara, &year).await;
        before_end(app, 7 * DAY_S - 1).await;
        let sara = again(app, "sara").await;
        assert_eq!(told(&sara).await, ["renewal_due"]);
        let (status, _) = sara.post("billing/subscription/cancel", json!({})).await;
        assert_eq!(status, reqwest::StatusCode::OK);
        before_end(app, DAY_S - 1).await;
        assert_eq!(told(&again(app, "sara").await).await, ["renewal_due"], "its person knows");
        before_end(app, -1).await;
        assert_eq!(told(&again(app, "sara").await).await, ["plan_ended", "renewal_due"]);
    }

    async fn a_dearer_plan_is_no_end(app: &TestApp) {
        let boss = boss(app).await;
        let small = offer(&boss, plan("small", "monthly", "10", 500)).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        let sara = app.member("sara").await;
        buy(app, &sara, &small).await;
        app.cx.clock.advance_s(10 * DAY_S);
        let sara = again(app, "sara").await;
        buy(app, &sara, &pro).await;
        app.cx.clock.advance_s(21 * DAY_S);
        go_around(app).await;
        assert_eq!(told(&again(app, "sara").await).await, Vec::<String>::new(), "what was put aside ended without a word");
    }

    async fn a_renewal_that_fails_is_told_once_and_its_end_once(app: &TestApp) {
        let url = format!("http://{}/api/v1/payments/webhook", app.address);
        control(app, "stripe/endpoint", json!({"url": url})).await;
        let boss = boss(app).await;
        let pro = offer(&boss, plan("pro", "monthly", "100", 1_000)).await;
        let sara = app.member("sara").await;
        control(app, "stripe/session", json!({"action": "pay", "session": last_word(&place(&sara, &pro, "stripe").await)})).await;
        before_end(app, DAY_S - 1).await;
        assert_eq!(told(&again(app, "sara").await).await, Vec::<String>::new(), "it renews by itself");
        go_to(app, at(&standing(&again(app, "sara").await).await["period_end"]));
        control(app, "stripe/renew", json!({"decline_code": "card_declined"})).await;
        go_around(app).await;
        control(app, "stripe/send", json!({"type": "invoice.payment_failed", "times": 3})).await;
        let sara = again(app, "sara").await;
        assert_eq!(told(&sara).await, ["renewal_failed"]);
        let (_, inbox) = sara.get("notifications?limit=1").await;
        assert_eq!(inbox["items"][0]["notice"]["until"], standing(&sara).await["grace_until"], "{inbox}");
        // Paid after all, and failed once more a month later.
        app.cx.clock.advance_s(3 * DAY_S);
        control(app, "stripe/renew", json!({})).await;
        go_around(app).await;
        assert_eq!(told(&again(app, "sara").await).await, ["renewal_failed"]);
        go_to(app, at(&standing(&again(app, "sara").await).await["period_end"]));
        control(app, "stripe/renew", json!({"decline_code": "card_declined"})).await;
        go_around(app).await;
        assert_eq!(told(&again(app, "sara").await).await, ["renewal_failed", "renewal_failed"], "another failure");
        app.cx.clock.advance_s(8 * DAY_S);
        go_around(app).await;
        go_around(app).await;
        assert_eq!(told(&again(app, "sara").await).await, ["plan_ended", "renewal_failed", "renewal_failed"]);
    }
}
