//! What came in and went back, what the house owes, and what is stuck.

mod coins;
mod concerns;
mod finance_page;
mod money;

pub use finance_page::FinancePage;
