//! Everything paid is a run: quote → hold → running → settled or released.
//!
//! Words: a **quote** is the most a run may cost; the **lease** says which process works on it; the **event log** is
//! what happened, numbered from 1 without gaps. Closing the page never stops a run; cancelling does.
//!
//! Invariants: a run and its hold are made in one transaction; output, settlement and the end state are written in
//! one transaction, and only then is the end told; charged ≤ quoted; every running run has a live lease or is soon
//! found and ended by another process.

pub mod model;
pub mod parked;
pub mod record;
pub mod rpc;
pub mod ui;
pub mod usage;

#[cfg(feature = "ssr")]
pub mod server;
