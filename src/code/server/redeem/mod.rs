//! Redeem codes: made by staff, taken by people.

mod batch;
mod secret;
mod store;
mod take;

pub(super) use batch::{HEAD, row};
pub use batch::{create_batch, list_batches, make_batch, revoke_batch};
pub use take::redeem;
