//! The facade of routing: what the doorways and later features may call.

mod choose;
mod dry_run;
pub mod rest;
mod seed;
mod staff;
mod store;
mod weigh;

pub use choose::{check_choice, choose, plan_for, plan_for_house};
pub use dry_run::try_policy;
pub use seed::plant_seed;
pub use staff::{get_policy, list_policies, put_policy, reset_policy};
