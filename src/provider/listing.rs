//! Which models a provider has.

use super::failure::Failure;
use futures::future::BoxFuture;
use rust_decimal::Decimal;

/// A model as its provider lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedModel {
    /// The provider's id, to be matched exactly.
    pub id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// Tokens it can read.
    pub context_tokens: Option<u32>,
    /// US dollars for one input token; `None` when the provider does not tell, which is not free.
    pub input_usd: Option<Decimal>,
    /// US dollars for one output token.
    pub output_usd: Option<Decimal>,
}

/// Something that lists models. A list that comes also proves that address and key are right.
pub trait ModelList: Send + Sync {
    /// Asks for the list.
    ///
    /// # Errors
    /// Why the provider did not give one.
    fn list(&self) -> BoxFuture<'_, Result<Vec<ListedModel>, Failure>>;
}
