//! Zarinpal's REST v4 with a memory: `CREATED → IN_BANK → PAID → VERIFIED`, `FAILED`, `REVERSED`.

mod api;
mod check;
mod control;
mod page;

use super::{
    payment::{Answer, clock::Clock, next::Queue},
    record::Request,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The merchant id of the product's account.
pub const MERCHANT: &str = "5f0c1f3e-8a5b-4b52-9d3c-0e4a6b7c8d9e";
/// Another merchant's.
pub const OTHER_MERCHANT: &str = "0a1b2c3d-1111-4222-8333-444455556666";

/// Zarinpal, and what it knows.
#[derive(Debug)]
pub struct Zarinpal {
    base: String,
    clock: Arc<Clock>,
    next: Queue,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    payments: Vec<Payment>,
    settings: Settings,
}

/// What a control can set.
#[derive(Debug, Clone)]
struct Settings {
    /// `Merchant` or `Payer`.
    fee_payer: String,
    /// The status of errors: Zarinpal's documentation does not tell it.
    error_status: u16,
    /// When money that nobody verified goes back.
    reverse_after_s: i64,
    /// The domain that is registered; any when none.
    domain: Option<String>,
    /// Whether the product's address may reverse.
    may_reverse: bool,
    /// The smallest amount, in rial.
    minimum: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            fee_payer: "Merchant".to_owned(),
            error_status: 200,
            reverse_after_s: 72 * 3_600,
            domain: None,
            may_reverse: true,
            minimum: 10_000,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Created,
    InBank,
    Paid,
    Verified,
    Failed,
    Reversed,
}

#[derive(Debug, Clone)]
struct Payment {
    authority: String,
    merchant: String,
    /// In rial.
    amount: i64,
    description: String,
    callback_url: String,
    order_id: Option<String>,
    standing: Standing,
    ref_id: u64,
    created_at: i64,
    paid_at: i64,
}

impl Standing {
    fn as_str(self) -> &'static str {
        match self {
            // Zarinpal has no word for what nobody looked at.
            Self::Created | Self::InBank => "IN_BANK",
            Self::Paid => "PAID",
            Self::Verified => "VERIFIED",
            Self::Failed => "FAILED",
            Self::Reversed => "REVERSED",
        }
    }
}

impl Payment {
    fn to_json(&self) -> Value {
        json!({
            "authority": self.authority, "amount": self.amount, "description": self.description,
            "callback_url": self.callback_url, "order_id": self.order_id, "status": self.standing.as_str(),
            "ref_id": self.ref_id, "created_at": self.created_at, "mine": self.merchant == MERCHANT,
        })
    }
}

impl Zarinpal {
    /// Nobody has paid yet.
    pub fn new(base: &str, clock: Arc<Clock>) -> Self {
        Self { base: base.to_owned(), clock, next: Queue::default(), state: Mutex::default() }
    }

    /// The answer to a request.
    pub async fn answer(&self, request: &Request) -> Answer {
        let path = request.path.split('?').next().unwrap_or_default();
        let call = path.strip_prefix("/zarinpal/pg/v4/payment/").and_then(|rest| rest.strip_suffix(".json"));
        match (call, path.strip_prefix("/zarinpal/pg/StartPay/")) {
            (Some(call), _) => self.api(call, request),
            (None, Some(rest)) => Answer::page(self.page(&request.method, rest).await),
            (None, None) => {
                Answer::violation(self.error(-9, "not found", &Value::Null), format!("zarinpal has no {path}"))
            }
        }
    }

    /// What happens by itself: money that nobody verified goes back.
    pub fn tick(&self) {
        let now = self.clock.now();
        let mut state = self.lock();
        let after = state.settings.reverse_after_s;
        for payment in &mut state.payments {
            if payment.standing == Standing::Paid && payment.paid_at + after <= now {
                payment.standing = Standing::Reversed;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn find(&mut self, authority: &str) -> Option<&mut Payment> {
        self.payments.iter_mut().find(|payment| payment.authority == authority)
    }
}
