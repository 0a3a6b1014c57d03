//! The facade of billing: what the doorways and later features may call.

mod adjust;
mod check;
mod credit;
mod hold;
mod journal;
mod ledger;
mod lot;
pub mod rest;
mod store;
mod totals;
mod wallet;
mod warn;

pub use adjust::{approve_adjustment, get_adjustment_board, list_adjustments, propose_adjustment, reject_adjustment};
pub use check::{Finding, check_ledger, check_soundness};
pub use credit::{Credit, Source, Taken, cancel_debt, credit, take_back};
pub use hold::{Charge, HOLD_S, Held, expire_holds, freeze, hold, release, settle};
pub use journal::{
    export_ledger, export_transactions, get_house_totals, get_ledger_board, get_wallet_board, list_ledger,
    list_transactions,
};
pub use lot::expire_lots;
pub use store::{owed, wallets_of};
pub use totals::{CoinDay, Liabilities, coins_by_day, liabilities};
pub use wallet::{change_wallet, get_balance, get_wallet, grant_signup, list_lots};
pub use warn::warn;
