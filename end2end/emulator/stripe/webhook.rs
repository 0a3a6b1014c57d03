//! Events on their way to the product: signed, one after the other, tried again, and in every wrong way there is.

use super::{super::payment::call, Stripe, state::State};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fmt::Write;

/// How long after a failed try the next follows: hours, doubled each time.
const RETRY_S: i64 = 3_600;
/// When nothing is tried any more.
const GIVE_UP_S: i64 = 3 * 86_400;

/// Where events go.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub(super) url: String,
    pub(super) secret: String,
    /// The secret before, while it is being changed: then everything is signed twice.
    pub(super) old_secret: Option<String>,
    /// The types that are wanted; all when empty.
    pub(super) types: Vec<String>,
}

/// An event that is to be told.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub(super) event: Value,
    pub(super) attempts: u32,
    /// Not before this time.
    pub(super) due: i64,
}

/// The header for a body: one signature for each secret.
pub fn signature(at: i64, secrets: &[&str], body: &str) -> String {
    let signatures = secrets.iter().map(|secret| format!(",v1={}", sign(secret, at, body)));
    signatures.fold(format!("t={at}"), |header, signature| header + &signature)
}

fn sign(secret: &str, at: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{at}.{body}").as_bytes());
    mac.finalize().into_bytes().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Stripe {
    /// Tells everything that waits; what was sent, and how it was answered.
    pub(super) async fn flush(&self) -> Vec<Value> {
        let _turn = self.turn.lock().await;
        let mut told = Vec::new();
        loop {
            let now = self.clock.now();
            let Some((endpoint, delivery)) = self.lock().next_delivery(now) else { return told };
            let status = self.send(&endpoint, &delivery.event, "normal").await;
            told.push(json!({"id": delivery.event["id"], "type": delivery.event["type"], "status": status}));
            let mut state = self.lock();
            state.sent.push((delivery.event["id"].as_str().unwrap_or_default().to_owned(), status));
            if !(200..300).contains(&status) {
                state.try_again(delivery, now);
            }
        }
    }

    /// Sends one event in one of the ways of `payments.md`; the status.
    pub(super) async fn send(&self, endpoint: &Endpoint, event: &Value, how: &str) -> u16 {
        let (body, wall) = (event.to_string(), self.clock.wall());
        let secret = endpoint.secret.as_str();
        let secrets: Vec<&str> = std::iter::once(secret).chain(endpoint.old_secret.as_deref()).collect();
        let header = match how {
            "wrong_secret" => Some(signature(wall, &["whsec_somebody_elses"], &body)),
            "stale" => Some(signature(wall - 301, &secrets, &body)),
            "future" => Some(signature(wall + 301, &secrets, &body)),
            "two_v1" => Some(signature(wall, &["whsec_the_one_to_come", secret], &body)),
            "v0_only" => Some(signature(wall, &secrets, &body).replace("v1=", "v0=")),
            "unsigned" => None,
            _ => Some(signature(wall, &secrets, &body)),
        };
        let body = if how == "space" { format!("{body} ") } else { body };
        call::post(&endpoint.url, header.as_deref(), body).await
    }
}

impl State {
    fn next_delivery(&mut self, now: i64) -> Option<(Endpoint, Delivery)> {
        let endpoint = self.endpoint.clone()?;
        if self.is_held {
            return None;
        }
        self.outbox.retain(|delivery| {
            endpoint.types.is_empty() || endpoint.types.iter().any(|wanted| delivery.event["type"] == wanted.as_str())
        });
        let at = self.outbox.iter().position(|delivery| delivery.due <= now)?;
        Some((endpoint, self.outbox.remove(at)?))
    }

    fn try_again(&mut self, mut delivery: Delivery, now: i64) {
        let created = delivery.event["created"].as_i64().unwrap_or(now);
        delivery.due = now + RETRY_S * (1 << delivery.attempts.min(10));
        delivery.attempts += 1;
        if delivery.due <= created + GIVE_UP_S {
            self.outbox.push_back(delivery);
        }
    }
}
