//! The page's HTTP status, in the browser: it was sent long ago.

/// Nothing to do here; the server's half sets the status.
pub fn set_status(_status: u16) {}
