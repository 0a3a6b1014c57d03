//! Work that waits its turn: pictures, sound, rows of a batch. What a run needs is written down with it, so that any process
//! can take it; the process that takes it holds its lease, and a process that dies gives it back.
//!
//! Whose turn it is (weighted fair queueing): every run gets the *turn* after the last one of its person, but never one that
//! is over already. So who orders two hundred pictures waits behind themselves and nobody else does. A person's plan sets how
//! far their turns lie apart. A person, and a provider, have so many runs taken at once and no more.
//!
//! Work that came to nothing through no fault of its own waits longer each time; after [`back::TRIES_MAX`] times it is *parked*:
//! its coins stay set aside, staff sees it, and resumes it or gives it up. The person can stop it at any time.

mod back;
mod enter;
mod pack;
mod parked;
mod standing;
mod store;
mod worker;

pub(super) use back::put_back;
pub use enter::{queue, wake};
pub(super) use pack::sweep;
pub use pack::{Packed, pack};
pub(super) use parked::{expire, stop};
pub use parked::{get_board, settle_parked};
pub use standing::{Standing, standings};
pub(super) use store::{check, give_back, leave};
pub use worker::work;
