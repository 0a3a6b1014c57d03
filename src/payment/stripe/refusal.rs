//! What Stripe's refusals mean.

use crate::{
    payment::{
        exchange::{Reply, clean},
        failure::Failure,
    },
    provider::retry_after::retry_after,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// What Stripe said no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of it.
    pub kind: RefusalKind,
    /// Stripe's word for it: `card_declined`, `resource_missing`, `authentication_required` …
    pub code: Option<String>,
    /// The bank's word, when it was the bank: `insufficient_funds`, `expired_card` …
    pub decline_code: Option<String>,
    /// The field that was wrong.
    pub param: Option<String>,
    /// The payment it was about, which stays at Stripe.
    pub payment_intent: Option<String>,
}

/// Kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// The card or its bank.
    Card,
    /// There is no such thing.
    Missing,
    /// The idempotency key was used for another request.
    KeyReused,
    /// The request is wrong, or comes at the wrong time.
    Invalid,
}

impl Refusal {
    /// A refusal of our own, for what is not worth asking.
    pub(super) const fn of(kind: RefusalKind) -> Self {
        Self { kind, code: None, decline_code: None, param: None, payment_intent: None }
    }
}

#[derive(Deserialize)]
struct Body {
    error: Told,
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "type", default)]
    kind: String,
    code: Option<String>,
    decline_code: Option<String>,
    param: Option<String>,
    #[serde(default)]
    message: String,
    #[serde(default)]
    payment_intent: Value,
}

/// The failure in a reply that is no success.
pub(super) fn failure(reply: &Reply, secrets: &[&str]) -> Failure<Refusal> {
    let status = reply.status;
    let told = serde_json::from_slice::<Body>(&reply.body).ok().map(|body| body.error);
    let message = told.as_ref().map_or("no words", |told| told.message.as_str());
    let code = told.as_ref().and_then(|told| told.code.as_deref());
    let detail = clean(&format!("{status} {} {message}", code.unwrap_or_default()), secrets);
    let retry = reply.headers.get("stripe-should-retry").and_then(|value| value.to_str().ok());
    let limited = |detail| {
        let retry_after = retry_after(&reply.headers, &Value::Null, Timestamp::now());
        Failure::RateLimited { retry_after, detail }
    };
    match (status, retry) {
        (401 | 403, _) => Failure::Misconfigured { detail },
        // The object is locked, which Stripe counts among the rates.
        (429, _) if code == Some("lock_timeout") => Failure::Retry { detail },
        (429, _) => limited(detail),
        (_, Some("true")) => Failure::Retry { detail },
        // The first call with this key is still at work; how it ends is not known yet, but the key finds it.
        (409, None) => Failure::Retry { detail },
        (400..=499, _) if status != 409 => match told {
            Some(told) if told.kind == "rate_limit_error" => limited(detail),
            Some(told) if told.kind == "authentication_error" => Failure::Misconfigured { detail },
            Some(told) => refused(told, status, detail),
            None => Failure::Unknown { detail },
        },
        _ => Failure::Unknown { detail },
    }
}

fn refused(told: Told, status: u16, detail: String) -> Failure<Refusal> {
    let missing = status == 404 || told.code.as_deref() == Some("resource_missing");
    let kind = match told.kind.as_str() {
        "card_error" => RefusalKind::Card,
        "idempotency_error" => RefusalKind::KeyReused,
        "invalid_request_error" if missing => RefusalKind::Missing,
        "invalid_request_error" => RefusalKind::Invalid,
        // Trouble of Stripe's own, whatever the status says.
        _ => return Failure::Unknown { detail },
    };
    let payment_intent = match &told.payment_intent {
        Value::String(id) => Some(id.clone()),
        intent => intent["id"].as_str().map(str::to_owned),
    };
    let Told { code, decline_code, param, .. } = told;
    Failure::Refused { refusal: Refusal { kind, code, decline_code, param, payment_intent }, detail }
}

#[cfg(test)]
mod tests {
    use super::{RefusalKind, failure};
    use crate::payment::exchange::Reply;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
    use std::time::Duration;

    const INVALID: &str = r#"{"error":{"type":"invalid_request_error","message":"no"}}"#;
    const LOCKED: &str = r#"{"error":{"type":"invalid_request_error","code":"lock_timeout"}}"#;
    const BROKEN: &str = r#"{"error":{"type":"api_error","message":"oops"}}"#;

    fn reply(status: u16, retry: Option<&'static str>, body: &'static str) -> Reply {
        let retry = retry.map(|word| (HeaderName::from_static("stripe-should-retry"), HeaderValue::from_static(word)));
        Reply { status, headers: HeaderMap::from_iter(retry), body: body.into() }
    }

    #[test]
    fn every_class() {
        for (status, retry, body, class) in [
            (400, None, INVALID, "refused"),
            (400, Some("true"), INVALID, "retry"),
            (400, None, BROKEN, "unknown"),
            (400, None, "<html>", "unknown"),
            (401, None, INVALID, "misconfigured"),
            (403, Some("true"), "", "misconfigured"),
            (409, None, LOCKED, "retry"),
            (409, Some("true"), LOCKED, "retry"),
            (409, Some("false"), LOCKED, "unknown"),
            (429, None, LOCKED, "retry"),
            (429, None, INVALID, "rate_limited"),
            (500, None, BROKEN, "unknown"),
            (500, Some("false"), BROKEN, "unknown"),
            (503, Some("true"), BROKEN, "retry"),
            (502, None, "<html>", "unknown"),
            (302, None, "", "unknown"),
        ] {
            assert_eq!(failure(&reply(status, retry, body), &[]).class(), class, "{status} {retry:?} {body}");
        }
    }

    #[test]
    fn a_refusal_says_what_it_was() {
        let declined = r#"{"error":{"type":"card_error","code":"card_declined","decline_code":"lost_card",
            "message":"sk_live_0123456789abc","payment_intent":{"id":"pi_1","client_secret":"x"}}}"#;
        let failed = failure(&reply(402, None, declined), &[]);
        let refusal = failed.refusal().unwrap();
        assert_eq!((refusal.kind, refusal.decline_code.as_deref()), (RefusalKind::Card, Some("lost_card")));
        assert_eq!(refusal.payment_intent.as_deref(), Some("pi_1"));
        assert_eq!(failed.detail(), "402 card_declined [secret]");
        for (status, body, kind) in [
            (404, INVALID, RefusalKind::Missing),
            (400, INVALID, RefusalKind::Invalid),
            (400, r#"{"error":{"type":"idempotency_error"}}"#, RefusalKind::KeyReused),
        ] {
            assert_eq!(failure(&reply(status, None, body), &[]).refusal().unwrap().kind, kind, "{body}");
        }
    }

    #[test]
    fn a_wait_is_heard() {
        let mut limited = reply(429, None, INVALID);
        limited.headers.insert("retry-after", HeaderValue::from_static("7"));
        let crate::payment::Failure::RateLimited { retry_after, .. } = failure(&limited, &[]) else {
            panic!("another class")
        };
        assert_eq!(retry_after, Some(Duration::from_secs(7)));
    }
}
