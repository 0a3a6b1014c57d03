//! The JSON of OpenAI-compatible servers: what we send, and what we read with every field optional, because each server
//! leaves out, nulls or retypes something.

use crate::provider::{
    chat::{ChatMessage, ChatRequest, ChatRole},
    dialect::{Dialect, MaxTokensField},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Number, Value};
use std::{borrow::Cow, fmt};

/// The body of a chat request.
#[derive(Debug, Serialize)]
pub(super) struct ChatBody<'r> {
    model: &'r str,
    messages: Vec<Message<'r>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<Number>,
}

#[derive(Debug, Serialize)]
struct Message<'r> {
    role: &'static str,
    content: Cow<'r, str>,
}

#[derive(Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    include_obfuscation: Option<bool>,
}

impl<'r> ChatBody<'r> {
    /// The request in a server's dialect; `None` when the temperature is no number.
    pub(super) fn new(request: &'r ChatRequest, dialect: &Dialect) -> Option<Self> {
        let limit = Some(request.max_output_tokens);
        let (max_tokens, max_completion_tokens) = match dialect.max_tokens_field {
            MaxTokensField::MaxTokens => (limit, None),
            MaxTokensField::MaxCompletionTokens => (None, limit),
        };
        let temperature = match &request.temperature {
            Some(text) => Some(serde_json::from_str(text).ok()?),
            None => None,
        };
        Some(Self {
            model: &request.model,
            messages: request.messages.iter().map(message).collect(),
            stream: true,
            stream_options: dialect.send_stream_options.then_some(StreamOptions {
                include_usage: true,
                include_obfuscation: dialect.no_obfuscation.then_some(false),
            }),
            max_tokens,
            max_completion_tokens,
            temperature,
        })
    }
}

fn message(message: &ChatMessage) -> Message<'_> {
    let role = match message.role {
        ChatRole::System => "system",
        ChatRole::User => "user",
        ChatRole::Assistant => "assistant",
        ChatRole::Tool => "tool",
    };
    Message { role, content: message.said() }
}

/// One chunk of a stream.
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
