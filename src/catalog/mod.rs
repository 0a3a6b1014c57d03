//! Models on offer: what they can do and what they cost. No model id stands in code: the catalogue is data.
//!
//! A model is on offer when it is enabled, its provider is on, and its price is known.

pub mod model;
pub mod rpc;

#[cfg(feature = "ssr")]
pub mod server;
