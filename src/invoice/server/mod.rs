//! The facade of documents: what the doorways and later features may call.

mod check;
mod detail;
mod issue;
pub mod print;
pub mod rest;
mod seller;
pub mod staff_rest;
mod store;
mod view;

pub use check::check_invoices;
pub use detail::{change_details, get_details};
pub use issue::{LANE, NewInvoice, issue_credit_note, issue_invoice, reverse_credit_note};
pub use seller::{change_seller, get_seller};
pub use view::{get_invoice, list_all_invoices, list_for_table, list_invoices};
