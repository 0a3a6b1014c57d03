//! Gemini's usage, turned into buckets that do not overlap.

use crate::provider::usage::Usage;
use serde_json::Value;

/// The buckets of a report; `None` when it reports nothing.
///
/// Cached tokens are part of the prompt, tokens of tools come on top. Thoughts stand beside the candidates, and some
/// backends leave one of the two out: then the total tells more, and what is billed is the larger figure.
pub(super) fn usage(report: &Value) -> Option<Usage> {
    let count = |field: &str| report.get(field).and_then(Value::as_u64);
    let (prompt, tools) = (count("promptTokenCount"), count("toolUsePromptTokenCount"));
    let (mut said, mut thought) = (count("candidatesTokenCount"), count("thoughtsTokenCount"));
    if [prompt, tools, said, thought].iter().all(Option::is_none) {
        return None;
    }
    let read = prompt.unwrap_or(0).saturating_add(tools.unwrap_or(0));
    let written = said.unwrap_or(0).saturating_add(thought.unwrap_or(0));
    let unnamed = count("totalTokenCount").unwrap_or(0).saturating_sub(read).saturating_sub(written);
    if unnamed > 0 {
        let left_out = if said.is_some() && thought.is_none() { &mut thought } else { &mut said };
        *left_out = Some(left_out.unwrap_or(0).saturating_add(unnamed));
    }
    let cached = count("cachedContentTokenCount").map(|cached| cached.min(prompt.unwrap_or(cached)));
    let (reads, writes) = (report.get("promptTokensDetails"), report.get("candidatesTokensDetails"));
    Some(Usage {
        input_uncached: prompt.or(tools).map(|_| read.saturating_sub(cached.unwrap_or(0))),
        input_cache_read: cached,
        output_text: said,
        output_reasoning: thought,
        input_audio: of(reads, "AUDIO"),
        input_image: of(reads, "IMAGE"),
        output_audio: of(writes, "AUDIO"),
        output_image: of(writes, "IMAGE"),
        raw: Some(report.clone()),
        ..Usage::default()
    })
}

/// The tokens of one kind of content.
fn of(details: Option<&Value>, modality: &str) -> Option<u64> {
    let counts = details?.as_array()?.iter().filter(|detail| detail["modality"] == modality);
    counts.filter_map(|detail| detail["tokenCount"].as_u64()).reduce(u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::usage;
    use serde_json::json;

    #[test]
    fn buckets_do_not_overlap() {
        for (report, [uncached, cached, said, thought]) in [
            (
                json!({"promptTokenCount": 20, "cachedContentTokenCount": 8, "toolUsePromptTokenCount": 5,
                       "candidatesTokenCount": 4, "thoughtsTokenCount": 3, "totalTokenCount": 32}),
                [Some(17), Some(8), Some(4), Some(3)],
            ),
            // Thoughts that are not named, and an answer that is not.
            (
                json!({"promptTokenCount": 20, "candidatesTokenCount": 4, "totalTokenCount": 31}),
                [Some(20), None, Some(4), Some(7)],
            ),
            (
                json!({"promptTokenCount": 20, "thoughtsTokenCount": 3, "totalTokenCount": 30}),
                [Some(20), None, Some(7), Some(3)],
            ),
            // A total that leaves the thoughts out does not take them away.
            (
                json!({"promptTokenCount": 20, "candidatesTokenCount": 4, "thoughtsTokenCount": 3, "totalTokenCount": 24}),
                [Some(20), None, Some(4), Some(3)],
            ),
            (json!({"promptTokenCount": 2, "cachedContentTokenCount": 8}), [Some(0), Some(2), None, None]),
            (json!({"promptTokenCount": 20, "totalTokenCount": 20}), [Some(20), None, None, None]),
        ] {
            let usage = usage(&report).unwrap();
            let buckets = [usage.input_uncached, usage.input_cache_read, usage.output_text, usage.output_reasoning];
            assert_eq!(buckets, [uncached, cached, said, thought], "{report}");
        }
        let modal = usage(&json!({"promptTokenCount": 300, "candidatesTokenCount": 1_290, "promptTokensDetails":
            [{"modality": "TEXT", "tokenCount": 10}, {"modality": "AUDIO", "tokenCount": 290}],
            "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1_290}]}))
        .unwrap();
        assert_eq!((modal.input_audio, modal.output_image, modal.input_image), (Some(290), Some(1_290), None));
        assert_eq!(usage(&json!({"totalTokenCount": 0})), None);
    }
}
