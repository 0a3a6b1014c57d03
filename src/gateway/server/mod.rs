//! The facade of the gateway.

mod answer;
mod ask;
mod audio;
mod embedding;
mod error;
mod form;
mod image;
mod launch;
mod model;
pub mod openai;
mod picture;
mod unsupported;
mod wire;

pub use answer::Completions;

/// The kind of run that answers an API client.
pub const KIND: &str = "completion";
/// The kind of run that draws for one.
const KIND_IMAGE: &str = "image";
/// The kind of run that writes speech down for one.
const KIND_TRANSCRIPTION: &str = "transcription";
/// The kind of run that speaks for one.
const KIND_SPEECH: &str = "speech";
/// The kind of run that turns texts into vectors for one.
const KIND_EMBEDDING: &str = "embedding";
/// All of them.
pub const KINDS: [&str; 5] = [KIND, KIND_IMAGE, KIND_TRANSCRIPTION, KIND_SPEECH, KIND_EMBEDDING];
