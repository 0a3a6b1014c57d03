//! The facade of the gateway.

mod answer;
mod ask;
mod error;
mod model;
pub mod openai;
mod picture;
mod wire;

pub use answer::Completions;

/// The kind of run that answers an API client.
pub const KIND: &str = "completion";
