//! The facade of the image studio.

mod compose;
mod enhance;
mod list;
mod order;
mod output;
pub mod rest;
mod store;

pub use enhance::{Prompts, enhance_prompt};
pub use list::{delete_drawing, get_drawing, list_drawings, refresh_drawings};
pub use order::{draw, quote_drawing};
pub use output::Drawings;

/// The kind of run that draws.
pub const KIND: &str = "drawing";
/// The kind of run that writes a prompt out.
pub const KIND_PROMPT: &str = "picture_prompt";
