//! The studios: pages that make one kind of thing each, from a form to a result that stays.
//!
//! Words: a studio is a form that makes a run's input, and a view of a run's output; each stands in a module of its own.

pub mod text;
