//! The image studio: pictures from words, and from other pictures.
//!
//! A **drawing** is one order and what came of it: a run of kind `drawing` that waits its turn in the queue, and its pictures,
//! which are files of the library. The drawing has the id of its run.
//!
//! Invariants: the same order (`client_request_id`) is drawn once; a drawing's pictures are kept before it is paid; what it is
//! drawn from belongs to whoever orders it.

pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
