//! The bell and the page of notices.

mod bell;
mod notices_page;
mod word;

pub use bell::Bell;
pub use notices_page::NoticesPage;
pub use word::top_up_problem;
