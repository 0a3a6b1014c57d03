//! What staff and people see of many runs at once.

mod store;

pub use store::{ModelTotals, active_users, days, model_totals, provider_totals, running, totals_of};
