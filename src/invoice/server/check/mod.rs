//! Whether the documents are sound.

mod store;

pub use store::check_invoices;
