//! The facade of billing: what the doorways and later features may call.

mod check;
mod hold;
mod ledger;
pub mod rest;
mod store;
mod wallet;

pub use check::{Finding, check_ledger};
pub use hold::{Charge, HOLD_S, Held, expire_holds, freeze, hold, release, settle};
pub use store::{owed, wallets_of};
pub use wallet::{get_balance, grant, grant_signup, list_transactions};
