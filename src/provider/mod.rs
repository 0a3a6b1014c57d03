//! AI providers: one small trait per capability, adapters behind it, and failure classes that decide what happens next.
//!
//! - [`ChatModel`] answers a [`ChatRequest`] with a stream of [`ChatEvent`]s; [`ChatStream`] says what every stream keeps.
//! - [`ModelList`] lists models, and is the connection test.
//! - [`OpenAiCompat`] is the adapter for OpenRouter, Groq, OpenAI and the operator's own servers; how they differ is data
//!   in a [`Dialect`]. [`Anthropic`] and [`Gemini`] have wires of their own, [`MjTask`] does long tasks. [`Sandbox`]
//!   answers without any provider, and [`Local`] makes vectors without one.
//! - A [`Registry`] holds the providers that are on.
//!
//! Adapters make one attempt and never retry: a question asked twice is paid twice. No key, address or library text gets
//! into a [`Failure`] unmasked, and [`Failure::problem`] is all a user is told.

mod anthropic;
mod balance;
mod books;
pub mod chat;
mod circuit;
mod classify;
mod clocks;
mod dialect;
mod exchange;
mod failure;
pub mod fetched;
mod gemini;
pub mod http;
mod lexical;
mod listing;
mod local;
pub mod media;
mod mj_task;
mod openai_compat;
pub(crate) mod redact;
mod registry;
mod remote;
pub(crate) mod retry_after;
pub mod sandbox;
pub mod sniff;
pub mod sse;
mod streaming;
pub mod subtitle;
mod telling;
pub mod tokens;
mod usage;
mod vector;
pub mod wav;

pub use anthropic::Anthropic;
pub use balance::{Account, Balance};
pub use books::Books;
pub use chat::{
    AnswerFormat, ChatEvent, ChatMessage, ChatModel, ChatRequest, ChatRole, ChatStream, Effort, Finish, Media, Part,
    Tool, ToolCall, ToolCallDelta, ToolChoice,
};
pub use circuit::{Circuits, Open, Report};
pub use classify::classify;
pub use clocks::Clocks;
pub use dialect::{
    Auth, Dialect, EffortField, ImageApi, MaxTokensField, PartOrder, SchemaSupport, SpeechApi, SystemRole,
    TranscriptionApi,
};
pub use failure::{Failure, FailureClass};
pub use gemini::Gemini;
pub use listing::{Capability, ListedModel, ListedPrice, ModelList, PriceComponent};
pub use local::Local;
pub use mj_task::MjTask;
pub use openai_compat::OpenAiCompat;
pub use registry::{Abilities, Provider, ProviderKind, ProviderSettings, Registry};
pub use sandbox::Sandbox;
pub use usage::Usage;
