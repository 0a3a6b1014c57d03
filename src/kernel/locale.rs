//! What a person chose: language and theme. Persian is the default.

use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// The two languages of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Persian, written from right to left.
    #[default]
    Fa,
    /// English.
    En,
}

impl Language {
    /// The language's code: `fa` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fa => "fa",
            Self::En => "en",
        }
    }

    /// The direction of its text, as HTML's `dir`.
    pub fn direction(self) -> &'static str {
        match self {
            Self::Fa => "rtl",
            Self::En => "ltr",
        }
    }
}

/// How pages look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the device says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Dark over a coloured gradient.
    Gradient,
}

impl Theme {
    /// The theme's code, as in the cookie and in HTML's `data-theme`.
    pub fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Gradient => "gradient",
        }
    }
}

/// The text names no known choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown choice")]
pub struct UnknownChoice;

impl FromStr for Language {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        match code {
            "fa" => Ok(Self::Fa),
            "en" => Ok(Self::En),
            _ => Err(UnknownChoice),
        }
    }
}

impl FromStr for Theme {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        match code {
            "system" => Ok(Self::System),
            "light" => Ok(Self::Light),
            "dark" => Ok(Self::Dark),
            "gradient" => Ok(Self::Gradient),
            _ => Err(UnknownChoice),
        }
    }
}
