//! Automatic top-up: its page, and what the page of an order that made itself says.

mod card;
mod form;
mod page;
mod pending;

pub use page::TopUpPage;
pub(super) use pending::Automatic;
