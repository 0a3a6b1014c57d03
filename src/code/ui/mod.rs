//! The pages of codes.

mod batch_form;
mod batches;
mod codes_page;
mod discount_form;
mod discount_row;
mod discounts;
mod redeem_page;
mod uses;
mod word;

pub use codes_page::CodesPage;
pub use redeem_page::RedeemPage;
