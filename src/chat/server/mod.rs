//! The facade of chat: what the doorways and later features may call.

mod answer;
mod conversation;
mod naming;
mod prompt;
mod quote;
pub mod rest;
mod send;
mod store;
mod thread;

pub use answer::{Answers, KIND};
pub use conversation::{
    change_conversation, create_conversation, delete_conversation, get_conversation, list_conversations,
};
pub use naming::{KIND_TITLE, Names};
pub use quote::quote_message;
pub use send::{regenerate_message, send_message};
pub use thread::{get_thread, list_messages};
