//! Who is signed in, as far as the layouts show it.

use crate::kernel::{AppError, Coins};
use leptos::prelude::{Resource, use_context};
use serde::{Deserialize, Serialize};

/// The signed-in person and what they can spend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The person's name.
    pub full_name: String,
    /// The person's address.
    pub email: String,
    /// May open the administration.
    pub is_staff: bool,
    /// Coins that can be spent.
    pub available: Coins,
}

/// Loads the signed-in person; a layout owns it, so that it outlives its pages.
pub type SessionResource = Resource<Result<Signed, AppError>>;

/// The session of the layout around this page; `refetch()` after something was paid or renamed.
pub fn use_session() -> Option<SessionResource> {
    use_context()
}
