//! Referral: people bring people, and earn a share of what those buy.
//!
//! Words: a **referrer** has a code and a link with it; whoever signs up through the link is **referred**, for ever. A
//! **commission** is what a purchase of a referred person earns the referrer: a share of the coins that were paid for. It
//! waits for its review time and for staff, and is paid as coins or, by hand, at the bank. The **programme** is the rules.
//!
//! Invariants: a person is bound with the account and never again, so whoever comes later brings nobody who was there before,
//! and no circle closes; nobody refers an own mailbox, or one of those above; an order earns once; a commission that is paid as
//! coins has one posting, and is worth the share of the money that stayed, also after it was paid.

pub mod model;
pub mod rpc;
pub mod staff;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
