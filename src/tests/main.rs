//! The integration tests: one binary, real databases, real sockets.

#![recursion_limit = "256"]
#![cfg(test)]

#[macro_use]
mod harness;

mod chat;
mod kill;
mod ledger;
mod provider;
mod run;
