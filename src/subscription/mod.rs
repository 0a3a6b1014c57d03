//! Subscriptions: plans that people have.
//!
//! Words: a **period** is what one order or one invoice paid for, or a trial. Its coins come in **windows**: a monthly
//! plan has one, a yearly one twelve, counted from the moment of the purchase. What a person's plan is worth at a moment
//! (its **standing**) is what the newest period says that covers it.
//!
//! Invariants: a person has one subscription at a time; an order or an invoice makes one period; a window is granted once;
//! nothing that was paid for is lost by renewing early or by changing to a dearer plan; what a gateway's event says is
//! asked for again before it counts, so their order does not matter.

pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
