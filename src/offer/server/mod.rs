//! The facade of offers: what the doorways and later features may call.

mod manage;
pub mod rest;
mod sale;
mod seed;
mod store;

pub use manage::{change_offer, create_offer, get_offer, list_offers, order_offers, switch_offer};
pub use sale::{list_for_all, list_for_sale, plan_by_code};
pub use seed::plant_seed;
pub use store::{find_for_sale, find_revision, names};
