//! What the admin pages show.

use crate::{
    account::model::Person,
    kernel::{Coins, Instant},
    run::model::DayUsage,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An account as staff sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserRow {
    /// The account.
    pub person: Person,
    /// What it can spend.
    pub available: Coins,
    /// What is set aside.
    pub held: Coins,
    /// Runs ever.
    pub runs: i64,
    /// Coins ever paid.
    pub paid: Coins,
    /// When it was last seen.
    #[schema(required)]
    pub seen_at: Option<Instant>,
}

/// The business at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Usage {
    /// Accounts.
    pub users: i64,
    /// Accounts that ran something in the last 30 days.
    pub active_users: i64,
    /// Runs under way.
    pub running: i64,
    /// Coins people can still spend or have set aside.
    pub owed: Coins,
    /// The last 30 days, the oldest first.
    pub days: Vec<DayUsage>,
    /// By model, the last 30 days, the most used first.
    pub models: Vec<ModelUsage>,
}

/// Use of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModelUsage {
    /// The model.
    pub model: String,
    /// Its name for people.
    pub name: String,
    /// Runs.
    pub runs: i64,
    /// Runs that did not succeed and were not stopped by the person.
    pub failed: i64,
    /// Coins paid.
    pub coins: Coins,
}
