//! Connections: how the operator reaches AI providers.
//!
//! Words: a **connection** is a provider's address, key, proxy and rules. What the settings (the environment) say is the
//! default; what staff stores wins. A **fault** is a key that was refused, or an account that is used up.
//!
//! Invariants: a key is written, never read: sealed at rest, of it only the last four characters are shown; a key never
//! goes to a host it was not given for; what is stored is in force in every process within seconds; a refused key is not
//! sent again until it is changed or a test of staff's went well.

pub mod input;
pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
