//! From a provider's error to its class. Order of evidence: structured code or type, then a known phrase (only where no
//! code says anything), then the HTTP status. Phrases mislead: one provider says "insufficient quota" for a rate limit.

use super::{
    failure::{Failure, FailureClass},
    redact::redact,
    retry_after::retry_after,
};
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// The class and the facts of an error reply, or of an error inside a stream that had begun with status 200.
/// `now` is what dates in `retry-after` are compared with.
pub fn classify(status: u16, body: &[u8], headers: &HeaderMap, now: Timestamp) -> Failure {
    let reply: Value = serde_json::from_slice(body.trim_ascii()).unwrap_or(Value::Null);
    // Google answers with the error inside an array of one.
    let reply = match reply {
        Value::Array(mut items) if !items.is_empty() => items.swap_remove(0),
        reply => reply,
    };
    let Some(error) = error_of(&reply) else {
        // An answer of the model is no error text, and has no place in a log.
        let is_answer = status < 300 && !reply.is_null();
        let body = if is_answer { b"a JSON reply where a stream was due" } else { body };
        return unstructured(status, body, headers, now);
    };
    let message = message_of(error, &reply);
    let codes = codes_of(error);
    let status = status_of(error, &reply).filter(|_| status < 400).unwrap_or(status);
    let class = by_codes(&codes)
        .map(|class| {
            if class == FailureClass::RateLimited && is_used_up(error, &message) { FailureClass::Quota } else { class }
        })
        .or_else(|| moderated(error).then_some(FailureClass::Filtered))
        .or_else(|| by_phrase(&message.to_lowercase(), status))
        .unwrap_or_else(|| if status < 300 { unheralded(&codes) } else { by_status(status) });
    Failure {
        class,
        status: Some(status),
        detail: redact(&detail_of(&codes, &message, error)),
        retry_after: retry_after(headers, error, now),
        request_id: request_id(headers).or_else(|| reply.get("request_id")?.as_str().map(str::to_owned)),
    }
}

/// The class of an error that came without any status: only here a type that repeats it says something.
fn unheralded(codes: &[String]) -> FailureClass {
    if codes.iter().any(|code| code == "invalid_request_error") {
        FailureClass::Caller
    } else {
        FailureClass::Transient
    }
}

/// The request's name in the provider's books.
pub(super) fn request_id(headers: &HeaderMap) -> Option<String> {
    let id =
        |name: &str| headers.get(name)?.to_str().ok().filter(|id| !id.is_empty() && id.len() <= 200).map(str::to_owned);
    id("x-generation-id").or_else(|| id("x-request-id")).or_else(|| id("request-id"))
}

/// The error inside a reply or a chunk: under `error`, or the whole of it when it calls itself one.
pub(super) fn error_of(reply: &Value) -> Option<&Value> {
    match reply.get("error") {
        None | Some(Value::Null | Value::Bool(false)) => {}
        Some(Value::String(text)) if text.is_empty() => {}
        Some(error) => return Some(error),
    }
    let calls_itself_error = |field: &str| reply.get(field).and_then(Value::as_str) == Some("error");
    let is_error = calls_itself_error("object")
        || calls_itself_error("type")
        || (reply.get("choices").is_none()
            && ["message", "detail", "details", "code"].iter().any(|key| reply.get(key).is_some()));
    is_error.then_some(reply)
}

fn unstructured(status: u16, body: &[u8], headers: &HeaderMap, now: Timestamp) -> Failure {
    let text = String::from_utf8_lossy(&body[..body.len().min(Failure::DETAIL_BYTES_MAX)]).into_owned();
    let is_page = text.trim_start().starts_with('<');
    let class = match status {
        // A page instead of an error object comes from a wall in front of the provider: the key is not to blame.
        403 if is_page => FailureClass::Region,
        _ if is_page || status < 300 => by_status(status),
        _ => by_phrase(&text.to_lowercase(), status).unwrap_or_else(|| by_status(status)),
    };
    Failure {
        class,
        status: Some(status),
        detail: if text.trim().is_empty() { "empty reply".to_owned() } else { redact(&text) },
        retry_after: retry_after(headers, &Value::Null, now),
        request_id: request_id(headers),
    }
}

fn message_of(error: &Value, reply: &Value) -> String {
    let said = [error.get("message"), Some(error), error.get("detail"), error.get("details"), reply.get("message")];
    said.into_iter().flatten().find_map(Value::as_str).unwrap_or_default().to_owned()
}

/// Everything in the error that can be a code, the most telling first.
fn codes_of(error: &Value) -> Vec<String> {
    let places = [
        "/code",
        "/metadata/error_type",
        "/error_type",
        "/availability/code",
        "/type",
        "/status",
        "/metadata/provider_code",
    ];
    let reasons =
        error.get("details").and_then(Value::as_array).into_iter().flatten().filter_map(|detail| detail.get("reason"));
    // A bad key is `INVALID_ARGUMENT` with a reason beside it, so reasons come first.
    let found = reasons.chain(places.into_iter().filter_map(|place| error.pointer(place)));
    found.filter_map(Value::as_str).filter(|code| code.len() <= 100).map(str::to_lowercase).collect()
}

fn status_of(error: &Value, reply: &Value) -> Option<u16> {
    let places = [
        error.get("http_status"),
        error.get("code"),
        error.get("status_code"),
        reply.get("status_code"),
        reply.get("code"),
    ];
    places.into_iter().flatten().find_map(|value| {
        let status = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
        u16::try_from(status).ok().filter(|status| (400..600).contains(status))
    })
}

fn moderated(error: &Value) -> bool {
    error.pointer("/metadata/reasons").is_some_and(Value::is_array)
        || error.pointer("/metadata/flagged_input").is_some()
}

/// Whether Google's rate limit is one that a little waiting does not lift: a day's, or none at all for this key.
fn is_used_up(error: &Value, message: &str) -> bool {
    let details = error.get("details").and_then(Value::as_array).into_iter().flatten();
    let mut limits = details.filter_map(|detail| detail.get("violations")?.as_array()).flatten();
    let of_day = |limit: &Value| limit.get("quotaId").and_then(Value::as_str).is_some_and(|id| id.contains("PerDay"));
    let none = |limit: &Value| limit.get("quotaValue").is_some_and(|value| *value == 0 || *value == "0");
    let says_none =
        |text: &str| text.split("limit: 0").skip(1).any(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    limits.any(|limit| of_day(limit) || none(limit)) || says_none(message)
}

/// What is kept for staff: codes, message and what stood behind it, but never the person's words that some providers echo
/// beside them.
fn detail_of(codes: &[String], message: &str, error: &Value) -> String {
    let mut detail = codes.join(" ");
    let upstream =
        ["/metadata/provider_name", "/metadata/raw"].into_iter().filter_map(|place| error.pointer(place)?.as_str());
    for part in [message].into_iter().chain(upstream).filter(|part| !part.is_empty()) {
        detail.push_str(if detail.is_empty() { "" } else { "; " });
        detail.push_str(part);
    }
    if detail.is_empty() { "an error without a word".to_owned() } else { detail }
}

fn by_codes(codes: &[String]) -> Option<FailureClass> {
    let classes: Vec<FailureClass> = codes.iter().filter_map(|code| by_code(code)).collect();
    // Used-up money also comes dressed as a rate limit; waiting would be in vain.
    if classes.contains(&FailureClass::Quota) { Some(FailureClass::Quota) } else { classes.first().copied() }
}

/// Codes that say enough by themselves. Those that only repeat the status (`invalid_request_error`) are left out.
fn by_code(code: &str) -> Option<FailureClass> {
    Some(match code {
        "context_length_exceeded"
        | "max_tokens_exceeded"
        | "token_limit_exceeded"
        | "string_too_long"
        | "exceed_context_size_error"
        | "model_context_window_exceeded" => FailureClass::ContextTooLong,
        "content_policy_violation"
        | "moderation_blocked"
        | "content_filter"
        | "refusal"
        | "responsibleaipolicyviolation" => FailureClass::Filtered,
        "authentication"
        | "authentication_error"
        | "invalid_authentication"
        | "invalid_api_key"
        | "api_key_invalid"
        | "api_key_expired"
        | "api_key_service_blocked"
        | "api_key_http_referrer_blocked"
        | "api_key_ip_address_blocked"
        | "consumer_suspended"
        | "service_disabled"
        | "unauthenticated"
        | "permission_denied"
        | "permission_error"
        | "account_deactivated" => FailureClass::Credential,
        "insufficient_quota"
        | "payment_required"
        | "billing_error"
        | "billing_not_active"
        | "billing_disabled"
        | "billing_hard_limit_reached"
        | "credit_balance_exhausted"
        | "organization_spend_limit_exceeded"
        | "project_spend_limit_exceeded"
        | "organization_usage_limit_exceeded"
        | "enforced_spend_limit_reached" => FailureClass::Quota,
        "model_not_found"
        | "model_decommissioned"
        | "model_deprecated"
        | "no_endpoints"
        | "wrong_endpoint"
        | "not_found_error"
        | "free_variant_ended"
        | "model_unavailable_upstream" => FailureClass::ModelGone,
        "region_restricted" | "unsupported_country" | "unsupported_country_region_territory" => FailureClass::Region,
        "rate_limit_exceeded"
        | "rate_limit_error"
        | "slow_down"
        | "capacity_exhausted"
        | "capacity_exceeded"
        | "resource_exhausted"
        | "too_many_requests" => FailureClass::RateLimited,
        "provider_overloaded"
        | "server_is_overloaded"
        | "overloaded_error"
        | "engine_overloaded"
        | "temporarily_unavailable"
        | "unavailable" => FailureClass::Overloaded,
        "provider_unavailable"
        | "server"
        | "server_error"
        | "internal_server_error"
        | "internal"
        | "api_error"
        | "timeout"
        | "timeout_error"
        | "cancelled"
        | "deadline_exceeded" => FailureClass::Transient,
        "invalid_prompt"
        | "unknown_parameter"
        | "payload_too_large"
        | "request_too_large"
        | "unprocessable"
        | "tool_use_failed"
        | "privacy_restricted"
        | "constraint_filtered" => FailureClass::Caller,
        _ => return None,
    })
}

/// Phrases of servers that have no codes. A server's own failure (5xx) is only believed about the context's length.
fn by_phrase(message: &str, status: u16) -> Option<FailureClass> {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| message.contains(phrase));
    if says(&[
        "maximum context",
        "context length",
        "context window",
        "context size",
        "context limit",
        "prompt is too long",
        "too many tokens",
        "exceeds the maximum number of tokens",
    ]) {
        return Some(FailureClass::ContextTooLong);
    }
    if status >= 500 || matches!(status, 402 | 429) {
        return None;
    }
    // Anthropic's, which calls it an invalid request.
    if says(&["credit balance is too low"]) {
        return Some(FailureClass::Quota);
    }
    if says(&["country", "region", "territory", "user location"]) && matches!(status, 400 | 403) {
        Some(FailureClass::Region)
    } else if says(&["invalid api key", "incorrect api key", "api key not valid", "no auth credentials"]) {
        Some(FailureClass::Credential)
    } else if message.contains("model")
        && says(&["not found", "does not exist", "decommissioned", "no longer available"])
    {
        Some(FailureClass::ModelGone)
    } else if says(&["overloaded"]) {
        Some(FailureClass::Overloaded)
    } else if says(&["rate limit"]) {
        Some(FailureClass::RateLimited)
    } else {
        None
    }
}

fn by_status(status: u16) -> FailureClass {
    match status {
        401 | 403 | 407 => FailureClass::Credential,
        402 => FailureClass::Quota,
        404 | 410 => FailureClass::ModelGone,
        451 => FailureClass::Region,
        429 | 498 => FailureClass::RateLimited,
        503 | 529 => FailureClass::Overloaded,
        408 | 409 | 425 | 500..=599 => FailureClass::Transient,
        400..=499 => FailureClass::Caller,
        // Success that is none, and redirects, which are not followed.
        _ => FailureClass::Protocol,
    }
}
