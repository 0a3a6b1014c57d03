//! API keys: how programs come in.
//!
//! Words: a **key** has a name, **scopes** (what of the API it opens), and rules of its own: models, addresses, an end,
//! a limit of coins. Its **secret** is what a program sends; rotating gives the key a new one, and the old one works on
//! for an **overlap**.
//!
//! Invariants: only hashes of secrets are stored, a secret is shown once; a key opens nothing that no rule names, and
//! never keys, passwords, devices or payments; spent + reserved ≤ limit whenever something new is reserved; a revoked
//! key stays in the list and never works again.

pub mod address;
pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
