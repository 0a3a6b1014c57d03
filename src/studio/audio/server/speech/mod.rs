//! Speeches: begun, kept, joined, shown.

mod begin;
mod change;
mod keep;
mod store;
mod view;

pub use begin::{again_speech, quote_speech, start_speech};
pub use change::{delete_speech, rename_speech};
pub(super) use keep::join_left;
pub use keep::{KIND_TTS, Speeches};
pub use view::{get_speech, list_speeches};
