//! Runs whose money waits for a decision of staff.

mod decide;
mod list;
mod uncertain_page;

pub use uncertain_page::UncertainPage;
