//! The library: every file that went into a run or came out of one, and what people put there themselves.
//!
//! An *asset* is a person's file; a *blob* is its bytes, kept once in the storage however many assets have them. A blob that no
//! asset has any more is deleted. An asset goes to the trash first, where it still counts, and is gone after thirty days.

pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
