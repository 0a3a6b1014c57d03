//! Every request to a provider: the list, and a page for each.

mod attempt_page;
mod attempts_page;
mod filters;
mod list;
pub(super) mod word;

pub use attempt_page::AttemptPage;
pub use attempts_page::AttemptsPage;
