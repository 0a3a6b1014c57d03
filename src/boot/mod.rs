//! The composition of the server: what is made at the start, the URL table, and the roles of the binary.

pub mod app;
pub mod check;
pub mod docs;
mod health;
mod hook;
pub mod key_rule;
pub mod move_storage;
mod openapi;
mod page;
pub mod router;
mod security;
pub mod serve;
