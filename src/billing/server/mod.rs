//! The facade of billing: what the doorways and later features may call.

mod check;
mod credit;
mod hold;
mod ledger;
mod lot;
pub mod rest;
mod store;
mod totals;
mod wallet;

pub use check::{Finding, check_ledger};
pub use credit::{Credit, Source, Taken, cancel_debt, credit, take_back};
pub use hold::{Charge, HOLD_S, Held, expire_holds, freeze, hold, release, settle};
pub use lot::expire_lots;
pub use store::{owed, wallets_of};
pub use totals::{CoinDay, Liabilities, coins_by_day, liabilities};
pub use wallet::{change_wallet, get_balance, get_wallet, grant_signup, list_lots, list_transactions};
