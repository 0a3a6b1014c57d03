//! Payment gateways, against their emulators over real sockets: what they say, what that means, and what nobody may see.

#![cfg(test)]

mod billing;
mod charges;
mod checkout;
mod events;
mod gateways;
mod pages;
mod secrets;
mod trouble;
mod zarinpal;

use crate::provider::emulator::{
    Emulator,
    stripe::{SECRET_KEY, WEBHOOK_SECRET},
    zarinpal::MERCHANT,
};
use aimall::{
    kernel::{
        Instant,
        cash::{Cash, Currency},
    },
    payment::{
        Stripe, Waits, Zarinpal,
        stripe::{Interval, Line, NewSession, Payer, Purpose, Session, StripeSettings},
        zarinpal::{PaymentRequest, ZarinpalSettings},
    },
};
use reqwest::{Client, redirect::Policy};
use serde_json::{Value, json};
use std::time::Duration;

/// Long enough for a busy machine.
const WAITS: Waits = Waits { connect: Duration::from_secs(10), total: Duration::from_secs(30) };
/// Short, for answers that never come.
const SHORT: Waits = Waits { total: Duration::from_millis(400), ..WAITS };
/// The time of these tests.
const NOW: i64 = 1_790_000_000;

/// Gateways at a time that stands still.
async fn emulator() -> Emulator {
    let emulator = Emulator::start().await.unwrap();
    control(&emulator, "clock", json!({ "now": NOW })).await;
    emulator
}

/// A browser that shows where it is sent instead of going there.
fn browser() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(Policy::none()).no_proxy().build().unwrap()
}

async fn control(emulator: &Emulator, path: &str, body: Value) -> Value {
    emulator.control(path, body).await.unwrap_or_else(|wrong| panic!("{path}: {wrong}"))
}

fn merchant(emulator: &Emulator, merchant_id: &str, waits: Waits) -> Zarinpal {
    let settings = ZarinpalSettings { base_url: emulator.base_url("zarinpal"), merchant_id: merchant_id.into() };
    Zarinpal::new(settings, waits).unwrap()
}

fn zarinpal(emulator: &Emulator) -> Zarinpal {
    merchant(emulator, MERCHANT, WAITS)
}

fn stripe_with(emulator: &Emulator, secret_key: &str, waits: Waits) -> Stripe {
    let settings = StripeSettings {
        base_url: emulator.base_url("stripe"),
        secret_key: secret_key.into(),
        webhook_secret: Some(WEBHOOK_SECRET.into()),
    };
    Stripe::new(settings, waits).unwrap()
}

fn stripe(emulator: &Emulator) -> Stripe {
    stripe_with(emulator, SECRET_KEY, WAITS)
}

fn rial(amount: i64) -> Cash {
    Cash::new(amount, Currency::Irr)
}

fn dollars(cents: i64) -> Cash {
    Cash::new(cents, Currency::Usd)
}

/// 49,000 Toman.
fn payment() -> PaymentRequest {
    PaymentRequest {
        amount: rial(490_000),
        description: "۱۰۰۰ سکه".to_owned(),
        callback_url: "http://127.0.0.1:9/callback?order=7".to_owned(),
        order_id: "order-7".to_owned(),
        mobile: Some("09121234567".to_owned()),
        email: None,
    }
}

/// Five dollars, once.
fn once() -> NewSession {
    NewSession {
        purpose: Purpose::Payment { keeps_card: false },
        lines: vec![Line { name: "۱۰۰۰ سکه".to_owned(), price: dollars(500), quantity: 1, every: None }],
        client_reference_id: "order-7".to_owned(),
        payer: Payer::Email("a@example.com".to_owned()),
        success_url: "http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}".to_owned(),
        cancel_url: "http://127.0.0.1:9/back".to_owned(),
        expires_at: Some(Instant::from_micros((NOW + 3_600) * 1_000_000)),
        locale: Some("en".to_owned()),
        metadata: vec![("order".to_owned(), "7".to_owned()), ("kind".to_owned(), "coins & more".to_owned())],
    }
}

/// Nine dollars, every month.
fn monthly() -> NewSession {
    NewSession {
        purpose: Purpose::Subscription { trial_days: None },
        lines: vec![Line { name: "Plus".to_owned(), price: dollars(900), quantity: 1, every: Some(Interval::Month) }],
        ..once()
    }
}

/// The session that was asked for, after its page's button was pressed.
async fn bought(emulator: &Emulator, session: &NewSession) -> Session {
    let stripe = stripe(emulator);
    let key = format!("buy-{}", emulator.requests().len());
    let made = stripe.create_session(&key, session).await.unwrap();
    control(emulator, "stripe/session", json!({"session": made.id, "action": "pay"})).await;
    stripe.session(&made.id).await.unwrap()
}

/// What the product did was in order.
fn in_order(emulator: &Emulator) {
    assert_eq!(emulator.violations(), Vec::<String>::new());
}
