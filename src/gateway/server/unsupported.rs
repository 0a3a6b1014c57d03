//! Fields of OpenAI's that change an answer and that we can not carry out: refused, unless they ask for what happens
//! anyway. Fields that change nothing here (`user`, `store`, `metadata` …) are ignored.

use super::error::Refusal;
use serde_json::{Map, Value};

/// Of conversations.
pub(super) const OF_CHATS: [&str; 10] = [
    "logit_bias",
    "frequency_penalty",
    "presence_penalty",
    "top_logprobs",
    "audio",
    "modalities",
    "functions",
    "function_call",
    "prediction",
    "web_search_options",
];
/// Of pictures.
pub(super) const OF_PICTURES: [&str; 6] =
    ["background", "output_compression", "output_format", "style", "partial_images", "input_fidelity"];

/// Refuses the first of these fields that asks for something.
pub(super) fn check(fields: &Map<String, Value>, refused: &[&str]) -> Result<(), Refusal> {
    match refused.iter().find(|name| fields.get(**name).is_some_and(|value| !is_usual(value))) {
        Some(name) => Err(Refusal::invalid(name, "This is not supported here: leave it out.")),
        None => Ok(()),
    }
}

/// Whether a value asks for what happens anyway.
fn is_usual(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(word) => matches!(word.as_str(), "" | "auto" | "none" | "png"),
        Value::Array(words) => words.is_empty() || (words.len() == 1 && words[0] == "text"),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{OF_CHATS, OF_PICTURES, check};
    use serde_json::json;

    #[test]
    fn what_asks_for_nothing_is_let_through() {
        let fields = |value: serde_json::Value| value.as_object().unwrap().clone();
        let usual = json!({"frequency_penalty": 0, "presence_penalty": 0.0, "logit_bias": {}, "modalities": ["text"], "user": "me", "audio": null});
        assert!(check(&fields(usual), &OF_CHATS).is_ok());
        assert!(
            check(&fields(json!({"background": "auto", "output_format": "png", "partial_images": 0})), &OF_PICTURES)
                .is_ok()
        );
        for odd in
            [json!({"frequency_penalty": 0.5}), json!({"modalities": ["text", "audio"]}), json!({"functions": [{}]})]
        {
            assert!(check(&fields(odd.clone()), &OF_CHATS).is_err(), "{odd}");
        }
        assert!(check(&fields(json!({"output_format": "webp"})), &OF_PICTURES).is_err());
    }
}
