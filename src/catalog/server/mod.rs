//! The facade of the catalogue: what the doorways and later features may call.

mod facts;
mod margin;
mod offer;
mod plan;
mod price;
mod pricing;
mod rate;
pub mod rest;
mod retirement;
mod seed;
mod staff;
mod store;
mod sync;
mod view;

pub use margin::plan_of;
pub use offer::{Offer, Standing, find_offer, find_standing, list_for_visitors, list_models};
pub use plan::Plan;
pub use price::{Charge, CostTrust, Demand, Price};
pub use rate::Rate;
pub use seed::plant_seed;
pub use staff::{add_entry, change_entry, get_entry, get_overview, list_entries, set_margin, set_prices};
pub use store::{count_models, names, providers};
pub use sync::{sync_all, sync_provider, tend};
