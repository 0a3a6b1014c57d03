//! The facade of the text studio: what the doorways and later features may call.

mod generate;
mod item;
mod meter;
mod output;
mod prompt;
mod quote;
pub mod rest;
mod start;
mod store;
mod template;

pub use generate::{generate_for_task, generate_text};
pub use item::{change_text, delete_text, get_text, list_kinds, list_texts, list_versions};
pub use meter::measure_text;
pub use output::Texts;
pub use prompt::{Prompt, compose};
pub use quote::quote_texts;
pub use start::start_texts;
pub use template::{change_template, create_template, delete_template, list_templates};

/// The kind of run that writes texts.
pub const KIND: &str = "text";
