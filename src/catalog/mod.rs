//! Models on offer: what they can do and what they cost. No model id stands in code: the catalogue is data.
//!
//! A model is on offer when it is enabled, its provider is on, its price is known and it has not retired; a retired one is
//! answered by its successor. Prices are versioned: rows are closed, never edited, and a run keeps the price of its quote.
//! Facts come from the seed, from providers' lists and from staff, and what staff set stays.

pub mod entry;
pub mod model;
pub mod rpc;

#[cfg(feature = "ssr")]
pub mod server;
