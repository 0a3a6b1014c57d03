//! The audio studio: speech becomes text, and text becomes speech.
//!
//! A *recording* is sound of the library that is written down: in one *part*, or in several where it is longer than models take;
//! each part is a run. Its *segments* are what was said, with times where the model tells them, as their owner corrected
//! them. A *speech* is a text that is spoken, in parts that end where sentences do; when all of them are there, they are joined
//! into one file of the library.
//!
//! Invariants: all parts are held together before the first begins, or none is; what is no sound is refused before; a part
//! that failed costs nothing, takes nothing from the others and can be asked for again alone.

pub mod model;
pub mod rpc;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
