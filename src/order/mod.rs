//! Orders: coins for money.
//!
//! Words: an **order** has lines, a price that never changes, and one **gateway**, amount and currency for its whole life.
//! A **payment** is what a gateway knows of it. **Delivery** hands over what was bought. Payment and delivery are two
//! state machines; the row in the outbox that joins them is written with the payment.
//!
//! Invariants: an order is paid once, by its own gateway, with its own amount; a delivery posts to the ledger once; what a
//! browser or a callback says decides nothing, only what the gateway answers to our own question does; an unknown outcome
//! is asked for again and never guessed; every step leaves a line in the order's history.

pub mod model;
pub mod rpc;
pub mod staff;
pub mod topup;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
