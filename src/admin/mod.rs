//! What staff sees of the whole: people, use, providers.

pub mod finance;
pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
