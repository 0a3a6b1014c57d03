//! People: accounts, the devices they are signed in on, and what they chose.
//!
//! Words: a **session** is a device (a browser or an API client) where a person is signed in. A browser holds a page
//! token in a cookie, an API client a short access token and a rotating refresh token. Only hashes are stored.
//!
//! Invariants: nobody becomes an admin by being first; a refresh token works once, and coming twice it ends its
//! session; an ended session speaks for nobody from that moment on.

pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
