//! A dry run: which model a request would take, and why not another one.

use super::{model::is_plan, task::Task};
use crate::{
    catalog::{entry::PLAN_DEFAULT, model::Capability},
    kernel::{AppError, Coins, FieldProblem, Instant, country::country, locale::Language, valid::Check},
    routing::model::TOKENS_MAX,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A request that is only thought of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Trial {
    /// The task.
    #[schema(example = "seo_basic")]
    pub task: String,
    /// The plan of the person.
    pub plan: String,
    /// The language it is written in: `fa` or `en`.
    pub language: String,
    /// The country it comes from, as two letters; empty where it is not known.
    pub country: String,
    /// How many tokens it has.
    pub input_tokens: i64,
    /// Pictures come with it.
    pub has_pictures: bool,
    /// Sound comes with it.
    pub has_sound: bool,
    /// It offers tools.
    pub has_tools: bool,
    /// It wants an answer that keeps to a JSON schema.
    pub has_schema: bool,
}

impl Default for Trial {
    fn default() -> Self {
        Self {
            task: String::new(),
            plan: PLAN_DEFAULT.to_owned(),
            language: Language::Fa.code().to_owned(),
            country: String::new(),
            input_tokens: 1_000,
            has_pictures: false,
            has_sound: false,
            has_tools: false,
            has_schema: false,
        }
    }
}

impl Trial {
    /// Whether it can be tried; its task.
    pub fn check(&self) -> Result<Task, AppError> {
        let (mut check, task) = (Check::new(), self.task.parse::<Task>());
        if task.is_err() {
            check.wrong("task", FieldProblem::Unknown);
        }
        if !is_plan(&self.plan) {
            check.wrong("plan", FieldProblem::Unknown);
        }
        if self.language.parse::<Language>().is_err() {
            check.wrong("language", FieldProblem::Unknown);
        }
        if !self.country.trim().is_empty() && country(&self.country).is_none() {
            check.wrong("country", FieldProblem::Unknown);
        }
        if !(0..=TOKENS_MAX).contains(&self.input_tokens) {
            check.wrong("input_tokens", FieldProblem::OutOfRange { min: 0, max: TOKENS_MAX });
        }
        check.done()?;
        task.map_err(|_| AppError::field("task", FieldProblem::Unknown))
    }
}

/// What would happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DryRun {
    /// The task.
    pub task: Task,
    /// Every candidate in its order.
    pub candidates: Vec<Tried>,
    /// The most that the chosen one may cost; none when nobody can do it.
    #[schema(required)]
    pub quote: Option<Coins>,
    /// What that is for.
    pub unit: Unit,
    /// What is set aside: the most that the dearest of those in the plan may cost.
    #[schema(required)]
    pub hold: Option<Coins>,
}

/// What a dry run's quote is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// The request with its answer.
    Request,
    /// A picture.
    Picture,
    /// A minute of sound.
    Minute,
    /// A thousand characters spoken.
    ThousandCharacters,
}

impl Unit {
    /// What a task is quoted for.
    pub fn of(task: Task) -> Self {
        match task.needs() {
            Capability::Image | Capability::ImageEdit => Self::Picture,
            Capability::Transcription => Self::Minute,
            Capability::Speech => Self::ThousandCharacters,
            _ => Self::Request,
        }
    }
}

/// A candidate in a dry run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tried {
    /// The model of the policy.
    pub model_id: String,
    /// The name of the one that would answer.
    pub name: String,
    /// Who serves it.
    pub provider: String,
    /// What would become of it.
    pub state: TriedState,
    /// Why, where there is something to say.
    #[schema(required)]
    pub reason: Option<Reason>,
    /// The model that answers in its place since it has retired.
    #[schema(required)]
    pub successor_id: Option<String>,
    /// The most it may cost, where it is in the plan.
    #[schema(required)]
    pub quote: Option<Coins>,
}

/// What would become of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriedState {
    /// It would be asked.
    Chosen,
    /// It would be asked if those before it failed.
    StandsIn,
    /// It would not be asked.
    Skipped,
}

/// Why a candidate would not be asked, or not at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// Staff turned it off in this policy.
    Disabled,
    /// Staff turned the model off.
    Off,
    /// Its price is not known.
    Unpriced,
    /// Its provider is not on.
    ProviderOff,
    /// Its day has come, and nobody follows it.
    Retired,
    /// It can not do something that the request needs.
    Lacks {
        /// What.
        capability: Capability,
    },
    /// The API key may not use it.
    Key,
    /// It is for people of other plans.
    Plan,
    /// It is for requests from other countries.
    Region,
    /// It is for requests in another language.
    Language,
    /// It is for longer requests.
    TooFew {
        /// Tokens at least.
        min: i64,
    },
    /// It is for shorter requests.
    TooMany {
        /// Tokens at most.
        max: i64,
    },
    /// It costs more than allowed.
    TooDear {
        /// What it costs.
        price: Coins,
        /// What it may cost.
        max: Coins,
    },
    /// The request is longer than it can read.
    TooShort {
        /// Tokens it can read and write together.
        context: i64,
    },
    /// The model stands further up already.
    Twice,
    /// A real model is on offer: the sandbox never mixes with those.
    Sandbox,
    /// It failed lately and is passed over for a while.
    CircuitOpen {
        /// When it is tried again.
        until: Instant,
    },
}
