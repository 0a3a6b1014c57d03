//! Notices: what a person should know although they did not ask.
//!
//! A notice is told in the transaction of its cause and once for each key; other channels (mail, bots) will read the same
//! rows. What it says is data; the words are the reader's language's.

pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
