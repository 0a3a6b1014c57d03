//! The facade of the administration: its use cases. It has no tables of its own; earlier features answer.

mod ledger_rest;
mod model_rest;
mod people;
mod provider;
pub mod rest;
mod run_rest;
mod uncertain_rest;
mod usage;

pub use people::list_users;
pub use provider::sync_models;
pub use usage::get_usage;
