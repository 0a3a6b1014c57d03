//! What is sold: packages of coins, and plans.
//!
//! Words: an **offer** is a **package** (coins, once) or a **plan** (coins every period, with rules of its own). Each
//! change of an offer is a new **revision**; an order names the offer and the revision it was made from.
//!
//! Invariants: revisions are never changed nor deleted, an offer is archived instead; a price is above zero and has its
//! currency; a plan keeps its code; at most [`model::OFFERS_MAX`] offers are not archived.

pub mod draft;
pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
