//! The facade of keys: what the doorways and later features may call.

mod manage;
pub mod rest;
mod ring;
mod secret;
mod spend;
mod store;

pub use manage::{change_key, create_key, get_desk, list_keys, revoke_key, rotate_key};
pub use ring::Keys;
pub use spend::{reserve, settle};
pub use store::names;
