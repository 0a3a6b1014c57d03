//! The page of one's own use.

mod parts;
mod usage_page;

pub use usage_page::OwnUsagePage;
