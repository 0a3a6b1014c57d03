//! The ledger as it is looked into: by the owner of a wallet, and by staff.

use super::model::{Account, Lot, TransactionKind, Wallet};
use crate::kernel::{
    Coins, Day, Instant, PageQuery,
    id::{RunId, TransactionId, UserId},
    page::address_of,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Days that movements are looked for in at most.
pub const LEDGER_DAYS_MAX: i32 = 3_660;

/// Which movements of one's own wallet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TransactionQuery {
    /// Only those of this kind, such as `settle`.
    #[serde(default)]
    #[param(required = false)]
    pub kind: String,
    /// The first day, such as `2026-11-01`.
    #[serde(default)]
    #[param(required = false)]
    pub from: String,
    /// The last day.
    #[serde(default)]
    #[param(required = false)]
    pub to: String,
    /// Entries a page, 1 to 100; 50 when not given.
    #[serde(default)]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl TransactionQuery {
    /// Which page.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }

    /// The query without its page, as it stands in an address: with `?`, or empty.
    pub fn address(&self) -> String {
        address_of(&[("kind", &self.kind), ("from", &self.from), ("to", &self.to)])
    }
}

/// What the page of the wallet shows above the movements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletBoard {
    /// What there is.
    pub wallet: Wallet,
    /// What of it expires.
    pub lots: Vec<Lot>,
    /// Today.
    pub today: Day,
    /// Whether coins can buy themselves.
    pub auto: bool,
}

/// Which movements of the whole ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LedgerQuery {
    /// Only those of the person with this e-mail address.
    #[serde(default)]
    #[param(required = false)]
    pub person: String,
    /// Only those of this kind.
    #[serde(default)]
    #[param(required = false)]
    pub kind: String,
    /// Only those with a posting in this account.
    #[serde(default)]
    #[param(required = false)]
    pub account: String,
    /// Only those of this run or order, or the transaction with this id.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// The first day, such as `2026-11-01`.
    #[serde(default)]
    #[param(required = false)]
    pub from: String,
    /// The last day.
    #[serde(default)]
    #[param(required = false)]
    pub to: String,
    /// Entries a page, 1 to 100; 50 when not given.
    #[serde(default)]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl LedgerQuery {
    /// Which page.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }

    /// The query without its page, as it stands in an address: with `?`, or empty.
    pub fn address(&self) -> String {
        let id = self.id.map(|id| id.to_string()).unwrap_or_default();
        address_of(&[
            ("person", &self.person),
            ("kind", &self.kind),
            ("account", &self.account),
            ("id", &id),
            ("from", &self.from),
            ("to", &self.to),
        ])
    }
}

/// A movement with all its postings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntry {
    /// The transaction.
    pub id: TransactionId,
    /// Why.
    pub kind: TransactionKind,
    /// Whose wallet.
    pub user: UserId,
    /// That person's address.
    pub email: String,
    /// The run it was for.
    #[schema(required)]
    pub run_id: Option<RunId>,
    /// The order it was for.
    #[schema(required)]
    pub order_id: Option<Uuid>,
    /// The address of the one of the staff who made it.
    #[schema(required)]
    pub author: Option<String>,
    /// That one's reason.
    #[schema(required)]
    pub reason: Option<String>,
    /// When.
    pub created_at: Instant,
    /// Into (+) and out of (−) each account; they sum to zero.
    pub postings: Vec<Posting>,
}

/// What moved into (+) or out of (−) an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// How much.
    pub amount: Coins,
}

/// What the accounts sum up to. The house's are told as what left it for people (sold, granted, adjusted) and what it got back
/// (revenue, expired).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct HouseTotals {
    /// Sold for money, less what was taken back.
    pub sold: Coins,
    /// Given away.
    pub granted: Coins,
    /// Put right by hand: given less taken.
    pub adjusted: Coins,
    /// Earned with runs.
    pub revenue: Coins,
    /// Not used in time.
    pub expired: Coins,
    /// What people can spend: the house owes it.
    pub available: Coins,
    /// What is set aside for people's runs.
    pub held: Coins,
    /// What people owe the house.
    pub debt: Coins,
}

/// The invariants of the ledger, asked just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Soundness {
    /// Each of them.
    pub invariants: Vec<Invariant>,
    /// Whether all hold.
    pub sound: bool,
    /// When they were asked.
    pub checked_at: Instant,
}

/// One invariant of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invariant {
    /// Its name.
    #[schema(example = "sums_to_zero")]
    pub code: String,
    /// What holds.
    pub text: String,
    /// Whether it does.
    pub holds: bool,
    /// Where it does not: the first 20.
    pub details: Vec<String>,
    /// In how many places it does not.
    pub broken: i64,
}

/// What the page of the ledger shows above the movements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerBoard {
    /// What all of it sums up to.
    pub totals: HouseTotals,
    /// Today.
    pub today: Day,
}
