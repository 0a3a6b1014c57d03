//! The catalogue as data.
