//! Asking a model: the question, the events of its answer, and what every stream of events keeps.

use super::{failure::Failure, tokens, usage::Usage};
use bytes::Bytes;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, fmt};

/// Tokens of an ordinary picture.
const IMAGE_TOKENS: u64 = 1_000;
/// Bytes of ordinary compressed speech that make a token.
const AUDIO_BYTES_A_TOKEN: u64 = 256;

/// One question to one model of one provider.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChatRequest {
    /// The model's id as the provider knows it.
    pub model: String,
    /// The conversation, oldest first.
    pub messages: Vec<ChatMessage>,
    /// The most tokens the answer may have, hidden reasoning included.
    pub max_output_tokens: u32,
    /// Sampling temperature as decimal text, `"0.7"`; the provider's default when not given.
    pub temperature: Option<String>,
    /// Nucleus sampling as decimal text, `"0.9"`; the provider's default when not given.
    pub top_p: Option<String>,
    /// Texts at which the model stops.
    pub stop: Vec<String>,
    /// For answers that are the same again, where the provider can.
    pub seed: Option<i64>,
    /// How long the model thinks before it answers; the provider's default when not given.
    pub effort: Option<Effort>,
    /// What the model may call.
    pub tools: Vec<Tool>,
    /// Whether and what it must call.
    pub tool_choice: ToolChoice,
    /// Whether it may call several tools at once; the provider's default when not given.
    pub parallel_tools: Option<bool>,
    /// The form of the answer.
    pub format: AnswerFormat,
}

impl ChatRequest {
    /// An honest guess of the tokens it takes to read: for a provider that does not tell.
    pub fn estimate(&self) -> u64 {
        let said = self.messages.iter().map(|message| {
            let media = message.parts.iter().map(|part| match part {
                Part::Text(_) => 0,
                Part::Image(_) => IMAGE_TOKENS,
                Part::Audio(audio) => u64::try_from(audio.bytes.len()).unwrap_or(u64::MAX) / AUDIO_BYTES_A_TOKEN,
            });
            let calls = message.tool_calls.iter().map(|call| tokens::estimate(&call.arguments));
            media.chain(calls).fold(tokens::estimate(&message.said()), u64::saturating_add)
        });
        let tools = self.tools.iter().map(|tool| tokens::estimate(&tool.parameters.to_string()));
        said.chain(tools).fold(0, u64::saturating_add)
    }
}

/// How long a model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effort {
    /// Not at all, or as little as the model can.
    None,
    /// Hardly.
    Minimal,
    /// Little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
}

impl Effort {
    /// Its name on OpenAI-compatible wires.
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A function the model may ask us to call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// What it does, for the model.
    pub description: Option<String>,
    /// Its arguments as a JSON schema.
    pub parameters: Value,
    /// Whether the arguments must keep to the schema exactly.
    pub strict: Option<bool>,
}

/// Whether a model must call tools.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToolChoice {
    /// As it sees fit.
    #[default]
    Auto,
    /// None of them.
    None,
    /// At least one.
    Required,
    /// This one.
    Named(String),
}

/// The form of an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum AnswerFormat {
    /// Text.
    #[default]
    Text,
    /// Some JSON object.
    Json,
    /// JSON that keeps to a schema.
    Schema {
        /// The schema's name, of letters, digits, `_` and `-`.
        name: String,
        /// The schema.
        schema: Value,
        /// Whether the provider must enforce it.
        strict: bool,
    },
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Who says it.
    pub role: ChatRole,
    /// What is said, in order.
    pub parts: Vec<Part>,
    /// What an assistant wanted called.
    pub tool_calls: Vec<ToolCall>,
    /// The call that a tool's message answers.
    pub tool_call_id: Option<String>,
    /// What a provider wants back unchanged with an assistant's message (`reasoning_details`, signatures).
    pub opaque: Option<Value>,
}

impl ChatMessage {
    /// A message of text only.
    pub fn text(role: ChatRole, text: impl Into<String>) -> Self {
        Self { role, parts: vec![Part::Text(text.into())], tool_calls: Vec::new(), tool_call_id: None, opaque: None }
    }

    /// All text of the message.
    pub fn said(&self) -> Cow<'_, str> {
        match self.parts.as_slice() {
            [Part::Text(text)] => Cow::Borrowed(text),
            parts => parts.iter().filter_map(Part::as_text).collect::<Vec<_>>().join("\n").into(),
        }
    }
}

/// A part of what is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Text.
    Text(String),
    /// A picture to look at.
    Image(Media),
    /// Sound to listen to.
    Audio(Media),
}

impl Part {
    /// The file of a part that is one.
    pub fn media_mut(&mut self) -> Option<&mut Media> {
        match self {
            Self::Text(_) => None,
            Self::Image(media) | Self::Audio(media) => Some(media),
        }
    }

    /// The text of a text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Image(_) | Self::Audio(_) => None,
        }
    }
}

/// A picture or sound: its bytes, whose kind we have looked at ourselves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Its media type, `image/png`.
    pub media_type: String,
    /// What it is. Never within JSON: whoever writes a request down keeps the bytes beside it.
    #[serde(skip)]
    pub bytes: Bytes,
}

impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Media({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// A call that a model asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Its name in the conversation.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments as JSON text; `{}` when there are none.
    pub arguments: String,
    /// What a provider wants back unchanged with the call (Gemini's `thoughtSignature`).
    pub signature: Option<String>,
}

/// Who says a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChatRole {
    /// The product, setting the scene.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
    /// What a tool answered.
    Tool,
}

/// One event of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatEvent {
    /// The provider has begun. At most once, before any output.
    Started {
        /// The model that answers; a provider may pick another one than asked for.
        model_served: Option<String>,
        /// Names the request in the provider's books.
        request_id: Option<String>,
    },
    /// A piece of the answer, never empty.
    Text(String),
    /// A piece of the thinking before it, never empty.
    Reasoning(String),
    /// What the provider wants back unchanged with this answer, as a list of items to append (`reasoning_details`).
    Opaque(Value),
    /// A piece of a tool call.
    ToolCall(ToolCallDelta),
    /// What was used so far. Merged already: each one replaces the one before.
    Usage(Usage),
    /// The answer is complete. Terminal.
    Done {
        /// Why the model stopped.
        finish: Finish,
    },
    /// The answer failed or broke off; what came before is partial. Terminal.
    Failed(Failure),
}

/// A piece of a tool call: the first one of a slot has id and name, the arguments' text may come in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToolCallDelta {
    /// Which of the answer's calls: 0, 1, 2 …
    pub slot: u32,
    /// The call's name in the conversation.
    pub id: Option<String>,
    /// The tool.
    pub name: Option<String>,
    /// More of the arguments' JSON text.
    pub arguments: String,
    /// What the provider wants back unchanged with the call.
    pub signature: Option<String>,
}

impl ChatEvent {
    /// Whether nothing follows it.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Failed(_))
    }
}

/// Why a model stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// It had said what it wanted to say.
    Stop,
    /// It reached `max_output_tokens` or its context's end.
    Length,
    /// The provider's rules cut it off.
    Filtered,
    /// It wants a tool to be called.
    ToolCalls,
    /// Another reason, in the provider's word.
    Other(String),
}

/// The events of one answer.
///
/// Every stream keeps this: exactly one terminal event, and it is the last item; no success without output unless the
/// reason says why (`Length`, `Filtered`, `ToolCalls`); nothing is read ahead of the consumer, so a slow one slows the
/// provider down; dropping the stream closes the connection to the provider at once. A consumer polls it inside a
/// tokio runtime.
pub type ChatStream = BoxStream<'static, ChatEvent>;

/// Something that answers.
pub trait ChatModel: Send + Sync {
    /// Asks. Nothing is sent before the stream is polled; nothing is ever sent twice.
    fn stream(&self, request: ChatRequest) -> ChatStream;
}
