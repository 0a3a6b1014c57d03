//! What an API key opens.

use super::locale::UnknownChoice;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A part of the API that a key may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Answers of language models.
    Chat,
    /// Vectors of texts.
    Embeddings,
    /// Pictures.
    Images,
    /// Speech, both ways.
    Audio,
    /// The list of models.
    Models,
    /// Following and stopping runs.
    Runs,
    /// The person's own data: profile, wallet, conversations.
    Account,
}

impl Scope {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 7] =
        [Self::Chat, Self::Embeddings, Self::Images, Self::Audio, Self::Models, Self::Runs, Self::Account];
    /// What a key opens unless told otherwise: AI, and nothing of the person's own data.
    pub const USUAL: [Self; 6] = [Self::Chat, Self::Embeddings, Self::Images, Self::Audio, Self::Models, Self::Runs];

    /// The scope's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Embeddings => "embeddings",
            Self::Images => "images",
            Self::Audio => "audio",
            Self::Models => "models",
            Self::Runs => "runs",
            Self::Account => "account",
        }
    }
}

impl FromStr for Scope {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|scope| scope.code() == code).ok_or(UnknownChoice)
    }
}
