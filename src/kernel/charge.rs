//! What a broken-off answer costs, as the operator decides it for each provider.

use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// What an answer costs that its provider broke off after it had begun.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interrupted {
    /// Nothing.
    #[default]
    Free,
    /// What was heard of it.
    Used,
}

impl Interrupted {
    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Used => "used",
        }
    }
}

impl FromStr for Interrupted {
    type Err = super::AppError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match code {
            "free" => Ok(Self::Free),
            "used" => Ok(Self::Used),
            _ => Err(super::AppError::MalformedRequest),
        }
    }
}
