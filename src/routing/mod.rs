//! Which model does what: a policy for each task, as data that staff edits while the house is open.
//!
//! Words: a **task** is a kind of work (`chat`, `seo_basic`, `image` …); its **policy** is a list of **candidates**, models in
//! order, each with the **rule** under which it may be taken. Resolving a policy for a request gives a plan: the first
//! candidate that may be taken is asked, the others stand in as long as nothing was said.
//!
//! Invariants: a person who named a model gets that model alone; a candidate that is not on offer, can not do what the
//! request needs, breaks a condition or is closed to an API key is never in a plan; the sandbox is in a plan only where no
//! other model of the policy is on offer. What staff saved stays over an update of the seed.

pub mod model;
pub mod rpc;
pub mod task;
pub mod trial;
pub mod wish;

#[cfg(feature = "ssr")]
pub mod server;
