//! Runs as staff looks into them: every request to a provider, and what was earned.

use super::model::RunState;
use crate::kernel::{
    Coins, Day, Instant, PageQuery,
    id::{AttemptId, RunId, UserId},
    page::address_of,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use crate::kernel::page::encoded;

/// How an attempt can end, in the order to show them.
pub const OUTCOMES: [&str; 16] = [
    "done",
    "cancelled",
    "rate_limited",
    "overloaded",
    "transient",
    "interrupted",
    "protocol",
    "credential",
    "quota",
    "region",
    "model_gone",
    "caller",
    "context_too_long",
    "filtered",
    "uncertain",
    "lost",
];
/// Stands for every outcome but `done` and `cancelled`.
pub const FAILED: &str = "failed";
/// Days that attempts are looked for in, unless told otherwise and at most.
pub const ATTEMPT_DAYS_MAX: i32 = 3_660;
/// Days that earnings may be summed over.
pub const EARNING_DAYS_MAX: i32 = 92;

/// Which attempts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AttemptQuery {
    /// Only those of this provider.
    #[serde(default)]
    #[param(required = false)]
    pub provider: String,
    /// Only those of this model of the catalogue.
    #[serde(default)]
    #[param(required = false)]
    pub model: String,
    /// Only those that ended so: `done`, `cancelled`, a class of failure, or `failed` for every one of these.
    #[serde(default)]
    #[param(required = false)]
    pub outcome: String,
    /// Only those for the person with this e-mail address.
    #[serde(default)]
    #[param(required = false)]
    pub person: String,
    /// Only those of this run.
    #[serde(default)]
    pub run: Option<RunId>,
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

impl AttemptQuery {
    /// Which page.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }

    /// The query without its page, as it stands in an address: with `?`, or empty.
    pub fn address(&self) -> String {
        let run = self.run.map(|run| run.to_string()).unwrap_or_default();
        let all = [
            ("provider", self.provider.as_str()),
            ("model", &self.model),
            ("outcome", &self.outcome),
            ("person", &self.person),
            ("run", &run),
            ("from", &self.from),
            ("to", &self.to),
        ];
        address_of(&all)
    }
}

/// One request to a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttemptEntry {
    /// The attempt.
    pub id: AttemptId,
    /// The run it was made for.
    pub run: RunId,
    /// Which of the run's attempts it was: 1, 2, 3 …
    pub number: i64,
    /// Whose run it is.
    pub user: UserId,
    /// That person's address.
    pub email: String,
    /// The run's kind.
    #[schema(example = "chat")]
    pub kind: String,
    /// How the run stands.
    pub state: RunState,
    /// What the run was charged.
    pub charged: Coins,
    /// Who was asked; empty when the process that asked died.
    #[schema(example = "openai")]
    pub provider: String,
    /// The model of the catalogue.
    #[schema(example = "openai/gpt-5-mini")]
    pub model: String,
    /// The model's name as it was asked for.
    #[schema(example = "gpt-5-mini")]
    pub model_asked: String,
    /// The model's name as the provider told it.
    #[schema(required, example = "gpt-5-mini-2025-08-07")]
    pub model_served: Option<String>,
    /// How it ended: `done`, `cancelled` or a class of failure.
    #[schema(example = "rate_limited")]
    pub outcome: String,
    /// The status of HTTP, of a failure.
    #[schema(required, example = 429)]
    pub status: Option<i64>,
    /// Milliseconds to the provider's first word, empty or not.
    #[schema(required)]
    pub begun_ms: Option<i64>,
    /// Milliseconds to the first output.
    #[schema(required)]
    pub first_output_ms: Option<i64>,
    /// Milliseconds in all.
    pub total_ms: i64,
    /// What it cost us in US dollars; none when nobody knows.
    #[schema(required, example = "0.00125")]
    pub cost_usd: Option<String>,
    /// Whose word that is: `provider`, `table` (our prices) or `unknown`.
    #[schema(example = "table")]
    pub cost_source: String,
    /// Names the request in the provider's books.
    #[schema(required)]
    pub request_id: Option<String>,
    /// What the provider said of a failure, without secrets; its beginning in lists.
    #[schema(required)]
    pub detail: Option<String>,
    /// When it ended.
    pub created_at: Instant,
}

/// Everything of one request to a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttemptDetail {
    /// The attempt, with all that the provider said.
    #[serde(flatten)]
    pub entry: AttemptEntry,
    /// The model's name for people.
    pub model_name: String,
    /// What the provider says was used: its own JSON, as text.
    #[schema(required)]
    pub usage: Option<String>,
    /// The most the run could cost.
    pub quote: Coins,
    /// Tokens that the run read.
    #[schema(required)]
    pub input_tokens: Option<i64>,
    /// Tokens that the run wrote.
    #[schema(required)]
    pub output_tokens: Option<i64>,
    /// Whether the run's tokens were counted by us.
    pub estimated: bool,
    /// The run's other attempts, in their order.
    pub others: Vec<AttemptEntry>,
}

/// What the page of attempts opens with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptChoices {
    /// Providers that have models or have been asked lately.
    pub providers: Vec<String>,
    /// The models that were used most in the last 30 days: id and name.
    pub models: Vec<(String, String)>,
    /// Today.
    pub today: Day,
}

/// Which days of earnings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EarningQuery {
    /// The first day, such as `2026-11-01`; 30 days in all when not given.
    #[serde(default)]
    #[param(required = false)]
    pub from: String,
    /// The last day; today when not given. At most 92 days after `from`.
    #[serde(default)]
    #[param(required = false)]
    pub to: String,
}

/// What some runs brought and cost. Dollars are exact decimals as text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct EarningSum {
    /// Runs that ended.
    pub runs: i64,
    /// Coins paid.
    pub revenue: Coins,
    /// The same in US dollars, each run at its own rate.
    #[schema(example = "1.5")]
    pub revenue_usd: String,
    /// What all their attempts cost us, as far as it is known.
    #[schema(example = "1")]
    pub cost_usd: String,
    /// Revenue less cost: at most this much where some cost is unknown.
    #[schema(example = "0.5")]
    pub margin_usd: String,
    /// The margin in percent of the revenue, with one decimal place; none without revenue.
    #[schema(required, example = "33.3")]
    pub margin_percent: Option<String>,
    /// Runs of which some cost is unknown.
    pub unknown_runs: i64,
}

/// One day, or one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EarningLine {
    /// The day or the model.
    #[schema(example = "openai/gpt-5-mini")]
    pub id: String,
    /// The model's name for people.
    #[schema(required, example = "GPT-5 mini")]
    pub name: Option<String>,
    /// What it brought and cost.
    #[serde(flatten)]
    pub sum: EarningSum,
}

/// What runs brought and cost in some days. A run counts on the day it ended, with the model that answered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Earnings {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// All that people ordered.
    pub total: EarningSum,
    /// What the house did for itself, which brings nothing and counts nowhere else.
    pub house: EarningSum,
    /// By day, the oldest first, days without runs included.
    pub days: Vec<EarningLine>,
    /// By model, the one that brought the most first.
    pub models: Vec<EarningLine>,
}

/// Millionths of a dollar of an exact amount, the last one rounded: for showing and drawing, never for sums.
pub fn micro_usd(usd: &str) -> i64 {
    let (sign, unsigned) = usd.strip_prefix('-').map_or((1, usd), |rest| (-1, rest));
    let (whole, places) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let six: String = places.chars().chain("000000".chars()).take(6).collect();
    let up = i64::from(places.as_bytes().get(6).is_some_and(|digit| *digit >= b'5'));
    let micro = format!("{whole}{six}").parse::<i64>().unwrap_or(i64::MAX);
    micro.saturating_add(up).saturating_mul(sign)
}

#[cfg(test)]
mod tests {
    use super::{AttemptQuery, micro_usd};

    #[test]
    fn dollars_are_drawn_in_millionths() {
        for (usd, micro) in [
            ("0", 0),
            ("1.5", 1_500_000),
            ("-0.25", -250_000),
            ("0.0000005", 1),
            ("0.0000004999", 0),
            ("12.3456789", 12_345_679),
            ("99999999999999999999", i64::MAX),
        ] {
            assert_eq!(micro_usd(usd), micro, "{usd}");
        }
    }

    #[test]
    fn a_query_stands_in_an_address() {
        let query = AttemptQuery {
            model: "openai/a b".to_owned(),
            person: "a+b@example.com".to_owned(),
            limit: Some(3),
            ..AttemptQuery::default()
        };
        assert_eq!(query.address(), "?model=openai%2Fa%20b&person=a%2Bb%40example.com");
        assert_eq!(AttemptQuery::default().address(), "");
    }
}
