//! A test double for AI providers and payment gateways: a plain TCP server that speaks just enough HTTP/1.1 to be every
//! kind of good and bad provider, and gateways with a memory (`payments.md`). Tests include this module, `main.rs` runs it for journeys and benches. No build of the product contains it.

#![allow(dead_code, unused_imports, reason = "the tests and the program each use a part of it")]

pub mod answer;
pub mod anthropic;
pub mod balance;
pub mod chat;
pub mod chunk;
pub mod contract;
pub mod form;
pub mod gemini;
pub mod generation;
pub mod http;
pub mod media;
pub mod models;
pub mod payment;
pub mod plain;
pub mod record;
pub mod scenario;
pub mod server;
pub mod stripe;
pub mod task;
pub mod zarinpal;

pub use record::{Closing, Request};
pub use scenario::{Framing, Scenario, Step};
pub use server::Emulator;
