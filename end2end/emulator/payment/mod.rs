//! Payment gateways, with a memory: what they share is the clock, injected answers, pages and calls to us.
//! `payments.md` lists the controls.

pub mod call;
pub mod clock;
pub mod form;
pub mod next;
pub mod page;

use super::{http::Head, record::Request, scenario::Scenario, stripe, zarinpal};
use clock::Clock;
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Arc};

/// All gateways.
#[derive(Debug)]
pub struct Payments {
    /// What time it is for them.
    pub clock: Arc<Clock>,
    /// Zarinpal.
    pub zarinpal: zarinpal::Zarinpal,
    /// Stripe.
    pub stripe: Arc<stripe::Stripe>,
}

/// What becomes of a request to a gateway.
#[derive(Debug)]
pub struct Answer {
    /// The reply.
    pub scenario: Scenario,
    /// What was wrong with the request.
    pub violation: Option<String>,
    /// Whether the product asked, rather than a browser or a test.
    pub is_api: bool,
}

impl Answer {
    /// A reply to a browser or a test.
    pub fn page(scenario: Scenario) -> Self {
        Self { scenario, violation: None, is_api: false }
    }

    /// A reply to the product.
    pub fn api(scenario: Scenario) -> Self {
        Self { scenario, violation: None, is_api: true }
    }

    /// A reply to a request of the product's that breaks a rule.
    pub fn violation(scenario: Scenario, violation: String) -> Self {
        Self { scenario, violation: Some(violation), is_api: true }
    }
}

impl Payments {
    /// Gateways that nobody paid at yet.
    pub fn new(address: SocketAddr) -> Self {
        let clock = Arc::new(Clock::default());
        let base = format!("http://{address}");
        Self {
            zarinpal: zarinpal::Zarinpal::new(&base, clock.clone()),
            stripe: Arc::new(stripe::Stripe::new(&base, clock.clone())),
            clock,
        }
    }

    /// The answer to a request that is for a gateway.
    pub async fn answer(&self, head: &Head, body: &Value) -> Option<Answer> {
        let path = head.path.as_str();
        if path.starts_with("/zarinpal/") {
            return Some(self.zarinpal.answer(&request(head, body)).await);
        }
        if path.starts_with("/stripe/") {
            return Some(self.stripe.answer(&request(head, body)).await);
        }
        let control = path.strip_prefix("/emulator/")?;
        let (status, told) = match self.control(control, body).await {
            Ok(told) => (200, told),
            Err(wrong) => (400, json!({ "error": wrong })),
        };
        Some(Answer::page(Scenario::status(status, told).named_as("control")))
    }

    /// What tests and journeys ask the emulator itself.
    pub async fn control(&self, path: &str, body: &Value) -> Result<Value, String> {
        match path.split_once('/') {
            Some(("zarinpal", path)) => self.zarinpal.control(path, body).await,
            Some(("stripe", path)) => self.stripe.control(path, body).await,
            None if path == "clock" => {
                self.clock.control(body)?;
                self.zarinpal.tick();
                self.stripe.tick().await;
                Ok(json!({"wall": self.clock.wall(), "now": self.clock.now()}))
            }
            _ => Err(format!("no control {path}")),
        }
    }
}

fn request(head: &Head, body: &Value) -> Request {
    Request {
        method: head.method.clone(),
        path: head.path.clone(),
        headers: head.headers.clone(),
        body: body.clone(),
        scenario: String::new(),
        violation: None,
    }
}
