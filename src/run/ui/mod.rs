//! The overview and its parts.
