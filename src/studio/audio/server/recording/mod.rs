//! Recordings: begun, kept, shown, corrected, summed up, written out.

mod begin;
mod change;
mod export;
mod keep;
mod store;
mod summary;
mod view;

pub use begin::{again_recording, quote_recording, start_recording};
pub use change::{change_recording, delete_recording};
pub use export::{Exported, export_recording};
pub use keep::{KIND_STT, Recordings};
pub(super) use summary::begin_summaries;
pub use summary::{KIND_SUMMARY, Summaries, summarise_recording};
pub use view::{get_recording, list_recordings};
