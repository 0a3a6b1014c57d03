//! What is left of the account with a provider, where the provider tells.

use super::failure::Failure;
use futures::future::BoxFuture;
use rust_decimal::Decimal;

/// What is left, in US dollars. What the provider does not tell is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balance {
    /// What can still be spent with the key: of the account's credit and the key's limit, the smaller.
    pub remaining_usd: Option<Decimal>,
    /// What was spent with the key.
    pub used_usd: Option<Decimal>,
    /// The most that may be spent with the key.
    pub limit_usd: Option<Decimal>,
}

/// An account that can be asked for its balance.
pub trait Account: Send + Sync {
    /// Asks.
    ///
    /// # Errors
    /// Why the provider did not tell.
    fn balance(&self) -> BoxFuture<'_, Result<Balance, Failure>>;
}
