//! Invoices: the documents of what was paid, and of what went back.
//!
//! Words: an **invoice** tells what an order was paid for; a **credit note** tells what of it went back; a **reversal** tells
//! that a credit note does not hold, because the gateway did not send the money back after all. The **seller** is whoever
//! runs the house, the **buyer** the person, with the **details** the person wants to have on documents.
//!
//! Numbers: `INV-1405-000001`, `CN-2026-000017`. A series (`INV`; `CN` for credit notes and their reversals) begins anew each
//! year: the Jalali year for rial, the Gregorian one for all other currencies, both in local time.
//!
//! Invariants: a document is issued in the transaction that moves the money, and never changed; numbers have no gaps; a paid
//! order has one invoice; credit notes less reversals are what went back of it, and so is their VAT once all of it went back.

pub mod model;
pub mod rpc;
pub mod staff;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
