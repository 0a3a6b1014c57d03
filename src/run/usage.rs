//! What a person used, by day, by model or by API key.

use crate::kernel::{Coins, Day};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Days a report covers unless told otherwise.
pub const DAYS_USUAL: i32 = 30;
/// Days it may cover.
pub const DAYS_MAX: i32 = 366;

/// What the lines of a report stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UsageBy {
    /// Days, the oldest first, those without use included.
    #[default]
    Day,
    /// Models, the dearest first.
    Model,
    /// API keys, the dearest first.
    Key,
}

/// Which use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UsageQuery {
    /// What the lines stand for.
    #[serde(default)]
    #[param(inline, required = false)]
    pub by: UsageBy,
    /// The first day, such as `2026-11-01`; 30 days in all when not given.
    #[serde(default)]
    #[param(required = false)]
    pub from: String,
    /// The last day; today when not given. At most 366 days after `from`.
    #[serde(default)]
    #[param(required = false)]
    pub to: String,
}

/// What was used and paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct UsageSum {
    /// Runs that ended.
    pub runs: i64,
    /// Tokens read.
    pub input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// Coins paid.
    pub coins: Coins,
}

impl UsageSum {
    /// Both together.
    #[must_use]
    pub const fn plus(self, more: Self) -> Self {
        Self {
            runs: self.runs.saturating_add(more.runs),
            input_tokens: self.input_tokens.saturating_add(more.input_tokens),
            output_tokens: self.output_tokens.saturating_add(more.output_tokens),
            coins: Coins::from_milli(self.coins.milli.saturating_add(more.coins.milli)),
        }
    }
}

/// One day, one model or one API key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageLine {
    /// The day, the model or the key; none for what was asked without a key, in the dashboard.
    #[schema(required, example = "openai/gpt-5-mini")]
    pub id: Option<String>,
    /// The model's or the key's name for people.
    #[schema(required, example = "GPT-5 mini")]
    pub name: Option<String>,
    /// What was used.
    #[serde(flatten)]
    pub sum: UsageSum,
}

/// What a person used in some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageReport {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// All of it.
    pub total: UsageSum,
    /// Its parts.
    pub items: Vec<UsageLine>,
}

/// What the page of use shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageBoard {
    /// By day.
    pub days: UsageReport,
    /// By model.
    pub models: UsageReport,
    /// By API key.
    pub keys: UsageReport,
}
