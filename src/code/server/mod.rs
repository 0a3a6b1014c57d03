//! The facade of codes: what the doorways and later features may call.

mod discount;
mod redeem;
pub mod rest;

pub use discount::{
    Purchase, change_discount, confirm, create_discount, get_discount, give_back, list_discounts, list_uses, price,
    reserve,
};
pub use redeem::{create_batch, list_batches, make_batch, redeem, revoke_batch};
