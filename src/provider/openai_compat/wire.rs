//! The JSON that OpenAI-compatible servers send, read with every field optional, because each server leaves out, nulls or
//! retypes something.

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use std::fmt;

/// One chunk of a stream, or an answer as a whole.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chunk {
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) model: Option<String>,
    pub(super) choices: Option<Vec<Choice>>,
    pub(super) usage: Option<Value>,
    pub(super) error: Option<Value>,
    pub(super) x_groq: Option<Groq>,
}

/// One of the answers of a chunk; we ask for one only.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Choice {
    pub(super) delta: Option<Delta>,
    /// What stands there in an answer as a whole.
    pub(super) message: Option<Delta>,
    #[serde(default, deserialize_with = "text")]
    pub(super) finish_reason: Option<String>,
    pub(super) error: Option<Value>,
}

/// What a chunk adds.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Delta {
    #[serde(default, deserialize_with = "text")]
    pub(super) content: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) reasoning: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) reasoning_content: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) refusal: Option<String>,
    pub(super) tool_calls: Option<Value>,
    /// What `tool_calls` was before there could be several.
    pub(super) function_call: Option<Value>,
    pub(super) reasoning_details: Option<Value>,
}

/// Groq's own part of its last chunk.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Groq {
    pub(super) usage: Option<Value>,
    pub(super) error: Option<Value>,
}

/// Reads text where text should be; numbers count as text, everything else as nothing, so that one odd field does not
/// cost the chunk.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(LooseText)
}

struct LooseText;

impl<'de> Visitor<'de> for LooseText {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }
    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }
    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }
    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}
