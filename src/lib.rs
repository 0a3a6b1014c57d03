//! AI Mall: a self-hosted, white-label, Persian-first AI platform.
//!
//! One crate, two targets: `ssr` makes the server, `hydrate` the dashboard in the browser. `README.md` has the map.

#![recursion_limit = "256"]

pub mod app;
pub mod i18n;
pub mod kernel;
pub mod kit;

#[cfg(feature = "ssr")]
pub mod provider;
