//! Coins: wallets, holds and the double-entry ledger under them.
//!
//! Words: a **posting** moves coins into (+) or out of (−) an account; a ledger transaction's postings sum to zero.
//! A **hold** sets coins aside for a run; it ends once, by settling, releasing or expiring.
//!
//! Invariants: Σ postings = 0; a wallet's balances are the sums of its postings and never below zero; the journal is
//! append-only; one idempotency key → one transaction; charged ≤ held. `aimall check ledger` proves them.

pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
