//! Sending the picture of a receipt.

mod form;
mod picture;
mod upload;

pub(super) use form::ReceiptForm;
