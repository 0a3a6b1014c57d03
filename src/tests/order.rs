//! Orders: that money becomes coins once, whatever browsers, gateways, staff and crashes do.

mod books;
mod card;
mod stripe;
mod zarinpal;

use crate::{
    harness::{Client, Setup, TestApp},
    provider::emulator::{
        stripe::{SECRET_KEY, WEBHOOK_SECRET},
        zarinpal::MERCHANT,
    },
};
use aimall::{
    account,
    invoice::server::NewInvoice,
    kernel::{Cash, Currency, id::OrderId},
    order,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Both gateways on, and a clock that stands still.
pub fn shop() -> Setup {
    let settings = vec![
        ("ZARINPAL_MERCHANT_ID", MERCHANT.to_owned()),
        ("STRIPE_SECRET_KEY", SECRET_KEY.to_owned()),
        ("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET.to_owned()),
    ];
    Setup { settings, manual_clock: true }
}

pub async fn staff(app: &TestApp, name: &str) -> Client {
    let client = app.member(name).await;
    let email = format!("{name}@example.com");
    account::server::create_admin(&app.cx, &email, "a good password".to_owned()).await.map_err(|_| "no admin").unwrap();
    client
}

/// A package of 100 coins and 10 on top for 49,000 Toman or 4.50 dollars.
pub async fn package(boss: &Client) -> String {
    let offer = json!({
        "kind": "package", "name_fa": "بستهٔ کوچک", "name_en": "Small", "coins": "100", "bonus_coins": "10",
        "prices": [{"amount_minor": 490_000, "currency": "IRR"}, {"amount_minor": 450, "currency": "USD"}],
    });
    let (status, made) = boss.post("admin/offers", offer).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

/// A person without coins, and an offer of a shop that is open.
pub async fn buyer(app: &TestApp) -> (Client, Client, String) {
    let boss = staff(app, "boss").await;
    let offer = package(&boss).await;
    (app.member("sara").await, boss, offer)
}

/// An order, if this person may have one more and the gateway answers.
pub async fn place_or_not(client: &Client, offer: &str, gateway: &str) -> Option<Value> {
    let (status, placed) =
        client.post("payments/purchase-credits", json!({"package_id": offer, "gateway": gateway})).await;
    assert!([201, 422, 429, 503].contains(&status.as_u16()), "{status}: {placed}");
    (status == StatusCode::CREATED).then_some(placed)
}

/// Somebody who was here before, with tokens of now.
pub async fn sign_in(app: &TestApp, name: &str) -> Client {
    let mut client = app.stranger();
    let login = json!({"email": format!("{name}@example.com"), "password": "a good password"});
    let (status, tokens) = client.post("auth/login", login).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    client.keep_tokens(&tokens);
    client
}

pub async fn place(client: &Client, offer: &str, gateway: &str) -> Value {
    let (status, placed) =
        client.post("payments/purchase-credits", json!({"package_id": offer, "gateway": gateway})).await;
    assert_eq!(status, StatusCode::CREATED, "{placed}");
    placed
}

pub fn id(placed: &Value) -> String {
    placed["order"]["id"].as_str().unwrap().to_owned()
}

pub async fn order(client: &Client, id: &str) -> Value {
    let (status, order) = client.get(&format!("payments/orders/{id}")).await;
    assert_eq!(status, StatusCode::OK, "{order}");
    order
}

pub async fn state(client: &Client, id: &str) -> String {
    order(client, id).await["state"].as_str().unwrap().to_owned()
}

/// Everything staff knows of an order.
pub async fn file(boss: &Client, id: &str) -> Value {
    let (status, file) = boss.get(&format!("admin/orders/{id}")).await;
    assert_eq!(status, StatusCode::OK, "{file}");
    file
}

pub fn steps(file: &Value) -> Vec<&str> {
    file["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect()
}

pub async fn control(app: &TestApp, path: &str, body: Value) -> Value {
    app.emulator.control(path, body).await.unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// One round of the heartbeat.
pub async fn go_around(app: &TestApp) {
    order::server::go_around(&app.cx, true).await.map_err(|_| "the round failed").unwrap();
}

/// The coins of the package, in thousandths.
const COINS: i64 = 110_000;

on_both! {
    with shop();

    async fn a_shop_says_what_is_open_and_what_it_costs(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let (status, open) = sara.get("payments/gateways").await;
        assert_eq!(status, StatusCode::OK, "{open}");
        assert_eq!(open["items"], json!([
            {"gateway": "zarinpal", "currencies": ["IRR"]},
            {"gateway": "stripe", "currencies": ["USD", "EUR"]},
        ]), "no card, no card to card");
        let input = json!({"package_id": offer, "gateway": "zarinpal", "quantity": 3});
        let (status, quote) = sara.post("payments/quote", input).await;
        assert_eq!(status, StatusCode::OK, "{quote}");
        assert_eq!(quote["total"], json!({"amount_minor": 1_470_000, "currency": "IRR"}));
        assert_eq!(quote["coins"], "330");
        let code = json!({"code": "NOWRUZ", "percent": 50, "enabled": true});
        let (status, made) = boss.post("admin/codes", code).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let input = json!({"package_id": offer, "gateway": "zarinpal", "discount_code": "nowruz"});
        let (_, quote) = sara.post("payments/quote", input).await;
        assert_eq!(quote["total"]["amount_minor"], 245_000, "{quote}");
        for (wrong, field) in [
            (json!({"package_id": offer, "gateway": "zarinpal", "quantity": 0}), "quantity"),
            (json!({"package_id": offer, "gateway": "zarinpal", "quantity": -5}), "quantity"),
            (json!({"package_id": offer, "gateway": "zarinpal", "quantity": i64::MAX}), "quantity"),
            (json!({"package_id": offer, "gateway": "zarinpal", "currency": "USD"}), "currency"),
            (json!({"package_id": offer, "gateway": "stripe", "currency": "EUR"}), "currency"),
            (json!({"package_id": "01900000-0000-7000-8000-000000000000", "gateway": "zarinpal"}), "package_id"),
            (json!({"package_id": offer, "gateway": "zarinpal", "discount_code": "NONE"}), "discount_code"),
        ] {
            let (status, problem) = sara.post("payments/purchase-credits", wrong.clone()).await;
            assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!(field)), "{wrong}: {problem}");
        }
        let (status, _) = sara.post("payments/purchase-credits", json!({"package_id": offer, "gateway": "card"})).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(sara.get("payments/orders").await.1["items"], json!([]), "what was refused is no order");
    }

    async fn nobody_sees_the_orders_of_others(app: &TestApp) {
        let (sara, _, offer) = buyer(app).await;
        let placed = place(&sara, &offer, "zarinpal").await;
        let other = app.member("other").await;
        let path = format!("payments/orders/{}", id(&placed));
        assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&format!("{path}/cancel"), json!({})).await.0, StatusCode::NOT_FOUND);
        assert_eq!(other.get(&format!("admin/orders/{}", id(&placed))).await.0, StatusCode::FORBIDDEN);
        assert_eq!(other.get("payments/orders").await.1["items"], json!([]));
    }

    async fn a_code_for_ten_is_used_by_ten_of_fifty(app: &TestApp) {
        let (_, boss, offer) = buyer(app).await;
        let code = json!({"code": "TEN", "percent": 100, "uses_max": 10, "enabled": true});
        let (status, made) = boss.post("admin/codes", code).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let mut people = Vec::new();
        for number in 0..25 {
            people.push(app.member(&format!("p{number}")).await);
        }
        let input = json!({"package_id": offer, "gateway": "zarinpal", "discount_code": "TEN"});
        let tries = people.iter().chain(&people).map(|person| person.post("payments/purchase-credits", input.clone()));
        let tries = futures::future::join_all(tries).await;
        let made: Vec<_> = tries.iter().filter(|(status, _)| *status == StatusCode::CREATED).collect();
        assert_eq!(made.len(), 10);
        assert!(made.iter().all(|(_, placed)| placed["order"]["state"] == "fulfilled"), "nothing was due");
        assert!(tries.iter().all(|(status, _)| [201, 422].contains(&status.as_u16())));
    }

    async fn an_order_that_nobody_pays_expires_and_gives_its_code_back(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let code = json!({"code": "ONCE", "percent": 10, "uses_max": 1, "enabled": true});
        assert_eq!(boss.post("admin/codes", code).await.0, StatusCode::CREATED);
        let input = json!({"package_id": offer, "gateway": "zarinpal", "discount_code": "ONCE"});
        let (status, placed) = sara.post("payments/purchase-credits", input.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{placed}");
        assert_eq!(sara.post("payments/purchase-credits", input.clone()).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        app.cx.clock.advance_s(36 * 60);
        go_around(app).await;
        let sara = sign_in(app, "sara").await;
        assert_eq!(state(&sara, &id(&placed)).await, "expired");
        assert_eq!(sara.post("payments/purchase-credits", input).await.0, StatusCode::CREATED, "the code is free again");
    }

    async fn what_was_paid_before_a_crash_is_handed_over_after_it(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        let placed = place(&sara, &offer, "zarinpal").await;
        // As a process that died between the two commits left it.
        let order = id(&placed).parse::<uuid::Uuid>().unwrap();
        let user = file(&boss, &id(&placed)).await["order"]["user_id"].as_str().unwrap().parse().unwrap();
        let (cx, now, total) = (app.cx.clone(), app.cx.clock.now(), Cash::new(490_000, Currency::Irr));
        app.cx.db.write(order, move |conn| Box::pin(async move {
            let (discount, reference) = (Cash::zero(Currency::Irr), None);
            let new = NewInvoice { order: OrderId(order), user, lines: Vec::new(), subtotal: total, discount, total, payment: "zarinpal", reference };
            aimall::invoice::server::issue_invoice(&cx, conn, new).await?;
            aimall::execute!(conn, "UPDATE orders SET state = 'paid', paid_at = $2, check_at = NULL WHERE id = $1", order, now)?;
            aimall::execute!(conn, "INSERT INTO deliveries (order_id, created_at, due_at) VALUES ($1, $2, $2)", order, now)?;
            Ok(())
        })).await.map_err(|_| "not written").unwrap();
        let (second, _) = app.second().await;
        futures::future::join_all([&app.cx, &second, &app.cx, &second].map(order::server::deliver_due)).await;
        assert_eq!(state(&sara, &id(&placed)).await, "fulfilled");
        assert_eq!(sara.balance().await.0, before + COINS, "by two processes at once, and once");
        second.stopping.cancel();
        second.aborting.cancel();
        second.db.close().await;
    }
}

on_both! {
    async fn a_gateway_without_its_secret_is_not_there(app: &TestApp) {
        let sara = app.member("sara").await;
        assert_eq!(sara.get("payments/gateways").await.1["items"], json!([]));
        assert_eq!(app.stranger().get("payments/zarinpal/callback?Authority=A&Status=OK").await.0, StatusCode::NOT_FOUND);
        let event = app.stranger().request(Method::POST, "payments/webhook").header("stripe-signature", "t=1,v1=00");
        assert_eq!(event.body("{}").send().await.unwrap().status(), StatusCode::NOT_FOUND);
        let offer = json!({"package_id": "01900000-0000-7000-8000-000000000000", "gateway": "stripe"});
        assert_eq!(sara.post("payments/purchase-credits", offer).await.0, StatusCode::NOT_FOUND);
    }
}

on_both! {
    with shop();

    async fn who_paid_is_told_once(app: &TestApp) {
        let (sara, _, offer) = buyer(app).await;
        let placed = place(&sara, &offer, "zarinpal").await;
        control(app, "zarinpal/act", json!({"action": "pay"})).await;
        go_around(app).await;
        go_around(app).await;
        let (status, inbox) = sara.get("notifications").await;
        assert_eq!(status, StatusCode::OK, "{inbox}");
        assert_eq!((&inbox["unread"], inbox["items"].as_array().unwrap().len()), (&json!(1), 1));
        let notice = json!({"kind": "order_paid", "order": id(&placed), "coins": "110"});
        assert_eq!(inbox["items"][0]["notice"], notice);
        let other = app.member("other").await;
        assert_eq!(other.get("notifications").await.1["items"], json!([]), "and nobody else");
        let read = json!({"id": inbox["items"][0]["id"]});
        assert_eq!(other.post("notifications/read", read.clone()).await.1["unread"], 0);
        assert_eq!(sara.get("notifications").await.1["unread"], 1, "nobody reads for others");
        assert_eq!(sara.post("notifications/read", read).await.1["unread"], 0);
    }
}
