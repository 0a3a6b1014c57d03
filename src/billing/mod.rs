//! Coins: wallets, holds and the double-entry ledger under them.
//!
//! Words: a **posting** moves coins into (+) or out of (−) an account; a ledger transaction's postings sum to zero.
//! A **hold** sets coins aside for a run; it ends once, by settling, releasing or expiring. A **lot** is coins that expire;
//! all others are what a wallet holds beyond its lots. A **debt** is what a person owes for coins that were taken back after
//! they were spent; whatever comes in or comes free pays it first. An **adjustment** is staff's.
//!
//! Invariants: Σ postings = 0; a wallet's balances are the sums of its postings and never below zero; the journal is
//! append-only; one idempotency key → one transaction; charged ≤ held; what expires is what is left of the lots, and no more
//! than there is; who owes has nothing to spend. `aimall check ledger` proves them.

pub mod adjustment;
pub mod journal;
pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
