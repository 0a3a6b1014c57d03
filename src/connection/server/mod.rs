//! The facade of connections: what the doorways and later features may call.

mod balance;
mod health;
mod load;
mod manage;
mod probe;
mod reach;
pub mod rest;
mod store;
mod tend;
mod view;

pub use balance::ask_balance;
pub use load::{Unmade, load};
pub use manage::{add_connection, change_connection, remove_connection};
pub use probe::test_connection;
pub use tend::tend;
pub use view::{Finding, find_faults, get_detail, list_connections};
