//! The pages of documents.

mod admin_page;
mod details_form;
mod invoices_page;
mod seller_page;
mod word;

pub use admin_page::AdminInvoicesPage;
pub use invoices_page::InvoicesPage;
pub use seller_page::SellerPage;
pub use word::kind_words;
