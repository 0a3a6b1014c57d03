//! What staff and people see of many runs at once.

mod earning;
mod store;
mod usage;

pub use earning::{EarningCell, get_earnings, get_latest_earnings, list_earning_cells};
pub use store::{ModelTotals, active_users, days, model_totals, provider_totals, running, totals_of};
pub use usage::{get_usage, get_usage_board};
