//! How long a provider asks to wait, in all the ways they say it.

use jiff::{Timestamp, fmt::rfc2822};
use reqwest::header::HeaderMap;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::Value;
use std::time::Duration;

/// Longer waits say "not today"; the figure itself stops mattering.
const LONGEST_MS: u64 = 7 * 24 * 60 * 60 * 1_000;

/// The wait from headers (`retry-after-ms`, `x-ms-retry-after-ms`, `retry-after` as seconds, fraction or HTTP date) or,
/// failing these, from the error itself (OpenRouter's `availability.retry_after`, Google's `retryDelay`).
/// A date in the past is no wait.
pub(crate) fn retry_after(headers: &HeaderMap, error: &Value, now: Timestamp) -> Option<Duration> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let milliseconds = header("retry-after-ms").or_else(|| header("x-ms-retry-after-ms"));
    milliseconds
        .and_then(|text| wait(text, Decimal::ONE))
        .or_else(|| header("retry-after").and_then(|text| seconds(text).or_else(|| until(text, now))))
        .or_else(|| from_error(error))
}

fn from_error(error: &Value) -> Option<Duration> {
    let told = error.pointer("/availability/retry_after").or_else(|| error.pointer("/metadata/retry_after"));
    let google = || error.get("details")?.as_array()?.iter().find_map(|detail| detail.get("retryDelay"));
    match told.or_else(google)? {
        Value::Number(number) => seconds(&number.to_string()),
        Value::String(text) => seconds(text.trim_end_matches('s')),
        _ => None,
    }
}

fn seconds(text: &str) -> Option<Duration> {
    wait(text, Decimal::ONE_THOUSAND)
}

fn wait(text: &str, unit_ms: Decimal) -> Option<Duration> {
    let milliseconds = text.parse::<Decimal>().ok()?.max(Decimal::ZERO).checked_mul(unit_ms)?;
    Some(Duration::from_millis(milliseconds.ceil().to_u64().unwrap_or(LONGEST_MS).min(LONGEST_MS)))
}

fn until(text: &str, now: Timestamp) -> Option<Duration> {
    let then = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    let milliseconds = then.as_millisecond().saturating_sub(now.as_millisecond()).max(0);
    Some(Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0).min(LONGEST_MS)))
}

#[cfg(test)]
mod tests {
    use super::retry_after;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
    use serde_json::{Value, json};

    #[test]
    fn every_form() {
        let now = "1994-11-06T08:49:07Z".parse().unwrap();
        for (name, text, milliseconds) in [
            ("retry-after", "7", Some(7_000)),
            ("retry-after", "1.25", Some(1_250)),
            ("retry-after", "-3", Some(0)),
            ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT", Some(30_000)),
            ("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("retry-after", "soon", None),
            ("retry-after-ms", "150.5", Some(151)),
            ("x-ms-retry-after-ms", "90", Some(90)),
            ("x-other", "90", None),
        ] {
            let headers = HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static(text))]);
            let told = retry_after(&headers, &Value::Null, now).map(|wait| wait.as_millis());
            assert_eq!(told, milliseconds, "{name}: {text}");
        }
        for (error, milliseconds) in [
            (json!({"availability": {"retry_after": 12}}), 12_000),
            (json!({"details": [{"@type": "QuotaFailure"}, {"retryDelay": "46.5s"}]}), 46_500),
        ] {
            assert_eq!(retry_after(&HeaderMap::new(), &error, now).map(|wait| wait.as_millis()), Some(milliseconds));
        }
    }
}
