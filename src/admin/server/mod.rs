//! The facade of the administration: its use cases. It has no tables of its own; earlier features answer.

mod finance;
mod finance_rest;
mod ledger_rest;
mod model_rest;
mod people;
mod provider;
mod queue_rest;
pub mod rest;
mod run_rest;
mod uncertain_rest;
mod usage;

pub use finance::{get_finance, list_concerns};
pub use people::list_users;
pub use provider::sync_models;
pub use usage::get_usage;
