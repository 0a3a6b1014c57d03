//! Coins that staff gives or takes by hand.

mod adjustments_page;
mod list;
mod propose;

pub use adjustments_page::AdjustmentsPage;
