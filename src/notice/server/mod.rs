//! The facade of notices: what the doorways and later features may call.

mod inbox;
pub mod rest;
mod store;

pub use inbox::{count_unread, list_notices, read_notices, tell};
