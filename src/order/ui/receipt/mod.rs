//! Sending the picture of a receipt.

mod form;
mod picture;

pub(super) use form::ReceiptForm;
