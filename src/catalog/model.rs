//! What a model looks like from outside.

use crate::kernel::Coins;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A model a person may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Model {
    /// Its name in our catalogue.
    #[schema(example = "openai/gpt-5-mini")]
    pub id: String,
    /// Its name for people.
    #[schema(example = "GPT-5 mini")]
    pub name: String,
    /// Who serves it.
    #[schema(example = "openai")]
    pub provider: String,
    /// What it can do: `chat`.
    #[schema(example = json!(["chat"]))]
    pub capabilities: Vec<String>,
    /// Tokens it can read and write together.
    #[schema(example = 400_000)]
    pub context: u32,
    /// What it costs.
    pub price: ModelPrice,
}

/// What a model costs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModelPrice {
    /// Coins for a million tokens read.
    pub input_per_million: Coins,
    /// Coins for a million tokens written.
    pub output_per_million: Coins,
    /// The least an answer costs.
    pub minimum: Coins,
}
