//! The whole ledger: what the house stands at, whether the books are sound, and every movement with its postings.

mod check;
mod entries;
mod ledger_page;

pub use ledger_page::LedgerPage;
