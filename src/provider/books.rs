//! A provider's books: what a request cost, asked afterwards.

use super::{media::Reply, usage::Usage};

/// Tells what a request cost.
pub trait Books: Send + Sync {
    /// What the request of this name used, with its cost; none while it is not written (yet).
    fn find(&self, request_id: String) -> Reply<'_, Option<Usage>>;
}
