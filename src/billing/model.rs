//! What a wallet looks like from outside.

use crate::kernel::{
    Coins, Instant,
    id::{RunId, TransactionId},
    locale::UnknownChoice,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person can spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Balance {
    /// Free to spend.
    pub available: Coins,
    /// Set aside for runs that are under way.
    pub held: Coins,
    /// Always `coin`.
    pub currency: Currency,
}

/// The unit of the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CoinUnit)]
pub enum Currency {
    /// The product's coin.
    Coin,
}

/// Why coins moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransactionKind {
    /// The gift for signing up.
    SignupGrant,
    /// Coins set aside for a run.
    Hold,
    /// A run was paid; the rest of its hold came back.
    Settle,
    /// A hold came back whole.
    Release,
    /// A hold that was forgotten came back.
    Expiry,
    /// A redeem code.
    Redeem,
}

impl std::str::FromStr for TransactionKind {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        let all = [Self::SignupGrant, Self::Hold, Self::Settle, Self::Release, Self::Expiry, Self::Redeem];
        all.into_iter().find(|kind| kind.code() == code).ok_or(UnknownChoice)
    }
}

impl TransactionKind {
    /// The kind's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::SignupGrant => "signup_grant",
            Self::Hold => "hold",
            Self::Settle => "settle",
            Self::Release => "release",
            Self::Expiry => "expiry",
            Self::Redeem => "redeem",
        }
    }
}

/// One movement, as its wallet sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Transaction {
    /// The ledger transaction.
    pub id: TransactionId,
    /// Why.
    pub kind: TransactionKind,
    /// Change of what can be spent.
    pub available: Coins,
    /// Change of what is set aside.
    pub held: Coins,
    /// The run it was for.
    #[schema(required)]
    pub run_id: Option<RunId>,
    /// When.
    pub created_at: Instant,
}
