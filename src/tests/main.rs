//! The integration tests: one binary, real databases, real sockets.

#![recursion_limit = "256"]
#![cfg(test)]

#[macro_use]
mod harness;

mod account;
mod account_forms;
mod audio;
mod billing;
mod catalog;
mod catalog_price;
mod chat;
mod code;
mod connection;
mod doors;
mod finance;
mod gateway;
mod gateway_media;
mod house;
mod house_schema;
mod image;
mod insight;
mod invoice;
mod key;
mod kill;
mod ledger;
mod lexical;
mod library;
mod notice;
mod offer;
mod openapi;
mod order;
mod outbound;
mod payment;
mod provider;
mod provider_faults;
mod provider_runs;
mod queue;
mod referral;
mod routing;
mod run;
mod sdk;
mod settings;
mod storage;
mod subscription;
mod text;
mod topup;
