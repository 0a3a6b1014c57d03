//! Subscriptions: what is paid comes once and in its time, whatever clocks, gateways, events and crashes do.

mod notice;
mod prepaid;
mod stripe;
mod worth;

use crate::{
    harness::{Client, Setup, TestApp},
    provider::emulator::{
        stripe::{SECRET_KEY, WEBHOOK_SECRET},
        zarinpal::MERCHANT,
    },
};
use aimall::{account, billing, kernel::Instant, order};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Both gateways on, and a clock that stands still.
fn shop() -> Setup {
    let settings = vec![
        ("ZARINPAL_MERCHANT_ID", MERCHANT.to_owned()),
        ("STRIPE_SECRET_KEY", SECRET_KEY.to_owned()),
        ("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET.to_owned()),
    ];
    Setup { settings, manual_clock: true }
}

const DAY_S: i64 = 86_400;

/// Signs in again: tokens do not live as long as these tests.
async fn again(app: &TestApp, name: &str) -> Client {
    let mut client = app.stranger();
    let who = json!({"email": format!("{name}@example.com"), "password": "a good password"});
    let (status, tokens) = client.post("auth/login", who).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    client.keep_tokens(&tokens);
    client
}

async fn boss(app: &TestApp) -> Client {
    let client = app.member("boss").await;
    account::server::create_admin(&app.cx, "boss@example.com", "a good password".to_owned())
        .await
        .map_err(|_| "no admin")
        .unwrap();
    client
}

/// A plan with its price in rial (tens) and in cents.
fn plan(code: &str, period: &str, coins: &str, price: i64) -> Value {
    json!({
        "kind": "plan", "code": code, "period": period, "name_fa": "اشتراک", "name_en": code, "coins": coins,
        "prices": [{"amount_minor": price * 1_000, "currency": "IRR"}, {"amount_minor": price, "currency": "USD"}],
    })
}

async fn offer(boss: &Client, offer: Value) -> String {
    let (status, made) = boss.post("admin/offers", offer).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

async fn control(app: &TestApp, path: &str, body: Value) -> Value {
    app.emulator.control(path, body).await.unwrap_or_else(|error| panic!("{path}: {error}"))
}

async fn place(client: &Client, offer: &str, gateway: &str) -> Value {
    let (status, placed) =
        client.post("payments/purchase-credits", json!({"package_id": offer, "gateway": gateway})).await;
    assert_eq!(status, StatusCode::CREATED, "{placed}");
    placed
}

fn last_word(placed: &Value) -> String {
    let url = placed["redirect_url"].as_str().unwrap_or_else(|| panic!("{placed}"));
    url.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned()
}

/// Buys ahead, at Zarinpal's page; the order.
async fn buy(app: &TestApp, client: &Client, offer: &str) -> String {
    let placed = place(client, offer, "zarinpal").await;
    let authority = last_word(&placed);
    control(app, "zarinpal/act", json!({"authority": authority, "action": "pay"})).await;
    let path = format!("payments/zarinpal/callback?Authority={authority}&Status=OK");
    let back = app.stranger().request(Method::GET, &path).send().await.unwrap();
    assert_eq!(back.status(), StatusCode::SEE_OTHER);
    let id = placed["order"]["id"].as_str().unwrap().to_owned();
    let (_, order) = client.get(&format!("payments/orders/{id}")).await;
    assert_eq!(order["state"], "fulfilled", "{order}");
    id
}

/// The person's plan as REST tells it; null without one.
async fn standing(client: &Client) -> Value {
    let (status, standing) = client.get("billing/subscription").await;
    assert_eq!(status, StatusCode::OK, "{standing}");
    standing["subscription"].clone()
}

fn at(value: &Value) -> Instant {
    serde_json::from_value(value.clone()).unwrap_or_else(|_| panic!("{value}"))
}

/// The calendar's own word for a month later.
fn months_after(start: Instant, months: i32) -> Instant {
    use jiff::{ToSpan, tz::TimeZone};
    let later = start.timestamp().to_zoned(TimeZone::UTC).checked_add(months.months()).unwrap();
    Instant::from_micros(later.timestamp().as_microsecond())
}

/// Moves the clock to a moment, a second behind it.
fn go_to(app: &TestApp, moment: Instant) {
    app.cx.clock.advance_s(moment.seconds_since(app.cx.clock.now()) + 1);
}

/// One round of the heartbeats: coins that are due come, those that are past their time go.
async fn go_around(app: &TestApp) {
    order::server::go_around(&app.cx, false).await.map_err(|_| "the round failed").unwrap();
    billing::server::expire_lots(&app.cx).await.map_err(|_| "the lots did not expire").unwrap();
}

/// Where a person's coins come from that expire, and when they do; the first to go come first.
async fn lots(app: &TestApp, name: &str) -> Vec<(String, Instant)> {
    let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
    let email = format!("{name}@example.com");
    let sql = "SELECT l.source, l.expires_at FROM coin_lots l JOIN users u ON u.id = l.user_id
               WHERE u.email = $1 AND l.left_milli > 0 ORDER BY l.expires_at, l.id";
    aimall::fetch_all!(&mut conn, (String, Instant), sql, email.as_str()).unwrap()
}

/// What a person was told of their plan, the newest first.
async fn told(client: &Client) -> Vec<String> {
    let (status, inbox) = client.get("notifications?limit=50").await;
    assert_eq!(status, StatusCode::OK, "{inbox}");
    let kinds =
        inbox["items"].as_array().unwrap().iter().map(|told| told["notice"]["kind"].as_str().unwrap().to_owned());
    kinds.filter(|kind| kind.starts_with("renewal") || kind.starts_with("plan")).collect()
}

/// What the sign-up gave, in thousandths.
const GIFT: i64 = 200_000;
