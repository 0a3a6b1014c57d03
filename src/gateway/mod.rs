//! The OpenAI-compatible API at `/v1`: the official clients work unmodified, on the same runs, coins, limits and models
//! as the rest. Contract: OpenAI's published reference; what it does not know (`coin_cost`, `reasoning`,
//! `reasoning_details`) is added beside it, as OpenRouter does.
//!
//! Words: a **completion** is a run without a conversation; nothing of it is kept but the run and its receipt. A client
//! that hangs up stops the run.

#[cfg(feature = "ssr")]
pub mod server;
