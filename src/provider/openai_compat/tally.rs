//! Usage as OpenAI-compatible servers report it, turned into buckets that do not overlap.

use crate::provider::usage::Usage;
use rust_decimal::Decimal;
use serde_json::Value;

/// The buckets of a report; `None` when it reports nothing.
///
/// Cached tokens are part of `prompt_tokens`, reasoning is part of `completion_tokens`. Some servers count reasoning
/// beside the completion: their total tells.
pub(super) fn usage(report: &Value) -> Option<Usage> {
    let prompt = first(report, &["/prompt_tokens", "/input_tokens"]);
    let completion = first(report, &["/completion_tokens", "/output_tokens"]);
    let seconds = report.get("seconds").and_then(decimal).and_then(milli);
    let cache_read = count(report, "/prompt_tokens_details/cached_tokens");
    let cache_write = count(report, "/prompt_tokens_details/cache_write_tokens");
    let reasoning = count(report, "/completion_tokens_details/reasoning_tokens");
    let cost_usd = cost(report);
    if prompt.is_none() && completion.is_none() && cost_usd.is_none() && seconds.is_none() {
        return None;
    }
    // Some servers report parts that are more than the whole: nobody pays for those.
    let cache_read = cache_read.map(|read| read.min(prompt.unwrap_or(read)));
    let cache_write =
        cache_write.map(|write| write.min(prompt.map_or(write, |prompt| prompt - cache_read.unwrap_or(0))));
    let cached = cache_read.unwrap_or(0).saturating_add(cache_write.unwrap_or(0));
    let thought = reasoning.unwrap_or(0);
    let parts = prompt.unwrap_or(0).saturating_add(completion.unwrap_or(0)).saturating_add(thought);
    let beside = thought > 0 && count(report, "/total_tokens") == Some(parts);
    let most = if beside { None } else { completion };
    let reasoning = reasoning.map(|thought| most.map_or(thought, |completion| thought.min(completion)));
    Some(Usage {
        input_uncached: prompt.map(|prompt| prompt.saturating_sub(cached)),
        input_cache_read: cache_read,
        input_cache_write: cache_write,
        output_text: completion.map(|completion| if beside { completion } else { completion.saturating_sub(thought) }),
        output_reasoning: reasoning,
        input_audio: first(report, &INPUT_DETAILS.map(|details| format!("{details}/audio_tokens"))),
        input_image: first(report, &INPUT_DETAILS.map(|details| format!("{details}/image_tokens"))),
        output_audio: first(report, &OUTPUT_DETAILS.map(|details| format!("{details}/audio_tokens"))),
        output_image: first(report, &OUTPUT_DETAILS.map(|details| format!("{details}/image_tokens"))),
        audio_ms: seconds,
        cost_usd,
        raw: Some(report.clone()),
        ..Usage::default()
    })
}

/// Where the input's parts stand: in chats, of pictures, of transcripts.
const INPUT_DETAILS: [&str; 3] = ["/prompt_tokens_details", "/input_tokens_details", "/input_token_details"];
/// Where the output's parts stand.
const OUTPUT_DETAILS: [&str; 3] = ["/completion_tokens_details", "/output_tokens_details", "/output_token_details"];

/// Seconds as thousandths, rounded up.
pub(super) fn milli(seconds: Decimal) -> Option<u64> {
    u64::try_from(seconds.checked_mul(Decimal::ONE_THOUSAND)?.ceil()).ok()
}

fn first(report: &Value, places: &[impl AsRef<str>]) -> Option<u64> {
    places.iter().find_map(|place| count(report, place.as_ref()))
}

/// What it cost us. With a key of the operator's own behind the provider, its word is only its fee.
fn cost(report: &Value) -> Option<Decimal> {
    let told = |cost: Option<&Value>| cost.and_then(decimal).filter(|cost| !cost.is_sign_negative());
    let fee = told(report.get("cost"))?;
    if report["is_byok"] != true {
        return Some(fee);
    }
    fee.checked_add(told(report.pointer("/cost_details/upstream_inference_cost"))?)
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
            (
                json!({"prompt_tokens": 4, "completion_tokens": 9, "total_tokens": 13,
                       "prompt_tokens_details": {"cached_tokens": 3, "cache_write_tokens": 8},
                       "completion_tokens_details": {"reasoning_tokens": 90}}),
                [Some(0), Some(3), Some(1), Some(0), Some(9)],
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
    fn parts_and_seconds() {
        let picture = usage(&json!({"input_tokens": 50, "output_tokens": 4160, "total_tokens": 4210,
            "input_tokens_details": {"text_tokens": 10, "image_tokens": 40}, "output_tokens_details": {"image_tokens": 4160}}))
        .unwrap();
        assert_eq!((picture.input(), picture.input_image), (Some(50), Some(40)));
        assert_eq!((picture.output(), picture.output_image), (Some(4160), Some(4160)));
        let spoken = usage(&json!({"type": "tokens", "input_tokens": 14, "output_tokens": 45,
            "input_token_details": {"text_tokens": 0, "audio_tokens": 14}}))
        .unwrap();
        assert_eq!((spoken.input_audio, spoken.audio_ms), (Some(14), None));
        let timed = usage(&json!({"type": "duration", "seconds": 3.2005})).unwrap();
        assert_eq!((timed.input(), timed.audio_ms), (None, Some(3_201)));
        let heard =
            usage(&json!({"prompt_tokens": 20, "prompt_tokens_details": {"audio_tokens": 8, "image_tokens": null}}));
        assert_eq!(heard.map(|usage| (usage.input_audio, usage.input_image)), Some((Some(8), None)));
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
