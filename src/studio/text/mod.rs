//! The text studio: forms that become texts.
//!
//! Words: a **kind** is a sort of text with fields of its own (`kind.rs`, as data); a **form** is what somebody filled in; an
//! **order** starts one to four runs of the same form at once, whose texts are **versions** of one another. A text that was
//! written for a passage of another one is a part of it and stands in no list. A **template** is a form that somebody keeps.
//!
//! Invariants: a text has exactly one run, which writes it; afterwards only its person changes it. From form to prompt is a pure
//! function (`server/prompt.rs`), and what people typed stands in the prompt as marked material, never as instructions. The same
//! `client_request_id` finds the same order. Lengths and readability are counted by us, without a model.

pub mod call;
pub mod kind;
pub mod meter;
pub mod model;
pub mod rpc;
pub mod template;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
