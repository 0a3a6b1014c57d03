//! Infrastructure that knows no feature: settings, database, identity, the doorways, limits, telemetry.

pub mod access;
pub mod clock;
pub mod config;
pub mod csv;
pub mod db;
pub mod fault;
pub mod limits;
pub mod live;
pub mod markdown;
pub mod outbound;
pub mod output;
pub mod random;
pub mod rest;
pub mod rpc;
pub mod seal;
pub mod sound;
pub mod state;
pub mod storage;
pub mod telemetry;

pub use fault::{Fault, Result};
pub use state::{App, Cx, Newcomer};
