//! What staff sees, and what others see instead: as everywhere under `/admin`.

pub use crate::account::ui::{Seen, StaffOnly, seen};
