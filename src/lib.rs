//! AI Mall: a self-hosted, white-label, Persian-first AI platform.
//!
//! One crate, two targets: `ssr` makes the server, `hydrate` the dashboard in the browser. `README.md` has the map.

#![recursion_limit = "256"]

pub mod account;
pub mod admin;
pub mod app;
pub mod billing;
pub mod catalog;
pub mod chat;
pub mod code;
pub mod connection;
pub mod gateway;
pub mod i18n;
pub mod invoice;
pub mod kernel;
pub mod key;
pub mod kit;
pub mod library;
pub mod notice;
pub mod offer;
pub mod order;
pub mod referral;
pub mod routing;
pub mod run;
pub mod studio;
pub mod subscription;

#[cfg(feature = "ssr")]
pub mod boot;
#[cfg(feature = "ssr")]
pub mod payment;
#[cfg(feature = "ssr")]
pub mod provider;
#[cfg(feature = "ssr")]
pub mod server;
