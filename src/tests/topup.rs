//! Coins that buy themselves: once for each time they are few, within what was agreed to, whatever banks, networks, events and
//! processes do.

use crate::{
    harness::{Client, Setup, TestApp, milli, wait_until},
    order::{control, file, go_around, order, package, place, shop, staff, state, steps},
};
use aimall::order as orders;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// The shop, with twenty coins for whoever comes.
fn few() -> Setup {
    let mut setup = shop();
    setup.settings.push(("SIGNUP_COINS", "20".to_owned()));
    setup.settings.push(("ADJUSTMENT_LIMIT", "100000".to_owned()));
    setup
}

/// Coins of the package, in thousandths; and the gift.
const COINS: i64 = 110_000;
const GIFT: i64 = 20_000;
const DAY_S: i64 = 86_400;

async fn listen(app: &TestApp) {
    let url = format!("http://{}/api/v1/payments/webhook", app.address);
    control(app, "stripe/endpoint", json!({"url": url})).await;
}

/// Signs in again: tokens do not live as long as these tests.
async fn again(app: &TestApp, name: &str) -> Client {
    let mut client = app.stranger();
    let who = json!({"email": format!("{name}@example.com"), "password": "a good password"});
    let (status, tokens) = client.post("auth/login", who).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    client.keep_tokens(&tokens);
    client
}

/// Gives a card at Stripe's page.
async fn give_card(app: &TestApp, person: &Client) {
    let (status, page) = person.post("billing/auto-top-up/card", json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{page}");
    let session = page["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    control(app, "stripe/session", json!({"action": "pay", "session": session})).await;
}

/// A person with a card, and a package for 4.50 dollars.
async fn saver(app: &TestApp) -> (Client, Client, String) {
    let boss = staff(app, "boss").await;
    let offer = package(&boss).await;
    let sara = app.member("sara").await;
    give_card(app, &sara).await;
    (sara, boss, offer)
}

fn rule(offer: &str, month: i64) -> Value {
    json!({"enabled": true, "threshold": "50", "package_id": offer, "currency": "USD", "month_max_minor": month, "consent": true})
}

async fn agree(person: &Client, offer: &str, month: i64) -> Value {
    let (status, standing) = person.send(Method::PUT, "billing/auto-top-up", rule(offer, month)).await;
    assert_eq!(status, StatusCode::OK, "{standing}");
    standing
}

async fn standing(person: &Client) -> Value {
    let (status, standing) = person.get("billing/auto-top-up").await;
    assert_eq!(status, StatusCode::OK, "{standing}");
    standing
}

/// The orders of a person, the newest first.
async fn bought(person: &Client) -> Vec<Value> {
    let (status, list) = person.get("payments/orders?limit=100").await;
    assert_eq!(status, StatusCode::OK, "{list}");
    list["items"].as_array().unwrap().clone()
}

async fn states(person: &Client) -> Vec<String> {
    bought(person).await.iter().map(|order| order["state"].as_str().unwrap().to_owned()).collect()
}

/// What Stripe has of a kind.
async fn at_stripe(app: &TestApp, kind: &str) -> Vec<Value> {
    control(app, "stripe/objects", json!({"kind": kind})).await.as_array().unwrap().clone()
}

/// Payments that came in.
async fn charges(app: &TestApp) -> usize {
    at_stripe(app, "payment_intent").await.iter().filter(|intent| intent["status"] == "succeeded").count()
}

/// What a person was told, the newest first: kind, and why.
async fn told(person: &Client) -> Vec<(String, Value)> {
    let (status, inbox) = person.get("notifications?limit=50").await;
    assert_eq!(status, StatusCode::OK, "{inbox}");
    let notices = inbox["items"].as_array().unwrap().iter().map(|told| &told["notice"]);
    let kind = |notice: &Value| (notice["kind"].as_str().unwrap().to_owned(), notice["reason"].clone());
    notices.map(kind).filter(|(kind, _)| kind.starts_with("top_up") || kind == "order_paid").collect()
}

/// Takes coins out of a wallet, or puts some into it.
async fn spend(app: &TestApp, person: &Client, coins: i64) {
    let boss = again(app, "boss").await;
    let (_, me) = person.get("me").await;
    let input = json!({"user_id": me["id"], "coins": (-coins).to_string(), "reason": "spent"});
    let (status, made) = boss.post("admin/adjustments", input).await;
    assert_eq!((status, &made["state"]), (StatusCode::CREATED, &json!("applied")), "{made}");
}

fn top_up(kind: &str, reason: &str) -> (String, Value) {
    (kind.to_owned(), if reason.is_empty() { Value::Null } else { json!(reason) })
}

on_both! {
    with few();

    async fn few_coins_buy_a_package_once(app: &TestApp) {
        listen(app).await;
        let (sara, boss, offer) = saver(app).await;
        let before = standing(&sara).await;
        assert_eq!(before["card"], json!({"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2_034}), "{before}");
        assert_eq!(before["rule"], Value::Null);
        go_around(app).await;
        assert_eq!(bought(&sara).await, Vec::<Value>::new(), "nothing was agreed to");
        agree(&sara, &offer, 2_000).await;
        for _ in 0..3 {
            go_around(app).await;
        }
        assert_eq!(sara.balance().await.0, GIFT + COINS);
        let all = bought(&sara).await;
        assert_eq!((all.len(), &all[0]["state"], &all[0]["automatic"], &all[0]["gateway"]), (1, &json!("fulfilled"), &json!(true), &json!("stripe")));
        let id = all[0]["id"].as_str().unwrap();
        let known = file(&boss, id).await;
        assert_eq!(steps(&known), ["made", "paid", "fulfilled"]);
        assert_eq!((&known["steps"][0]["detail"], &known["order"]["automatic"]), (&json!("automatic"), &json!(true)));
        let after = standing(&sara).await;
        assert_eq!((&after["rule"]["spent"]["amount_minor"], &after["rule"]["state"], &after["order_id"]), (&json!(450), &json!("on"), &Value::Null));
        assert_eq!(told(&sara).await, [top_up("order_paid", "")], "one word is enough");
        let (_, invoices) = sara.get("payments/invoices").await;
        assert_eq!(invoices["items"].as_array().unwrap().len(), 1, "{invoices}");
        // Its events come once more, and what was refused before in another one.
        let sent = control(app, "stripe/send", json!({"type": "payment_intent.succeeded", "times": 4})).await;
        assert_eq!(sent["statuses"], json!([204, 204, 204, 204]), "{sent}");
        let intent = at_stripe(app, "payment_intent").await[0]["id"].clone();
        control(app, "stripe/emit", json!({"type": "payment_intent.payment_failed", "id": intent, "set": {}})).await;
        assert_eq!((sara.balance().await.0, charges(app).await), (GIFT + COINS, 1));
        assert_eq!(state(&sara, id).await, "fulfilled");
        // It goes back like any other.
        let (status, file) = boss.post(&format!("admin/orders/{id}/refund"), json!({"reason": "all"})).await;
        assert_eq!((status, &file["order"]["state"]), (StatusCode::OK, &json!("refunded")), "{file}");
        assert_eq!(sara.balance().await.0, GIFT);
        control(app, "stripe/dispute", json!({})).await;
        assert_eq!(sara.balance().await.0, GIFT, "what went back is not taken twice");
    }

    async fn a_month_has_a_limit(app: &TestApp) {
        let (sara, _, offer) = saver(app).await;
        agree(&sara, &offer, 1_000).await;
        go_around(app).await;
        for bought_by_now in [2, 2] {
            app.cx.clock.advance_s(10 * 60);
            let sara = again(app, "sara").await;
            spend(app, &sara, 105).await;
            go_around(app).await;
            go_around(app).await;
            assert_eq!(bought(&sara).await.len(), bought_by_now, "a third would be too much");
        }
        let sara = again(app, "sara").await;
        let limited = standing(&sara).await;
        assert_eq!(limited["rule"]["spent"]["amount_minor"], 900);
        assert_eq!((&limited["rule"]["state"], &limited["rule"]["retry_at"]), (&json!("on"), &limited["rule"]["month_ends_at"]));
        assert_eq!(told(&sara).await[0], top_up("top_up_failed", "month_full"));
        // Who switches it off and on begins no new month.
        let (status, _) = sara.send(Method::DELETE, "billing/auto-top-up", json!({})).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert_eq!(sara.send(Method::DELETE, "billing/auto-top-up", json!({})).await.0, StatusCode::NOT_FOUND);
        agree(&sara, &offer, 1_000).await;
        go_around(app).await;
        assert_eq!(bought(&sara).await.len(), 2);
        let ends: aimall::kernel::Instant = serde_json::from_value(limited["rule"]["month_ends_at"].clone()).unwrap();
        app.cx.clock.advance_s(ends.seconds_since(app.cx.clock.now()) + 1);
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!((bought(&sara).await.len(), &standing(&sara).await["rule"]["spent"]["amount_minor"]), (3, &json!(450)), "another month");
    }

    async fn a_price_that_rises_is_asked_about(app: &TestApp) {
        let (sara, boss, offer) = saver(app).await;
        spend(app, &sara, -100).await;
        let on = agree(&sara, &offer, 5_000).await;
        assert_eq!(on["rule"]["price_max"]["amount_minor"], 450, "{on}");
        let changed = json!({
            "kind": "package", "name_fa": "بستهٔ کوچک", "name_en": "Small", "coins": "100", "bonus_coins": "10", "based_on": 1,
            "prices": [{"amount_minor": 490_000, "currency": "IRR"}, {"amount_minor": 600, "currency": "USD"}],
        });
        let (status, answer) = boss.send(Method::PUT, &format!("admin/offers/{offer}"), changed).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        spend(app, &sara, 100).await;
        go_around(app).await;
        go_around(app).await;
        let paused = standing(&sara).await;
        assert_eq!((&paused["rule"]["state"], &paused["rule"]["reason"]), (&json!("paused"), &json!("price_rose")), "{paused}");
        assert_eq!((bought(&sara).await.len(), told(&sara).await), (0, vec![top_up("top_up_failed", "price_rose")]));
        agree(&sara, &offer, 5_000).await;
        go_around(app).await;
        let all = bought(&sara).await;
        assert_eq!((all.len(), &all[0]["total"]["amount_minor"]), (1, &json!(600)), "agreed to anew");
        let (status, _) = boss.send(Method::PATCH, &format!("admin/offers/{offer}"), json!({"enabled": false})).await;
        assert_eq!(status, StatusCode::OK);
        spend(app, &sara, 100).await;
        app.cx.clock.advance_s(301);
        go_around(app).await;
        assert_eq!(standing(&sara).await["rule"]["reason"], "offer_gone");
        let (status, off) = sara.send(Method::PUT, "billing/auto-top-up", json!({
            "enabled": false, "threshold": "50", "package_id": offer, "currency": "USD", "month_max_minor": 5_000,
        })).await;
        assert_eq!((status, &off["rule"]["state"]), (StatusCode::OK, &json!("off")), "off is always possible");
    }

    async fn a_card_that_is_refused_is_tried_three_times(app: &TestApp) {
        listen(app).await;
        let (sara, _, offer) = saver(app).await;
        control(app, "stripe/card", json!({"decline_code": "insufficient_funds"})).await;
        agree(&sara, &offer, 5_000).await;
        for (number, pause) in [(1, 4 * 3_600), (2, 12 * 3_600), (3, 30 * DAY_S)] {
            go_around(app).await;
            go_around(app).await;
            let sara = again(app, "sara").await;
            assert_eq!(states(&sara).await, vec!["cancelled"; number]);
            app.cx.clock.advance_s(pause - 60);
            go_around(app).await;
            assert_eq!(bought(&again(app, "sara").await).await.len(), number, "not before its time");
            app.cx.clock.advance_s(61);
        }
        go_around(app).await;
        let sara = again(app, "sara").await;
        let paused = standing(&sara).await;
        assert_eq!((&paused["rule"]["state"], &paused["rule"]["reason"]), (&json!("paused"), &json!("card_refused")), "{paused}");
        let failed = top_up("top_up_failed", "declined");
        assert_eq!(told(&sara).await, [top_up("top_up_failed", "card_refused"), failed.clone(), failed]);
        assert_eq!((sara.balance().await.0, charges(app).await, &paused["rule"]["spent"]["amount_minor"]), (GIFT, 0, &json!(0)));
        let boss = again(app, "boss").await;
        let known = file(&boss, bought(&sara).await[0]["id"].as_str().unwrap()).await;
        assert_eq!((steps(&known), &known["steps"][1]["detail"]), (vec!["made", "declined"], &json!("insufficient_funds")));
        // Another card, and it goes on.
        control(app, "stripe/card", json!({})).await;
        give_card(app, &sara).await;
        assert_eq!(standing(&sara).await["rule"]["state"], "paused", "nobody switches it on but its person");
        agree(&sara, &offer, 5_000).await;
        go_around(app).await;
        assert_eq!(sara.balance().await.0, GIFT + COINS);
        // What a bank says for good is not asked again.
        control(app, "stripe/card", json!({"decline_code": "lost_card"})).await;
        spend(app, &sara, 110).await;
        app.cx.clock.advance_s(301);
        go_around(app).await;
        assert_eq!(standing(&sara).await["rule"]["reason"], "card_refused");
    }

    async fn a_bank_that_wants_to_see_its_customer_is_answered_by_hand(app: &TestApp) {
        listen(app).await;
        let (sara, boss, offer) = saver(app).await;
        control(app, "stripe/card", json!({"decline_code": "authentication_required"})).await;
        agree(&sara, &offer, 5_000).await;
        go_around(app).await;
        go_around(app).await;
        let waiting = standing(&sara).await;
        assert_eq!((&waiting["rule"]["state"], &waiting["rule"]["reason"]), (&json!("paused"), &json!("authentication")), "{waiting}");
        let id = waiting["order_id"].as_str().unwrap().to_owned();
        let open = order(&sara, &id).await;
        assert_eq!((&open["state"], &open["by_hand"]), (&json!("pending"), &json!(true)));
        assert_eq!(told(&sara).await, [top_up("top_up_to_pay", "")]);
        let path = format!("payments/orders/{id}/pay");
        assert_eq!(app.member("other").await.post(&path, json!({})).await.0, StatusCode::NOT_FOUND);
        let usual = place(&sara, &offer, "stripe").await["order"]["id"].as_str().unwrap().to_owned();
        assert_eq!(sara.post(&format!("payments/orders/{usual}/pay"), json!({})).await.0, StatusCode::CONFLICT);
        let (status, placed) = sara.post(&path, json!({})).await;
        assert_eq!(status, StatusCode::OK, "{placed}");
        let (_, twice) = sara.post(&path, json!({})).await;
        assert_eq!(twice["redirect_url"], placed["redirect_url"], "one page");
        let first = at_stripe(app, "payment_intent").await[0].clone();
        assert_eq!(first["status"], "canceled", "never paid beside the page");
        let session = placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        control(app, "stripe/session", json!({"action": "decline", "session": session})).await;
        assert_eq!(state(&sara, &id).await, "pending", "another card may do");
        control(app, "stripe/session", json!({"action": "pay", "session": session})).await;
        assert_eq!((state(&sara, &id).await.as_str(), sara.balance().await.0, charges(app).await), ("fulfilled", GIFT + COINS, 1));
        assert_eq!(sara.post(&path, json!({})).await.0, StatusCode::CONFLICT);
        assert_eq!(steps(&file(&boss, &id).await), ["made", "by_hand", "paid", "fulfilled"]);
        assert_eq!(standing(&sara).await["rule"]["spent"]["amount_minor"], 450);
    }

    async fn what_is_to_be_paid_by_hand_can_be_left(app: &TestApp) {
        let (sara, _, offer) = saver(app).await;
        control(app, "stripe/card", json!({"decline_code": "authentication_required"})).await;
        agree(&sara, &offer, 5_000).await;
        go_around(app).await;
        let id = standing(&sara).await["order_id"].as_str().unwrap().to_owned();
        assert_eq!(sara.post(&format!("payments/orders/{id}/cancel"), json!({})).await.0, StatusCode::OK);
        control(app, "stripe/card", json!({})).await;
        agree(&sara, &offer, 5_000).await;
        go_around(app).await;
        assert_eq!(states(&sara).await, ["fulfilled", "cancelled"]);
        // One that nobody looks at is over after a day.
        control(app, "stripe/card", json!({"decline_code": "authentication_required"})).await;
        spend(app, &sara, 110).await;
        app.cx.clock.advance_s(301);
        go_around(app).await;
        app.cx.clock.advance_s(DAY_S + 1);
        go_around(app).await;
        let sara = again(app, "sara").await;
        assert_eq!((states(&sara).await[0].as_str(), &standing(&sara).await["order_id"]), ("expired", &Value::Null));
    }
}

on_both! {
    with few();

    async fn an_answer_that_gets_lost_costs_nothing_twice(app: &TestApp) {
        let (sara, _, offer) = saver(app).await;
        control(app, "stripe/next", json!({"path": "payment_intents", "cut": true, "commit": true})).await;
        agree(&sara, &offer, 5_000).await;
        for _ in 0..3 {
            go_around(app).await;
        }
        assert_eq!((states(&sara).await, sara.balance().await.0), (vec!["pending".to_owned()], GIFT), "nobody knows yet");
        let id = standing(&sara).await["order_id"].as_str().unwrap().to_owned();
        assert_eq!(sara.post(&format!("payments/orders/{id}/cancel"), json!({})).await.0, StatusCode::CONFLICT, "it may be paid");
        app.cx.clock.advance_s(61);
        go_around(app).await;
        go_around(app).await;
        assert_eq!((states(&sara).await, sara.balance().await.0), (vec!["fulfilled".to_owned()], GIFT + COINS));
        assert_eq!(at_stripe(app, "payment_intent").await.len(), 1, "charged once");
    }

    async fn what_never_arrived_is_sent_once_more_while_it_is_wanted(app: &TestApp) {
        let (sara, _, offer) = saver(app).await;
        control(app, "stripe/next", json!({"path": "payment_intents", "cut": true})).await;
        agree(&sara, &offer, 5_000).await;
        go_around(app).await;
        assert_eq!(at_stripe(app, "payment_intent").await.len(), 0);
        app.cx.clock.advance_s(61);
        go_around(app).await;
        assert_eq!((states(&sara).await, charges(app).await), (vec!["fulfilled".to_owned()], 1));
        // Switched off in between: what never arrived is let go.
        control(app, "stripe/next", json!({"path": "payment_intents", "cut": true})).await;
        spend(app, &sara, 110).await;
        app.cx.clock.advance_s(301);
        go_around(app).await;
        let (status, _) = sara.send(Method::DELETE, "billing/auto-top-up", json!({})).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        for _ in 0..6 {
            app.cx.clock.advance_s(5 * 60);
            go_around(app).await;
        }
        let sara = again(app, "sara").await;
        assert_eq!((states(&sara).await[0].as_str(), charges(app).await), ("cancelled", 1));
        assert_eq!(standing(&sara).await["order_id"], Value::Null);
    }

    async fn an_event_may_be_faster_than_the_answer(app: &TestApp) {
        listen(app).await;
        let (sara, _, offer) = saver(app).await;
        control(app, "stripe/next", json!({"path": "payment_intents", "cut": true, "commit": true})).await;
        agree(&sara, &offer, 5_000).await;
        go_around(app).await;
        wait_until("the event", || async { sara.balance().await.0 == GIFT + COINS }).await;
        app.cx.clock.advance_s(61);
        go_around(app).await;
        assert_eq!((states(&sara).await, charges(app).await), (vec!["fulfilled".to_owned()], 1));
        // All of them late, and the other way round.
        control(app, "stripe/hold", json!({"held": true})).await;
        spend(app, &sara, 110).await;
        app.cx.clock.advance_s(301);
        go_around(app).await;
        control(app, "stripe/release", json!({"order": "reverse"})).await;
        assert_eq!((sara.balance().await.0, charges(app).await), (GIFT + COINS, 2));
    }

    async fn two_processes_at_once_buy_once(app: &TestApp) {
        let (sara, _, offer) = saver(app).await;
        let (second, _) = app.second().await;
        agree(&sara, &offer, 5_000).await;
        let rounds = [&app.cx, &second, &app.cx, &second].map(|cx| orders::server::go_around(cx, false));
        for round in futures::future::join_all(rounds).await {
            round.map_err(|_| "the round failed").unwrap();
        }
        go_around(app).await;
        assert_eq!((states(&sara).await, charges(app).await), (vec!["fulfilled".to_owned()], 1));
        second.stopping.cancel();
        second.aborting.cancel();
        second.db.close().await;
    }

    async fn a_card_is_replaced_and_forgotten(app: &TestApp) {
        listen(app).await;
        let (sara, _, offer) = saver(app).await;
        agree(&sara, &offer, 5_000).await;
        // Two pages: the one that was opened last counts.
        let mut pages = Vec::new();
        for _ in 0..2 {
            let (_, page) = sara.post("billing/auto-top-up/card", json!({})).await;
            pages.push(page["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned());
        }
        for page in pages {
            control(app, "stripe/session", json!({"action": "pay", "session": page})).await;
        }
        control(app, "stripe/send", json!({"type": "checkout.session.completed", "times": 3})).await;
        assert_eq!(standing(&sara).await["card"]["last4"], "4244");
        go_around(app).await;
        let kept = |cards: Vec<Value>| cards.iter().map(|card| card["customer"].is_string()).collect::<Vec<_>>();
        assert_eq!(kept(at_stripe(app, "payment_method").await), [false, false, true]);
        assert_eq!(at_stripe(app, "payment_intent").await[0]["payment_method"], at_stripe(app, "payment_method").await[2]["id"]);
        spend(app, &sara, 110).await;
        control(app, "stripe/next", json!({"path": "detach", "kind": "server"})).await;
        let (status, _) = sara.send(Method::DELETE, "billing/auto-top-up/card", json!({})).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        let after = standing(&sara).await;
        assert_eq!((&after["card"], &after["rule"]["state"], &after["rule"]["reason"]), (&Value::Null, &json!("paused"), &json!("card_gone")));
        assert_eq!(kept(at_stripe(app, "payment_method").await), [false, false, true], "Stripe was away");
        app.cx.clock.advance_s(301);
        go_around(app).await;
        assert_eq!(kept(at_stripe(app, "payment_method").await), [false, false, false]);
        assert_eq!(bought(&sara).await.len(), 1, "nothing pays without a card");
        assert_eq!(sara.send(Method::PUT, "billing/auto-top-up", rule(&offer, 5_000)).await.0, StatusCode::CONFLICT);
        assert_eq!(sara.send(Method::DELETE, "billing/auto-top-up/card", json!({})).await.0, StatusCode::NOT_FOUND);
    }

    async fn a_page_that_its_person_comes_back_from_is_asked_for(app: &TestApp) {
        // No event ever comes.
        let (sara, _, _) = saver(app).await;
        assert_eq!(standing(&sara).await["card"]["last4"], "4242");
    }

    async fn an_answer_that_costs_coins_buys_the_next(app: &TestApp) {
        let (sara, _, offer) = saver(app).await;
        spend(app, &sara, -80).await;
        let mut all = rule(&offer, 5_000);
        all["threshold"] = json!("100");
        assert_eq!(sara.send(Method::PUT, "billing/auto-top-up", all).await.0, StatusCode::OK);
        go_around(app).await;
        assert_eq!(bought(&sara).await.len(), 0, "a hundred are not fewer than a hundred");
        let conversation = sara.conversation().await;
        let run = sara.ask(&conversation, "[[fast]] hello").await;
        let ended = sara.ended(&run).await;
        let cost = milli(&ended["coin_cost"]);
        assert!(cost > 0, "{ended}");
        go_around(app).await;
        assert_eq!((states(&sara).await, sara.balance().await.0), (vec!["fulfilled".to_owned()], GIFT + 80_000 + COINS - cost));
    }

    async fn only_what_makes_sense_is_agreed_to(app: &TestApp) {
        let boss = staff(app, "boss").await;
        let offer = package(&boss).await;
        let limited = json!({
            "kind": "package", "name_fa": "بسته", "name_en": "Once", "coins": "100", "limit_per_user": 1,
            "prices": [{"amount_minor": 450, "currency": "USD"}],
        });
        let (_, limited) = boss.post("admin/offers", limited).await;
        let sara = app.member("sara").await;
        assert_eq!(sara.send(Method::PUT, "billing/auto-top-up", rule(&offer, 5_000)).await.0, StatusCode::CONFLICT, "no card");
        give_card(app, &sara).await;
        for (name, value, field) in [
            ("consent", json!(false), "consent"),
            ("threshold", json!("0"), "threshold"),
            ("threshold", json!("111"), "threshold"),
            ("month_max_minor", json!(449), "month_max_minor"),
            ("month_max_minor", json!(i64::MAX), "month_max_minor"),
            ("price_max_minor", json!(449), "price_max_minor"),
            ("currency", json!("EUR"), "package_id"),
            ("currency", json!("IRR"), "package_id"),
            ("package_id", limited["id"].clone(), "package_id"),
            ("package_id", json!("01900000-0000-7000-8000-000000000000"), "package_id"),
        ] {
            let mut input = rule(&offer, 5_000);
            input[name] = value;
            let (status, problem) = sara.send(Method::PUT, "billing/auto-top-up", input.clone()).await;
            assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!(field)), "{input}: {problem}");
        }
        assert_eq!(standing(&sara).await["rule"], Value::Null);
    }
}

on_both! {
    async fn without_stripe_there_is_none(app: &TestApp) {
        let sara = app.member("sara").await;
        let offer = "01900000-0000-7000-8000-000000000000";
        assert_eq!(sara.get("billing/auto-top-up").await.0, StatusCode::NOT_FOUND);
        assert_eq!(sara.send(Method::PUT, "billing/auto-top-up", rule(offer, 500)).await.0, StatusCode::NOT_FOUND);
        assert_eq!(sara.post("billing/auto-top-up/card", json!({})).await.0, StatusCode::NOT_FOUND);
        for path in ["billing/auto-top-up", "billing/auto-top-up/card"] {
            assert_eq!(sara.send(Method::DELETE, path, json!({})).await.0, StatusCode::NOT_FOUND);
        }
    }
}
