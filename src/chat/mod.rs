//! Conversations with models. Each answer is a run.
//!
//! Words: messages form a tree by their parent; **siblings** are other answers to the same question (regenerate) or
//! other wordings of it (edit). The path from a leaf to the root is what the model reads.
//!
//! Invariants: an answer has exactly one run; its text is written by that run only; what was shown survives a
//! reload, a second page and a lost connection.

pub mod model;
pub mod rpc;
pub mod title;
pub mod tree;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
