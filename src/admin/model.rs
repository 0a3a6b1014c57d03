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

/// A provider that is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderRow {
    /// Its name.
    pub id: String,
    /// Its address; none for the built-in one.
    #[schema(required, example = "https://api.openai.com/v1")]
    pub base_url: Option<String>,
    /// Whether a key is set.
    pub has_key: bool,
    /// Its models on offer.
    pub models: i64,
    /// Attempts in the last 24 hours.
    pub attempts: i64,
    /// Those that failed.
    pub failed: i64,
}

/// How a connection test went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderTest {
    /// Whether the provider answered as it should.
    pub ok: bool,
    /// How long it took.
    pub took_ms: i64,
    /// How many models it lists.
    #[schema(required)]
    pub models: Option<i64>,
    /// What went wrong: a failure class.
    #[schema(required)]
    pub failure: Option<String>,
    /// What the provider said, without secrets.
    #[schema(required)]
    pub detail: Option<String>,
}
