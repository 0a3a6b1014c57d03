//! The OpenAPI document: nothing in it is vague, and every call answers as it says.

mod audio;
mod library;
mod money;
mod referral;
mod studio;
mod text;

use crate::{
    harness::{Client, Events, Form, Setup, TestApp, contract},
    provider::emulator::{
        contract::OPENROUTER_KEY,
        stripe::{SECRET_KEY, WEBHOOK_SECRET},
        zarinpal::MERCHANT,
    },
};
use aimall::{
    account::{
        self,
        model::{NAME_MAX, PASSWORD_MAX, PASSWORD_MIN},
    },
    chat::model::{CONTENT_MAX, TITLE_MAX},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Goes through the doors and notes those it came through.
#[derive(Default)]
struct Tour {
    seen: BTreeSet<String>,
}

impl Tour {
    /// Makes a call that succeeds; the client holds the answer against the document.
    async fn call(&mut self, client: &Client, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = match method {
            Method::GET => client.get(path).await,
            _ => client.send(method.clone(), path, body).await,
        };
        assert!(status.is_success(), "{method} {path}: {status}: {answer}");
        self.note(&method, &format!("/api/v1/{path}"), status);
        answer
    }

    /// Watches a stream to its end; each event is held against the document.
    async fn watch(&mut self, client: &Client, path: &str) {
        let response = client.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        self.note(&Method::GET, &format!("/api/v1/{path}"), response.status());
        assert_eq!(Events::of(response).all().await.last().unwrap().name, "message.done");
    }

    fn note(&mut self, method: &Method, address: &str, status: StatusCode) {
        let (path, _) = contract::operation(method, address).unwrap();
        self.seen.insert(format!("{} {path} {}", method.as_str().to_lowercase(), status.as_u16()));
    }
}

/// Another one of the staff.
async fn second_guide(app: &TestApp) -> Client {
    let (email, password) = ("second@example.com", "a good password");
    account::server::create_admin(&app.cx, email, password.to_owned()).await.map_err(|_| "no admin").unwrap();
    let mut client = app.stranger();
    let (_, tokens) = client.post("auth/login", json!({"email": email, "password": password})).await;
    client.keep_tokens(&tokens);
    client
}

/// Every success that the document promises.
fn promised() -> BTreeSet<String> {
    let all = contract::operations().flat_map(|(method, path, note)| {
        let statuses = note["responses"].as_object().unwrap().keys().filter(|status| status.starts_with('2'));
        statuses.map(move |status| format!("{method} {path} {status}"))
    });
    all.collect()
}

/// A plan of the guide's at Stripe, and what is done with it.
async fn tour_of_plans(app: &TestApp, tour: &mut Tour, client: &Client) {
    let (get, post) = (Method::GET, Method::POST);
    let url = format!("http://{}/api/v1/payments/webhook", app.address);
    app.emulator.control("stripe/endpoint", json!({"url": url})).await.unwrap();
    let plan = json!({
        "kind": "plan", "code": "tour", "period": "monthly", "name_fa": "اشتراک", "name_en": "Plan", "coins": "100", "trial_days": 7,
        "prices": [{"amount_minor": 500, "currency": "USD"}],
    });
    let plan = tour.call(client, post.clone(), "admin/offers", plan).await;
    let checkout = json!({"package_id": plan["id"], "gateway": "stripe", "trial": false});
    let (status, placed) = client.post("payments/purchase-credits", checkout).await;
    assert_eq!(status, StatusCode::CREATED, "{placed}");
    app.emulator.control("stripe/session", json!({"action": "pay"})).await.unwrap();
    let dear = json!({
        "kind": "plan", "code": "dear", "period": "monthly", "name_fa": "اشتراک", "name_en": "Dear", "coins": "900",
        "prices": [{"amount_minor": 5_000, "currency": "USD"}],
    });
    let dear = tour.call(client, post.clone(), "admin/offers", dear).await;
    let mine = tour.call(client, get.clone(), "billing/subscription", json!({})).await;
    assert_eq!(mine["subscription"]["state"], "active", "{mine}");
    tour.call(client, post.clone(), "billing/subscription/change", json!({"offer_id": dear["id"]})).await;
    for path in ["cancel", "keep", "portal"] {
        tour.call(client, post.clone(), &format!("billing/subscription/{path}"), json!({})).await;
    }
    let all = tour.call(client, get, "admin/subscriptions?state=active&gateway=stripe&limit=1", json!({})).await;
    let path = format!("admin/subscriptions/{}/end", all["items"][0]["id"].as_str().unwrap());
    tour.call(client, post, &path, json!({"reason": "the tour is over"})).await;
}

/// Every gateway is on.
fn setup() -> Setup {
    let settings = vec![
        ("ZARINPAL_MERCHANT_ID", MERCHANT.to_owned()),
        ("STRIPE_SECRET_KEY", SECRET_KEY.to_owned()),
        ("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET.to_owned()),
    ];
    Setup { settings, ..Setup::default() }
}

/// Orders, from the buyer's and from the staff's side: the client is both.
async fn buy(tour: &mut Tour, app: &TestApp, client: &Client) {
    let (get, post, put) = (Method::GET, Method::POST, Method::PUT);
    let card = json!({"number": "6037 9912 3456 7893", "holder": "کارت آزمون", "bank": "بانک", "daily_minor_max": 90_000_000, "enabled": true});
    let kept = tour.call(client, post.clone(), "admin/cards", card.clone()).await;
    tour.call(client, get.clone(), "admin/cards", json!({})).await;
    tour.call(client, put, &format!("admin/cards/{}", kept["id"].as_str().unwrap()), card).await;

    let open = tour.call(client, get.clone(), "payments/gateways", json!({})).await;
    assert_eq!(open["items"].as_array().unwrap().len(), 3, "{open}");
    let packages = tour.call(client, get.clone(), "billing/packages?kind=package", json!({})).await;
    let package = packages["items"][0]["id"].clone();
    let order =
        json!({"package_id": package, "gateway": "card", "currency": "IRR", "quantity": 2, "discount_code": null});
    tour.call(client, post.clone(), "payments/quote", order.clone()).await;
    let placed = tour.call(client, post.clone(), "payments/purchase-credits", order).await;
    assert_eq!((&placed["redirect_url"], &placed["order"]["card"]["receipt"]), (&Value::Null, &json!("awaited")));
    let id = placed["order"]["id"].as_str().unwrap().to_owned();
    let other = tour
        .call(client, post.clone(), "payments/purchase-credits", json!({"package_id": package, "gateway": "zarinpal"}))
        .await;
    assert!(other["redirect_url"].as_str().unwrap().contains("/StartPay/"), "{other}");
    let other = other["order"]["id"].as_str().unwrap().to_owned();
    tour.call(client, post.clone(), &format!("payments/orders/{other}/cancel"), json!({})).await;
    tour.call(client, get.clone(), "payments/orders?limit=1", json!({})).await;
    tour.call(client, get.clone(), &format!("payments/orders/{id}"), json!({})).await;

    let address = format!("payments/{id}/receipt");
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(40, 60, |x, y| image::Rgb([u8::try_from(x * y % 251).unwrap(); 3]))
        .write_to(&mut picture, image::ImageFormat::Png)
        .unwrap();
    let part = |name: &str| format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"");
    let mut body = format!(
        "{}\r\n\r\n۱۲۳۴۵۶\r\n{}; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n",
        part("tracking"),
        part("file")
    )
    .into_bytes();
    body.extend(picture.into_inner());
    body.extend(b"\r\n--part--\r\n");
    let sent =
        client.request(post.clone(), &address).header("content-type", "multipart/form-data; boundary=part").body(body);
    let sent = sent.send().await.unwrap();
    let (status, media) = (sent.status(), sent.headers()["content-type"].to_str().unwrap().to_owned());
    let answer: Value = sent.json().await.unwrap();
    assert_eq!((status, &answer["card"]["receipt"]), (StatusCode::ACCEPTED, &json!("submitted")), "{answer}");
    contract::check_answer(&post, &format!("/api/v1/{address}"), None, status, &media, &answer);
    tour.note(&post, &format!("/api/v1/{address}"), status);

    let waiting = tour.call(client, get.clone(), "admin/orders?state=review&gateway=card", json!({})).await;
    assert_eq!(waiting["items"][0]["id"], json!(id), "{waiting}");
    let table = tour.call(client, get.clone(), "admin/orders.csv?state=pending", json!({})).await;
    assert_eq!(table.as_str().unwrap().lines().count(), 2, "{table}");
    let file = tour.call(client, get.clone(), &format!("admin/orders/{id}"), json!({})).await;
    let image = format!("admin/receipts/{}/image", file["receipts"][0]["id"].as_str().unwrap());
    let shown = client.request(get.clone(), &image).send().await.unwrap();
    assert_eq!((shown.status(), shown.headers()["content-type"].to_str().unwrap()), (StatusCode::OK, "image/jpeg"));
    tour.note(&get, &format!("/api/v1/{image}"), shown.status());
    let file = tour.call(client, post.clone(), &format!("admin/orders/{id}/review"), json!({"approve": true})).await;
    assert_eq!(file["order"]["state"], "fulfilled", "{file}");
    let refund = json!({"amount_minor": 1_000, "reason": "a tour", "by_hand": true});
    tour.call(client, post.clone(), &format!("admin/orders/{id}/refund"), refund).await;

    tour.call(
        client,
        post.clone(),
        "payments/create-checkout-session",
        json!({"package_id": package, "currency": "EUR"}),
    )
    .await;
    let webhook = "/api/v1/payments/webhook";
    app.emulator.control("stripe/endpoint", json!({"url": format!("http://{}{webhook}", app.address)})).await.unwrap();
    app.emulator.control("stripe/session", json!({"action": "pay"})).await.unwrap();
    let told = app.emulator.control("stripe/send", json!({})).await.unwrap();
    assert_eq!(told["statuses"], json!([204]), "{told}");
    tour.note(&post, webhook, StatusCode::NO_CONTENT);
}

/// Coins that buy themselves for the guide, as far as a bank lets them.
async fn tour_of_top_up(app: &TestApp, tour: &mut Tour, client: &Client) {
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    tour.call(client, post.clone(), "billing/auto-top-up/card", json!({})).await;
    app.emulator.control("stripe/session", json!({"action": "pay"})).await.unwrap();
    app.emulator.control("stripe/card", json!({"decline_code": "authentication_required"})).await.unwrap();
    // More coins than the guide has.
    let offer = json!({
        "kind": "package", "name_fa": "بسته", "name_en": "Large", "coins": "900000",
        "prices": [{"amount_minor": 500, "currency": "USD"}],
    });
    let offer = tour.call(client, post.clone(), "admin/offers", offer).await;
    let rule = json!({
        "enabled": true, "threshold": "900000", "package_id": offer["id"], "currency": "USD", "price_max_minor": 500,
        "month_max_minor": 1_000, "consent": true,
    });
    tour.call(client, put, "billing/auto-top-up", rule).await;
    aimall::order::server::go_around(&app.cx, false).await.map_err(|_| "the round failed").unwrap();
    let standing = tour.call(client, get, "billing/auto-top-up", json!({})).await;
    let path = format!("payments/orders/{}/pay", standing["order_id"].as_str().unwrap_or_else(|| panic!("{standing}")));
    tour.call(client, post, &path, json!({})).await;
    tour.call(client, delete.clone(), "billing/auto-top-up/card", json!({})).await;
    tour.call(client, delete, "billing/auto-top-up", json!({})).await;
}

on_both! {
    with setup();
    async fn every_call_answers_as_described(app: &TestApp) {
        let mut tour = Tour::default();
        let mut client = app.stranger();
        let (get, post, patch, delete) = (Method::GET, Method::POST, Method::PATCH, Method::DELETE);
        let who = json!({"email": "guide@example.com", "password": "a good password"});
        tour.call(&client, post.clone(), "auth/register", json!({"email": "guide@example.com", "password": "a good password", "full_name": "راهنما"})).await;
        tour.call(&client, post.clone(), "auth/login/json", who.clone()).await;
        let tokens = tour.call(&client, post.clone(), "auth/login", who).await;
        let tokens = tour.call(&client, post.clone(), "auth/refresh", json!({"refresh_token": tokens["refresh_token"]})).await;
        client.keep_tokens(&tokens);
        tour.call(&client, get.clone(), "me", json!({})).await;
        tour.call(&client, patch.clone(), "me", json!({"theme": "dark", "locale": "en"})).await;
        tour.call(&client, get.clone(), "models", json!({})).await;
        let id = tour.call(&client, post.clone(), "conversations", json!({"title": "a tour"})).await["id"].as_str().unwrap().to_owned();
        let conversation = format!("conversations/{id}");
        tour.call(&client, patch.clone(), &conversation, json!({"title": "the tour"})).await;
        tour.call(&client, get.clone(), "conversations?limit=1", json!({})).await;
        tour.call(&client, get.clone(), &conversation, json!({})).await;
        let quote = json!({"conversation_id": id, "model": "openai/gpt-5-mini", "content": "hello", "at_start": false});
        tour.call(&client, post.clone(), "runs/quote", quote).await;
        tour.call(&client, get.clone(), &format!("runs/quote?conversation_id={id}&model=openai/gpt-5-mini&content=hello"), json!({})).await;
        let question = json!({"content": "[[fast]] hello", "model": "openai/gpt-5-mini", "client_request_id": "one"});
        let sent = tour.call(&client, post.clone(), &format!("{conversation}/messages"), question).await;
        let run = format!("runs/{}", sent["run_id"].as_str().unwrap());
        tour.watch(&client, &format!("{run}/events?after=0")).await;
        tour.call(&client, get.clone(), &run, json!({})).await;
        tour.call(&client, post.clone(), &format!("{run}/cancel"), json!({})).await;
        tour.call(&client, get.clone(), &format!("{conversation}/messages"), json!({})).await;
        let again = format!("{conversation}/messages/{}/regenerate", sent["assistant_message"]["id"].as_str().unwrap());
        let again = tour.call(&client, post.clone(), &again, json!({"model": "openai/gpt-5-mini"})).await;
        client.ended(again["run_id"].as_str().unwrap()).await;
        tour.watch(&client, &format!("chat/stream?conversationId={id}&model=openai/gpt-5-mini&message=hello")).await;
        for path in ["usage?by=model", "usage.csv?by=key", "billing/balance"] {
            tour.call(&client, get.clone(), path, json!({})).await;
        }
        tour.call(&client, get.clone(), "notifications?limit=3", json!({})).await;
        tour.call(&client, Method::POST, "notifications/read", json!({})).await;
        for path in ["billing/transactions?limit=3", "billing/transactions.csv?kind=settle", "billing/lots", "billing/wallet"] {
            tour.call(&client, get.clone(), path, json!({})).await;
        }
        tour.call(&client, patch.clone(), "billing/wallet", json!({"spend_order": "wallet_first"})).await;
        tour.call(&client, delete.clone(), &conversation, json!({})).await;
        let rules = json!({"name": "a key", "scopes": ["chat"], "models": [], "ip_allow": ["127.0.0.1"], "limit_coins": "5", "expires_at": null});
        let key = tour.call(&client, post.clone(), "api-keys", rules).await["id"].as_str().unwrap().to_owned();
        tour.call(&client, get.clone(), "api-keys?limit=1", json!({})).await;
        tour.call(&client, patch.clone(), &format!("api-keys/{key}"), json!({"name": "the key", "limit_coins": null})).await;
        tour.call(&client, post.clone(), &format!("api-keys/{key}/rotate"), json!({"overlap_s": 60})).await;
        tour.call(&client, delete.clone(), &format!("api-keys/{key}"), json!({})).await;

        account::server::create_admin(&app.cx, "guide@example.com", "a good password".to_owned()).await.map_err(|_| "no admin").unwrap();
        for path in ["admin/dashboard", "admin/usage", "admin/usage.csv?by=model", "admin/users?search=guide", "admin/providers", "admin/earnings", "admin/earnings.csv", "admin/attempts.csv"] {
            tour.call(&client, get.clone(), path, json!({})).await;
        }
        let values = json!({"base_url": app.emulator.base_url("openrouter"), "api_key": OPENROUTER_KEY, "low_balance_usd": "5"});
        tour.call(&client, post.clone(), "admin/providers", json!({"id": "openrouter", "values": values})).await;
        tour.call(&client, patch.clone(), "admin/providers/openrouter", json!({"interrupted": "used", "position": 3})).await;
        tour.call(&client, post.clone(), "admin/providers/openrouter/balance", json!({})).await;
        tour.call(&client, get.clone(), "admin/providers/openrouter", json!({})).await;
        tour.call(&client, delete.clone(), "admin/providers/openrouter", json!({})).await;
        let attempts = tour.call(&client, get.clone(), "admin/attempts?limit=1&outcome=done", json!({})).await;
        tour.call(&client, get.clone(), &format!("admin/attempts/{}", attempts["items"][0]["id"].as_str().unwrap()), json!({})).await;
        tour.call(&client, post.clone(), "admin/providers/openai/test", json!({})).await;
        for path in ["admin/models?limit=3&state=on", "admin/models/sync", "admin/models/openai%2Fgpt-5-mini"] {
            tour.call(&client, get.clone(), path, json!({})).await;
        }
        tour.call(&client, post.clone(), "admin/models/sync", json!({"provider": "openai"})).await;
        let price = json!({"component": "input", "usd": "1", "per": 1_000_000, "prompt_tokens_over": 1_000});
        let model = json!({
            "provider": "openai", "provider_model": "guided", "name": "Guided", "capabilities": ["chat"],
            "context_tokens": 1_000, "output_tokens_max": 100, "prices": [price],
        });
        tour.call(&client, post.clone(), "admin/models", model).await;
        tour.call(&client, patch.clone(), "admin/models/openai%2Fguided", json!({"enabled": false, "margin": "2"})).await;
        tour.call(&client, Method::PUT, "admin/models/openai%2Fguided/prices", json!({"prices": [price]})).await;
        let margin = json!({"plan": "default", "model_id": "openai/guided", "margin": "3"});
        tour.call(&client, Method::PUT, "admin/margins", margin).await;

        for path in ["admin/ledger?kind=settle&limit=1", "admin/ledger.csv?kind=settle", "admin/ledger/check", "admin/ledger/totals", "admin/adjustments?limit=1"] {
            tour.call(&client, get.clone(), path, json!({})).await;
        }
        let me = tour.call(&client, get.clone(), "me", json!({})).await["id"].clone();
        let expires_at = app.cx.clock.now().plus_s(60);
        tour.call(&client, post.clone(), "admin/adjustments", json!({"user_id": me, "coins": "5", "reason": "a tour", "expires_at": expires_at})).await;
        tour.call(&client, get.clone(), "billing/lots", json!({})).await;
        let much = tour.call(&client, post.clone(), "admin/adjustments", json!({"user_id": me, "coins": "5000", "reason": "a tour"})).await;
        let withdrawn = format!("admin/adjustments/{}/reject", much["id"].as_str().unwrap());
        tour.call(&client, post.clone(), &withdrawn, json!({})).await;
        let less = tour.call(&client, post.clone(), "admin/adjustments", json!({"user_id": me, "coins": "5000", "reason": "a tour"})).await;
        let second = second_guide(app).await;
        let approved = format!("admin/adjustments/{}/approve", less["id"].as_str().unwrap());
        tour.call(&second, post.clone(), &approved, json!({})).await;
        tour.call(&client, get.clone(), "admin/uncertain?limit=5", json!({})).await;
        let decision = json!({"runs": [uuid::Uuid::now_v7()], "verdict": "release", "note": "a tour"});
        tour.call(&client, post.clone(), "admin/uncertain", decision).await;
        let policy = json!({"candidates": [{
            "model_id": "openai/gpt-5-mini", "enabled": true, "retries": 2, "plans": ["default"], "languages": ["fa"], "regions": ["IR"],
            "max_price": "5000", "input_tokens_min": 1, "input_tokens_max": 9_000,
        }, {"model_id": "openai/gpt-5"}]});
        tour.call(&client, get.clone(), "admin/routes", json!({})).await;
        tour.call(&client, get.clone(), "admin/routes/chat", json!({})).await;
        tour.call(&client, Method::PUT, "admin/routes/chat", policy).await;
        let trial = json!({"task": "chat", "plan": "default", "language": "en", "country": "DE", "input_tokens": 10, "has_tools": true});
        tour.call(&client, post.clone(), "admin/routes/dry-run", trial).await;
        tour.call(&client, delete.clone(), "admin/routes/chat", json!({})).await;

        buy(&mut tour, app, &client).await;
        tour_of_top_up(app, &mut tour, &client).await;
        money::go(&mut tour, &client).await;
        library::go(&mut tour, &client).await;
        studio::go(&mut tour, app, &client).await;
        text::go(&mut tour, &client).await;
        audio::go(&mut tour, app, &client).await;
        let offer = json!({
            "kind": "package", "name_fa": "بسته", "name_en": "Package", "coins": "100", "bonus_coins": "5", "expires_days": 30,
            "limit_per_user": 2, "prices": [{"amount_minor": 490_000, "currency": "IRR"}], "highlight": true, "enabled": true,
        });
        let offer = tour.call(&client, post.clone(), "admin/offers", offer).await;
        let address = format!("admin/offers/{}", offer["id"].as_str().unwrap());
        tour.call(&client, get.clone(), "admin/offers", json!({})).await;
        tour.call(&client, get.clone(), &address, json!({})).await;
        let changed = json!({
            "kind": "package", "name_fa": "بسته", "name_en": "Package", "coins": "200", "based_on": 1,
            "prices": [{"amount_minor": 490_000, "currency": "IRR"}, {"amount_minor": 500, "currency": "USD"}],
        });
        tour.call(&client, Method::PUT, &address, changed).await;
        tour.call(&client, patch.clone(), &address, json!({"enabled": true})).await;
        tour.call(&client, Method::PUT, "admin/offers/order", json!({"ids": [offer["id"]]})).await;
        tour.call(&client, get.clone(), "billing/packages?currency=IRR", json!({})).await;
        referral::go(&mut tour, app, &client, &offer["id"]).await;
        let code = json!({
            "code": "tour-10", "percent": 10, "caps": [{"amount_minor": 900, "currency": "USD"}], "uses_max": 5, "uses_per_user_max": 1,
            "minimums": [{"amount_minor": 100, "currency": "USD"}], "starts_at": null, "ends_at": "2099-01-01T00:00:00Z",
            "users": ["guide@example.com"], "offers": [offer["id"]], "first_purchase": true, "enabled": true,
        });
        let code = tour.call(&client, post.clone(), "admin/codes", code).await;
        let code = format!("admin/codes/{}", code["id"].as_str().unwrap());
        tour.call(&client, get.clone(), "admin/codes?search=tour", json!({})).await;
        tour.call(&client, get.clone(), &code, json!({})).await;
        tour.call(&client, Method::PUT, &code, json!({"code": "TOUR-20", "off": [{"amount_minor": 500, "currency": "EUR"}]})).await;
        tour.call(&client, get.clone(), &format!("{code}/uses?limit=5"), json!({})).await;
        let batch = json!({"name": "a tour", "codes": 2, "coins": "7.5", "expires_at": "2099-01-01T00:00:00Z", "coins_days": 30, "per_user_max": 1});
        let table = tour.call(&client, post.clone(), "admin/code-batches", batch).await;
        let word = table.as_str().unwrap().lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
        tour.call(&client, post.clone(), "billing/redeem", json!({"code": word})).await;
        let batches = tour.call(&client, get.clone(), "admin/code-batches?limit=1", json!({})).await;
        tour.call(&client, delete.clone(), &format!("admin/code-batches/{}", batches["items"][0]["id"].as_str().unwrap()), json!({})).await;
        tour.call(&client, delete.clone(), &address, json!({})).await;
        tour_of_plans(app, &mut tour, &client).await;

        let devices = tour.call(&client, get.clone(), "me/devices", json!({})).await;
        let other = devices.as_array().unwrap().iter().find(|device| device["is_current"] == false).unwrap();
        tour.call(&client, delete, &format!("me/devices/{}", other["id"].as_str().unwrap()), json!({})).await;
        tour.call(&client, post, "auth/logout", json!({})).await;
        for path in ["/api/health", "/api/health/ready"] {
            let response = client.http.get(format!("{}{path}", client.base)).send().await.unwrap();
            let status = response.status();
            let media = response.headers()["content-type"].to_str().unwrap().to_owned();
            contract::check_answer(&get, path, None, status, &media, &response.json().await.unwrap());
            tour.note(&get, path, status);
        }
        assert_eq!(tour.seen, promised());
    }

    async fn the_document_that_is_served_is_this_one(app: &TestApp) {
        let client = app.stranger();
        let served: Value = client.http.get(format!("{}/api/openapi.json", client.base)).send().await.unwrap().json().await.unwrap();
        assert_eq!(served, *contract::document());
        let page = client.http.get(format!("{}/api/docs", client.base)).send().await.unwrap().text().await.unwrap();
        for (method, path, _) in contract::operations() {
            let written = format!("<code>/api{path}</code>");
            assert!(page.contains(&written), "{method} {path}");
        }
    }

    async fn a_form_signs_in_as_described(app: &TestApp) {
        app.member("former").await;
        let client = app.stranger();
        let sent = client.request(Method::POST, "auth/login").form(&[("username", "former@example.com"), ("password", "a good password")]);
        let response = sent.send().await.unwrap();
        let (_, note) = contract::operation(&Method::POST, "/api/v1/auth/login").unwrap();
        assert!(note["requestBody"]["content"]["application/x-www-form-urlencoded"].is_object());
        assert_eq!(contract::findings(&note["responses"]["200"]["content"]["application/json"]["schema"], &response.json().await.unwrap()), Vec::<String>::new());
    }
}

/// Every schema of the document, wherever it stands.
fn schemas<'v>(value: &'v Value, at: &str, found: &mut Vec<(String, &'v Value)>) {
    for (name, inner) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        if name == "schema" {
            found.push((at.clone(), inner));
        }
        if name == "properties" || at == "/components/schemas" {
            found.extend(inner.as_object().unwrap().iter().map(|(name, schema)| (format!("{at}/{name}"), schema)));
        }
        schemas(inner, &at, found);
    }
    for (number, inner) in value.as_array().into_iter().flatten().enumerate() {
        schemas(inner, &format!("{at}/{number}"), found);
    }
}

#[test]
fn nothing_is_vague() {
    let (document, mut found) = (contract::document(), Vec::new());
    schemas(document, "", &mut found);
    assert!(found.len() > 150, "{}", found.len());
    for (at, schema) in found {
        let says =
            ["$ref", "allOf", "oneOf", "enum", "properties", "items"].iter().any(|key| schema.get(key).is_some());
        let is_plain = schema["type"].is_array()
            || schema["type"].as_str().is_some_and(|kind| !["object", "array"].contains(&kind));
        assert!(says || is_plain, "{at}: {schema}");
        if let Some(name) = schema["$ref"].as_str() {
            assert!(document.pointer(name.trim_start_matches('#')).is_some(), "{at}: {name} is not there");
        }
    }
    let text = document.to_string();
    assert!(!text.contains("[`"), "a link of Rust's in a description");
    assert!(!include_str!("../boot/docs/guide.html").contains("{{"), "a place that nothing fills");
    for (method, path, note) in contract::operations() {
        let what = format!("{method} {path}");
        assert!(note["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{what}");
        for (status, answer) in note["responses"].as_object().unwrap() {
            assert!(answer["description"].as_str().is_some_and(|text| !text.is_empty()), "{what}: {status}");
            let is_problem = answer["content"]["application/problem+json"].is_object();
            let is_refusal = !status.starts_with(['2', '3']) && (path, status.as_str()) != ("/health/ready", "503");
            assert_eq!(is_problem, is_refusal, "{what}: {status}");
        }
        if method != "get"
            && path != "/v1/auth/logout"
            && !path.ends_with("/cancel")
            && !path.ends_with("/keep")
            && !path.ends_with("/portal")
            && !path.ends_with("/auto-top-up/card")
            && !path.ends_with("/pay")
            && !path.ends_with("/balance")
            && !path.ends_with("/approve")
            && !path.ends_with("/reject")
            && !path.ends_with("/again")
            && !path.ends_with("/summary")
            && method != "delete"
        {
            assert!(note["requestBody"]["required"] == true, "{what}: {note}");
        }
        if path.contains("/events") || path.contains("/stream") {
            assert!(note["responses"]["200"]["content"]["text/event-stream"].is_object(), "{what}");
        }
    }
}

#[test]
fn limits_are_those_that_hold() {
    let limit =
        |name: &str| contract::document().pointer(&format!("/components/schemas/{name}")).and_then(Value::as_u64);
    for (name, holds) in [
        ("Registration/properties/password/minLength", PASSWORD_MIN),
        ("Registration/properties/password/maxLength", PASSWORD_MAX),
        ("Registration/properties/full_name/maxLength", NAME_MAX),
        ("ProfileChange/properties/full_name/maxLength", NAME_MAX),
        ("NewConversation/properties/title/maxLength", TITLE_MAX),
        ("ConversationChange/properties/title/maxLength", TITLE_MAX),
        ("NewMessage/properties/content/maxLength", CONTENT_MAX),
    ] {
        assert_eq!(limit(name), Some(u64::from(holds)), "{name}");
    }
}

#[test]
fn a_wrong_answer_is_found() {
    let schema = json!({"$ref": "#/components/schemas/Conversation"});
    let good = json!({"id": uuid::Uuid::now_v7(), "title": "t", "model": null, "created_at": "2026-11-21T08:00:00Z", "updated_at": "2026-11-21T08:00:00Z"});
    assert_eq!(contract::findings(&schema, &good), Vec::<String>::new());
    for (name, value) in [
        ("id", json!("x")),
        ("title", json!(5)),
        ("created_at", json!("yesterday")),
        ("more", json!(1)),
        ("model", json!({})),
    ] {
        let mut wrong = good.clone();
        wrong[name] = value;
        assert_eq!(contract::findings(&schema, &wrong).len(), 1, "{wrong}");
    }
    for name in ["id", "title", "model", "created_at"] {
        let mut wrong = good.clone();
        wrong.as_object_mut().unwrap().remove(name);
        assert_eq!(contract::findings(&schema, &wrong), [format!("/{name}: missing")]);
    }
    let problem = json!({"$ref": "#/components/schemas/Problem"});
    let refusal = json!({"type": "urn:aimall:problem:rate_limited", "title": "t", "status": 429, "detail": "d", "code": "rate_limited", "retry_after_s": 3});
    assert_eq!(contract::findings(&problem, &refusal), Vec::<String>::new());
    for (name, value) in
        [("code", json!("not_found")), ("code", json!("new")), ("retry_after_s", json!("3")), ("fields", json!([]))]
    {
        let mut wrong = refusal.clone();
        wrong[name] = value;
        assert!(!contract::findings(&problem, &wrong).is_empty(), "{wrong}");
    }
    let events = json!({"$ref": "#/components/schemas/RunEvent"});
    assert_eq!(
        contract::findings(&events, &json!({"event": "message.delta", "data": {"text": "a"}})),
        Vec::<String>::new()
    );
    assert!(!contract::findings(&events, &json!({"event": "message.delta", "data": {"words": "a"}})).is_empty());
}
