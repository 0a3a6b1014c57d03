//! Usage as OpenAI-compatible servers report it, turned into buckets that do not overlap.

use crate::provider::usage::Usage;
use rust_decimal::Decimal;
use serde_json::Value;

/// The buckets of a report; `None` when it reports nothing.
///
/// Cached tokens are part of `prompt_tokens`, reasoning is part of `completion_tokens`. Some servers count reasoning
/// beside the completion: their total tells.
pub(super) fn usage(report: &Value) -> Option<Usage> {
    let prompt = count(report, "/prompt_tokens");
    let completion = count(report, "/completion_tokens");
    let cache_read = count(report, "/prompt_tokens_details/cached_tokens");
    let cache_write = count(report, "/prompt_tokens_details/cache_write_tokens");
    let reasoning = count(report, "/completion_tokens_details/reasoning_tokens");
    let cost_usd = report.get("cost").and_then(decimal).filter(|cost| !cost.is_sign_negative());
    if prompt.is_none() && completion.is_none() && cost_usd.is_none() {
        return None;
    }
    // Some servers report more cached than there was.
    let cache_read = cache_read.map(|read| read.min(prompt.unwrap_or(read)));
    let cached = cache_read.unwrap_or(0).saturating_add(cache_write.unwrap_or(0));
    let thought = reasoning.unwrap_or(0);
    let parts = prompt.unwrap_or(0).saturating_add(completion.unwrap_or(0)).saturating_add(thought);
    let beside = thought > 0 && count(report, "/total_tokens") == Some(parts);
    Some(Usage {
        input_uncached: prompt.map(|prompt| prompt.saturating_sub(cached)),
        input_cache_read: cache_read,
        input_cache_write: cache_write,
        output_text: completion.map(|completion| if beside { completion } else { completion.saturating_sub(thought) }),
        output_reasoning: reasoning,
        cost_usd,
        raw: Some(report.clone()),
        ..Usage::default()
    })
}

/// A number as exact decimal: its text is read, not its floating-point value. Numbers in strings count too.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    if text.contains(['e', 'E']) { Decimal::from_scientific(&text).ok() } else { text.parse().ok() }
}

fn count(report: &Value, place: &str) -> Option<u64> {
    let value = report.pointer(place)?;
    value.as_u64().or_else(|| u64::try_from(decimal(value)?.trunc()).ok())
}

#[cfg(test)]
mod tests {
    use super::{decimal, usage};
    use serde_json::{Value, json};

    #[test]
    fn buckets_do_not_overlap() {
        for (report, buckets) in [
            (
                json!({"prompt_tokens": 20, "completion_tokens": 9, "total_tokens": 29,
                       "prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 2},
                       "completion_tokens_details": {"reasoning_tokens": 3}}),
                [Some(10), Some(8), Some(2), Some(6), Some(3)],
            ),
            (
                json!({"prompt_tokens": 20, "completion_tokens": 9, "total_tokens": 32,
                       "completion_tokens_details": {"reasoning_tokens": 3}}),
                [Some(20), None, None, Some(9), Some(3)],
            ),
            (
                json!({"prompt_tokens": "4", "completion_tokens": 9.0, "prompt_tokens_details": {"cached_tokens": 8},
                       "completion_tokens_details": null}),
                [Some(0), Some(4), None, Some(9), None],
            ),
        ] {
            let usage = usage(&report).unwrap();
            let found = [
                usage.input_uncached,
                usage.input_cache_read,
                usage.input_cache_write,
                usage.output_text,
                usage.output_reasoning,
            ];
            assert_eq!(found, buckets, "{report}");
        }
        assert_eq!(usage(&json!({"queue_time": 1})), None);
    }

    #[test]
    fn costs_are_exact() {
        for (json, text) in [
            ("0.000123", "0.000123"),
            ("1.23e-7", "0.000000123"),
            ("\"0.00000015\"", "0.00000015"),
            ("0", "0"),
            ("12", "12"),
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(decimal(&value).map(|cost| cost.to_string()).as_deref(), Some(text));
        }
        assert_eq!(decimal(&json!("NaN")), None);
        assert_eq!(decimal(&Value::Null), None);
    }
}
