//! Codes that people type: for less money, and for coins.
//!
//! Words: a **discount code** takes a share or an amount off a price; each **use** of it belongs to one order. A **redeem
//! code** is worth coins, once; codes are made in **batches**.
//!
//! Invariants: uses that are reserved or made ≤ the code's limit, however many orders come at once; one order has one use;
//! only hashes of redeem codes are stored, and each is posted to the ledger once.

pub mod discount;
pub mod redeem;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
