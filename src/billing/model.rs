//! What a wallet looks like from outside.

use crate::kernel::{
    Coins, Instant,
    id::{RunId, TransactionId},
    word::words,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a person can spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Balance {
    /// Free to spend.
    pub available: Coins,
    /// Set aside for runs that are under way.
    pub held: Coins,
    /// How many of both together expire: what is left of `billing/lots`.
    pub expiring: Coins,
    /// Owed for coins that were taken back after they were spent; the next coins pay it.
    pub owed: Coins,
    /// Always `coin`.
    pub currency: Unit,
}

/// The unit of the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CoinUnit)]
pub enum Unit {
    /// The product's coin.
    Coin,
}

words! {
    /// Why coins moved.
    TransactionKind {
        /// The gift for signing up.
        SignupGrant = "signup_grant",
        /// Coins set aside for a run.
        Hold = "hold",
        /// A run was paid; the rest of its hold came back.
        Settle = "settle",
        /// A hold came back whole.
        Release = "release",
        /// A hold that was forgotten came back.
        Expiry = "expiry",
        /// A package was bought.
        Purchase = "purchase",
        /// A plan's coins for its period.
        Subscription = "subscription",
        /// Coins to try with.
        Trial = "trial",
        /// A code was redeemed.
        Redeem = "redeem",
        /// Coins on top of what was bought.
        Bonus = "bonus",
        /// Somebody came by the person's invitation.
        Referral = "referral",
        /// Money went back, and the coins with it.
        Refund = "refund",
        /// A payment is disputed at the bank; its coins are taken back.
        Dispute = "dispute",
        /// The dispute was won; the coins are back.
        DisputeWon = "dispute_won",
        /// Coins that nobody used in their time.
        LotExpiry = "lot_expiry",
        /// Put right by hand.
        Adjustment = "adjustment",
        /// What the person owed was forgiven.
        DebtForgiven = "debt_forgiven",
    }
}

impl TransactionKind {
    /// The account of the house that coins of this kind come from, and go back to.
    pub fn house(self) -> Account {
        match self {
            Self::SignupGrant | Self::Trial | Self::Redeem | Self::Bonus | Self::Referral => Account::Granted,
            Self::Purchase | Self::Subscription | Self::Refund | Self::Dispute | Self::DisputeWon => Account::Sold,
            Self::Adjustment | Self::DebtForgiven => Account::Adjusted,
            Self::LotExpiry => Account::Expired,
            Self::Hold | Self::Settle | Self::Release | Self::Expiry => Account::Revenue,
        }
    }
}

words! {
    /// An account of the ledger.
    Account {
        /// What a person can spend.
        Available = "available",
        /// What is set aside for a person's runs.
        Held = "held",
        /// What a person owes the house: zero or below.
        Debt = "debt",
        /// What the house sold for money.
        Sold = "sold",
        /// What the house gave away.
        Granted = "granted",
        /// What the house earned.
        Revenue = "revenue",
        /// What nobody used in its time.
        Expired = "expired",
        /// What was put right by hand.
        Adjusted = "adjusted",
    }
}

impl Account {
    /// Whether it belongs to a person.
    pub fn is_wallet(self) -> bool {
        matches!(self, Self::Available | Self::Held | Self::Debt)
    }
}

words! {
    /// Where coins that expire come from.
    LotSource {
        /// A package that was bought.
        Package = "package",
        /// A plan's period.
        Plan = "plan",
        /// Coins to try with.
        Trial = "trial",
        /// A gift.
        Gift = "gift",
        /// A redeemed code.
        Redeem = "redeem",
        /// Put right by hand.
        Adjustment = "adjustment",
    }
}

words! {
    /// Which coins are spent first.
    SpendOrder {
        /// Those that expire, the soonest first.
        QuotaFirst = "quota_first",
        /// Those that stay.
        WalletFirst = "wallet_first",
    }
}

#[allow(clippy::derivable_impls, reason = "the words are made by a macro")]
impl Default for SpendOrder {
    fn default() -> Self {
        Self::QuotaFirst
    }
}

/// A wallet with its owner's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Wallet {
    /// What there is.
    #[serde(flatten)]
    pub balance: Balance,
    /// Which coins are spent first.
    pub spend_order: SpendOrder,
}

/// A change of the wallet's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalletChange {
    /// Which coins are spent first.
    pub spend_order: SpendOrder,
}

/// Coins that expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lot {
    /// The lot.
    pub id: Uuid,
    /// Where they come from.
    pub source: LotSource,
    /// How many there were.
    pub amount: Coins,
    /// How many are left.
    pub left: Coins,
    /// The order they were bought with.
    #[schema(required)]
    pub order_id: Option<Uuid>,
    /// When what is left is gone.
    pub expires_at: Instant,
    /// When they came.
    pub created_at: Instant,
}

/// All lots of a person that have something left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lots {
    /// The ones that expire first come first.
    pub items: Vec<Lot>,
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
    /// Change of what is owed.
    pub owed: Coins,
    /// The run it was for.
    #[schema(required)]
    pub run_id: Option<RunId>,
    /// The order it was for.
    #[schema(required)]
    pub order_id: Option<Uuid>,
    /// Why, in the words of the one who did it by hand.
    #[schema(required)]
    pub reason: Option<String>,
    /// When.
    pub created_at: Instant,
}
