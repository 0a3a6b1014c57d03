//! What an account may do.

use super::locale::UnknownChoice;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// The role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Uses the product.
    #[default]
    User,
    /// Fills the template bank.
    Designer,
    /// Runs the business.
    Admin,
}

impl Role {
    /// The role's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Designer => "designer",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        match code {
            "user" => Ok(Self::User),
            "designer" => Ok(Self::Designer),
            "admin" => Ok(Self::Admin),
            _ => Err(UnknownChoice),
        }
    }
}
