//! Policies as staff sees and changes them.

use super::task::Task;
use crate::{
    catalog::{entry::EntryState, model::Capability},
    kernel::{AppError, Coins, FieldProblem, Instant, country::country, digits, locale::Language, valid::Check},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most candidates of a policy.
pub const CANDIDATES_MAX: u32 = 20;
/// The most words of a condition.
pub const WORDS_MAX: u32 = 300;
/// How often the same model can be asked again.
pub const RETRIES_MAX: i64 = 3;
/// Tokens that are believed.
pub const TOKENS_MAX: i64 = 100_000_000;
/// The dearest price that can be set, in coins.
pub const PRICE_MAX: i64 = 1_000_000_000;

/// A model of a policy, and when it may be taken. What is left empty allows everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Rule {
    /// The model of the catalogue.
    #[schema(example = "openai/gpt-5-mini")]
    pub model_id: String,
    /// Whether it is taken at all.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// How often it is asked again, 0 to 3, before the next candidate stands in.
    #[serde(default = "once")]
    pub retries: i64,
    /// Only for people of these plans.
    #[serde(default)]
    pub plans: Vec<String>,
    /// Only for requests in these languages: `fa`, `en`.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Only for requests from these countries, as two letters of ISO 3166-1. One whose country is not known is from none.
    #[serde(default)]
    #[schema(example = json!(["IR", "DE"]))]
    pub regions: Vec<String>,
    /// Only while it costs at most so many coins: for a million tokens written at its dearest rate. A model that makes no
    /// text is held against the dearest thing it is paid for: a picture, a second of sound, a request, a million tokens or
    /// characters.
    #[serde(default)]
    #[schema(example = "3000")]
    pub max_price: Option<String>,
    /// Only for requests of at least so many tokens.
    #[serde(default)]
    pub input_tokens_min: Option<i64>,
    /// Only for requests of at most so many tokens.
    #[serde(default)]
    pub input_tokens_max: Option<i64>,
}

fn yes() -> bool {
    true
}

fn once() -> i64 {
    1
}

impl Rule {
    /// A model under no condition.
    pub fn of(model_id: &str) -> Self {
        Self {
            model_id: model_id.to_owned(),
            enabled: true,
            retries: once(),
            plans: Vec::new(),
            languages: Vec::new(),
            regions: Vec::new(),
            max_price: None,
            input_tokens_min: None,
            input_tokens_max: None,
        }
    }

    /// The highest price, where there is one that can be read.
    pub fn ceiling(&self) -> Option<Coins> {
        self.max_price.as_deref().and_then(read_price)
    }
}

fn read_price(text: &str) -> Option<Coins> {
    digits::plain(text).parse().ok().filter(|price: &Coins| (0..=PRICE_MAX * 1_000).contains(&price.milli))
}

/// A whole policy, as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyInput {
    /// The models in order.
    pub candidates: Vec<Rule>,
}

impl PolicyInput {
    /// Whether it can be a policy; each wrong value is named as `candidates.0.max_price`.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        let number = u32::try_from(self.candidates.len()).unwrap_or(u32::MAX);
        match number {
            0 => check.wrong("candidates", FieldProblem::Required),
            number if number > CANDIDATES_MAX => {
                check.wrong("candidates", FieldProblem::TooMany { max: CANDIDATES_MAX });
            }
            _ => self.candidates.iter().enumerate().for_each(|(at, rule)| check_rule(&mut check, at, rule)),
        }
        check.done()
    }

    /// The same as it is stored: countries in capitals, prices plain.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for rule in &mut self.candidates {
            rule.model_id = rule.model_id.trim().to_owned();
            rule.regions = rule.regions.iter().filter_map(|code| country(code)).collect();
            rule.max_price = rule.ceiling().map(|price| price.to_string());
            for words in [&mut rule.plans, &mut rule.languages, &mut rule.regions] {
                words.sort_unstable();
                words.dedup();
            }
        }
        self
    }
}

fn check_rule(check: &mut Check, at: usize, rule: &Rule) {
    let mut wrong = |field: &str, problem| check.wrong(&format!("candidates.{at}.{field}"), problem);
    if rule.model_id.trim().is_empty() {
        wrong("model_id", FieldProblem::Required);
    }
    if !(0..=RETRIES_MAX).contains(&rule.retries) {
        wrong("retries", FieldProblem::OutOfRange { min: 0, max: RETRIES_MAX });
    }
    for (field, words) in [("plans", &rule.plans), ("languages", &rule.languages), ("regions", &rule.regions)] {
        if u32::try_from(words.len()).unwrap_or(u32::MAX) > WORDS_MAX {
            wrong(field, FieldProblem::TooMany { max: WORDS_MAX });
        }
    }
    if !rule.plans.iter().all(|plan| is_plan(plan)) {
        wrong("plans", FieldProblem::Unknown);
    }
    if rule.languages.iter().any(|code| code.parse::<Language>().is_err()) {
        wrong("languages", FieldProblem::Unknown);
    }
    if rule.regions.iter().any(|code| country(code).is_none()) {
        wrong("regions", FieldProblem::Unknown);
    }
    if rule.max_price.as_deref().is_some_and(|price| read_price(price).is_none()) {
        wrong("max_price", FieldProblem::Number);
    }
    let least = rule.input_tokens_min.unwrap_or(0);
    for (field, tokens, min) in
        [("input_tokens_min", rule.input_tokens_min, 0), ("input_tokens_max", rule.input_tokens_max, least.max(1))]
    {
        if tokens.is_some_and(|tokens| !(min..=TOKENS_MAX).contains(&tokens)) {
            wrong(field, FieldProblem::OutOfRange { min: min.min(TOKENS_MAX), max: TOKENS_MAX });
        }
    }
}

/// Whether the text can be the name of a plan.
pub fn is_plan(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// A policy with what is known of its models now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Policy {
    /// Whose policy.
    pub task: Task,
    /// What a model must be able to do for it.
    pub needs: Capability,
    /// The models in order.
    pub candidates: Vec<Candidate>,
    /// Whether staff changed it; otherwise it follows the seed.
    pub is_changed: bool,
    /// When it was changed.
    pub updated_at: Instant,
    /// Who of the staff changed it last, by address.
    #[schema(required)]
    pub updated_by: Option<String>,
}

/// A model of a policy, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    /// When it may be taken.
    #[serde(flatten)]
    pub rule: Rule,
    /// The model's name for people.
    pub name: String,
    /// Who serves it.
    pub provider: String,
    /// Whether people can use it, and why not; its successor's state where it has retired.
    pub state: EntryState,
    /// Whether it can do what the task needs.
    pub is_able: bool,
    /// The model that answers in its place since it has retired.
    #[schema(required)]
    pub successor_id: Option<String>,
}

impl Candidate {
    /// Whether it can be taken, if the request allows it.
    pub fn is_ready(&self) -> bool {
        self.rule.enabled && self.is_able && self.state == EntryState::Offered
    }
}

/// A policy in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyLine {
    /// Whose policy.
    pub task: Task,
    /// What a model must be able to do for it.
    pub needs: Capability,
    /// How many models it names.
    pub candidates: i64,
    /// How many of them can be taken now.
    pub ready: i64,
    /// The name of the first of those; none when nobody can do the task.
    #[schema(required)]
    pub first: Option<String>,
    /// Whether that is the sandbox, for want of a real one.
    pub is_sandbox: bool,
    /// Whether staff changed it; otherwise it follows the seed.
    pub is_changed: bool,
    /// When it was changed.
    pub updated_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_value_is_named() {
        let rule = Rule {
            retries: 4,
            plans: vec!["gold plan".to_owned()],
            languages: vec!["de".to_owned()],
            regions: vec!["ir".to_owned(), "XX".to_owned()],
            max_price: Some("cheap".to_owned()),
            input_tokens_min: Some(500),
            input_tokens_max: Some(400),
            ..Rule::of("  ")
        };
        let Err(AppError::Invalid { fields }) = PolicyInput { candidates: vec![Rule::of("a"), rule] }.check() else {
            panic!("it was taken");
        };
        let names: Vec<&str> = fields.iter().map(|wrong| wrong.field.as_str()).collect();
        let expected = ["model_id", "retries", "plans", "languages", "regions", "max_price", "input_tokens_max"];
        assert_eq!(names, expected.map(|field| format!("candidates.1.{field}")));
        assert!(PolicyInput { candidates: Vec::new() }.check().is_err());
        let tidy = PolicyInput {
            candidates: vec![Rule {
                regions: vec!["ir".to_owned(), "DE".to_owned(), "IR".to_owned()],
                max_price: Some("\u{6f1}\u{66c}\u{6f5}00.50".to_owned()),
                ..Rule::of(" a ")
            }],
        };
        tidy.check().unwrap();
        let rule = tidy.tidied().candidates.remove(0);
        assert_eq!((rule.model_id.as_str(), rule.max_price.as_deref()), ("a", Some("1500.5")));
        assert_eq!(rule.regions, ["DE", "IR"]);
    }
}
