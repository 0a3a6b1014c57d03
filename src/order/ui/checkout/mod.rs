//! Buying: what, how much of it, how to pay, and what it comes to.

mod checkout_page;
mod code;
mod desk;
mod pay;
mod ways;

pub use checkout_page::CheckoutPage;
