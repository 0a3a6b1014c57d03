//! The facade of the catalogue: what the doorways and later features may call.

mod offer;
mod plan;
mod price;
pub mod rest;
mod store;
mod sync;

pub use offer::{Offer, default_offer, find_offer, list_models};
pub use plan::Plan;
pub use price::Price;
pub use store::{count_models, names};
pub use sync::{plant_seed, sync_provider};
