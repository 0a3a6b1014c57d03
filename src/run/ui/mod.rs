//! The overview and its parts, and the connection by which pages watch a run.

mod overview_page;
mod receipt_page;
mod recent_list;
mod run_stream;
mod state_badge;
mod usage;
mod usage_card;

pub use overview_page::OverviewPage;
pub use receipt_page::ReceiptPage;
pub use run_stream::{Heard, Listening, RunStream, Shown};
pub use state_badge::{RunStateBadge, run_kind_label, run_state_label};
pub use usage::OwnUsagePage;
