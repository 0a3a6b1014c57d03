//! Work that waits, and work that failed each time and waits for staff.

mod parked;
mod queue_page;

pub use queue_page::QueuePage;
