//! Usage as Anthropic reports it: the input's buckets do not overlap here, thoughts are a part of the output.

use crate::provider::usage::Usage;
use serde_json::{Map, Value};

/// What was reported so far of one answer: the input at its begin, the output at its end, each report over the one before.
#[derive(Debug, Default)]
pub(super) struct Tally {
    report: Map<String, Value>,
}

impl Tally {
    /// Takes a report; the buckets of all so far, `None` when it reports nothing.
    pub(super) fn take(&mut self, report: &Value) -> Option<Usage> {
        let fields = report.as_object()?;
        let told = fields.iter().filter(|(_, value)| !value.is_null());
        self.report.extend(told.map(|(name, value)| (name.clone(), value.clone())));
        let count = |field: &str| self.report.get(field).and_then(Value::as_u64);
        let output = count("output_tokens");
        let details = self.report.get("output_tokens_details");
        let thought = details.and_then(|details| details.get("thinking_tokens")?.as_u64());
        let usage = Usage {
            input_uncached: count("input_tokens"),
            input_cache_read: count("cache_read_input_tokens"),
            input_cache_write: count("cache_creation_input_tokens"),
            output_text: output.map(|output| output.saturating_sub(thought.unwrap_or(0))),
            output_reasoning: thought,
            ..Usage::default()
        };
        (usage != Usage::default()).then(|| Usage { raw: Some(self.report.clone().into()), ..usage })
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use serde_json::json;

    #[test]
    fn later_reports_replace_and_buckets_do_not_overlap() {
        let mut tally = Tally::default();
        let begun = json!({"input_tokens": 12, "cache_read_input_tokens": 8, "cache_creation_input_tokens": 3, "output_tokens": 1});
        let begun = tally.take(&begun).unwrap();
        assert_eq!((begun.input(), begun.output()), (Some(23), Some(1)));
        let ended = json!({"input_tokens": null, "output_tokens": 9, "output_tokens_details": {"thinking_tokens": 4}});
        let ended = tally.take(&ended).unwrap();
        assert_eq!(
            (ended.input_uncached, ended.input_cache_read, ended.input_cache_write),
            (Some(12), Some(8), Some(3))
        );
        assert_eq!((ended.output_text, ended.output_reasoning), (Some(5), Some(4)));
        assert_eq!(ended.raw.unwrap()["output_tokens"], 9);
        assert_eq!(Tally::default().take(&json!({"service_tier": "standard"})), None);
        assert_eq!(Tally::default().take(&json!(null)), None);
    }
}
