//! Discount codes: what staff does with them, and what orders do.

mod apply;
mod manage;
mod store;

pub use apply::{Purchase, confirm, give_back, price, reserve};
pub use manage::{change_discount, create_discount, get_discount, list_discounts, list_uses};
