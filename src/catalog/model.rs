//! What a model looks like from outside.

use crate::kernel::Coins;
use serde::{Deserialize, Serialize};

/// A model a person may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Its name in our catalogue.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Who serves it.
    pub provider: String,
    /// What it can do: `chat`.
    pub capabilities: Vec<String>,
    /// Tokens it can read and write together.
    pub context: u32,
    /// What it costs.
    pub price: ModelPrice,
}

/// What a model costs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPrice {
    /// Coins for a million tokens read.
    pub input_per_million: Coins,
    /// Coins for a million tokens written.
    pub output_per_million: Coins,
    /// The least an answer costs.
    pub minimum: Coins,
}
