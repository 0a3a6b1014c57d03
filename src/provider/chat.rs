//! Asking a model: the question, the events of its answer, and what every stream of events keeps.

use super::{failure::Failure, usage::Usage};
use futures::stream::BoxStream;

/// One question to one model of one provider.
#[derive(Debug, Clone)]
pub struct ChatRequest {
    /// The model's id as the provider knows it.
    pub model: String,
    /// The conversation, oldest first.
    pub messages: Vec<ChatMessage>,
    /// The most tokens the answer may have, hidden reasoning included.
    pub max_output_tokens: u32,
    /// Sampling temperature as decimal text, `"0.7"`; the provider's default when not given.
    pub temperature: Option<String>,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// Who says it.
    pub role: ChatRole,
    /// What is said.
    pub content: String,
}

/// Who says a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatRole {
    /// The product, setting the scene.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
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
