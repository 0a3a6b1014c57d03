//! What staff sees of connections.

use crate::kernel::{AppError, Instant, Interrupted};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// Which wire a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Wire {
    /// OpenAI's, as most servers do.
    OpenaiCompat,
    /// Anthropic's messages.
    Anthropic,
    /// Google's own.
    Gemini,
    /// Long tasks, which Midjourney is reached by.
    MjTask,
    /// None: it answers in this process.
    Sandbox,
}

impl Wire {
    /// Those that a provider of the operator's own may speak.
    pub const OWN: [Self; 3] = [Self::OpenaiCompat, Self::Anthropic, Self::Gemini];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::OpenaiCompat => "openai_compat",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::MjTask => "mj_task",
            Self::Sandbox => "sandbox",
        }
    }
}

impl FromStr for Wire {
    type Err = AppError;

    fn from_str(code: &str) -> Result<Self, AppError> {
        let all = [Self::OpenaiCompat, Self::Anthropic, Self::Gemini, Self::MjTask, Self::Sandbox];
        all.into_iter().find(|wire| wire.code() == code).ok_or(AppError::MalformedRequest)
    }
}

/// How an OpenAI-compatible server differs from others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Accent {
    /// Like most: vLLM, llama.cpp, LM Studio, Ollama.
    #[default]
    Default,
    /// Like OpenAI's own.
    Openai,
    /// Like OpenRouter.
    Openrouter,
    /// Like Groq.
    Groq,
}

impl Accent {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Default, Self::Openai, Self::Openrouter, Self::Groq];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Openai => "openai",
            Self::Openrouter => "openrouter",
            Self::Groq => "groq",
        }
    }
}

impl FromStr for Accent {
    type Err = AppError;

    fn from_str(code: &str) -> Result<Self, AppError> {
        Self::ALL.into_iter().find(|accent| accent.code() == code).ok_or(AppError::MalformedRequest)
    }
}

/// Whether a provider answers, and what is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// It is on.
    On,
    /// Nobody asked for it; it is looked for at its usual place.
    Probed,
    /// Staff turned it off, or for the sandbox: others answer.
    Off,
    /// It needs a key.
    NoKey,
    /// What is stored can't be opened: `APP_SECRET` is another one than when it was sealed.
    Unreadable,
    /// Its key was refused: it is off until the key is changed or a test goes well.
    Refused,
    /// The account with the provider is used up; it is tried again from time to time.
    UsedUp,
    /// The connection could not be made: a wrong address or proxy.
    Broken,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// There is none.
    None,
    /// The provider's usual one.
    Usual,
    /// The settings of the server.
    Environment,
    /// Staff stored it.
    Stored,
    /// Staff stored it, but it can't be opened.
    Unreadable,
}

/// How a provider is reached, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Connection {
    /// Its name in the catalogue.
    #[schema(example = "openrouter")]
    pub id: String,
    /// Its name for people, where staff gave one.
    #[schema(required)]
    pub name: Option<String>,
    /// Which wire it speaks.
    pub kind: Wire,
    /// How it differs, where it speaks OpenAI's wire.
    pub dialect: Accent,
    /// Whether it is one that AI Mall knows; the others are the operator's own.
    pub is_known: bool,
    /// Whether it answers, and what is in the way.
    pub state: ConnectionState,
    /// Whether staff lets it answer.
    pub enabled: bool,
    /// Its address with the version segment, without what may be secret in it; none for the sandbox.
    #[schema(required, example = "https://openrouter.ai/api/v1")]
    pub base_url: Option<String>,
    /// Where the address comes from.
    pub base_url_from: Origin,
    /// Where the key comes from.
    pub key_from: Origin,
    /// How a stored key ends.
    #[schema(required)]
    pub key_last4: Option<String>,
    /// When the key was stored.
    #[schema(required)]
    pub key_set_at: Option<Instant>,
    /// Where the proxy comes from.
    pub proxy_from: Origin,
    /// The proxy's host.
    #[schema(required)]
    pub proxy_host: Option<String>,
    /// Its place in the order; smaller comes first.
    pub position: i64,
    /// What an answer costs that it broke off.
    pub interrupted: Interrupted,
    /// Below this much, in US dollars, staff is warned.
    #[schema(required, example = "5")]
    pub low_balance_usd: Option<String>,
    /// Why the key is not used, or the account is used up.
    #[schema(required)]
    pub fault: Option<Fault>,
    /// Whether the account can be asked what is left.
    pub has_balance: bool,
    /// What is left, as it was told the last time.
    #[schema(required)]
    pub balance: Option<ProviderBalance>,
    /// Whether less is left than staff wants.
    pub is_low: bool,
    /// Its models on offer.
    pub models: i64,
    /// Requests in the last 24 hours.
    pub attempts: i64,
    /// Those that failed.
    pub failed: i64,
    /// When staff last changed it.
    #[schema(required)]
    pub updated_at: Option<Instant>,
    /// Who did: an e-mail address.
    #[schema(required)]
    pub updated_by: Option<String>,
}

/// A key that was refused, or an account that is used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    /// `credential` or `quota`.
    #[schema(example = "credential")]
    pub class: String,
    /// What the provider said, without secrets.
    pub detail: String,
    /// When.
    pub created_at: Instant,
    /// When the provider is tried again; none where staff has to act.
    #[schema(required)]
    pub until: Option<Instant>,
}

/// What is left of the account with a provider, in US dollars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderBalance {
    /// What can still be spent; none where the provider does not tell it for this key.
    #[schema(required, example = "12.5")]
    pub remaining_usd: Option<String>,
    /// What was spent with the key.
    #[schema(required)]
    pub used_usd: Option<String>,
    /// The most that may be spent with the key.
    #[schema(required)]
    pub limit_usd: Option<String>,
    /// When it was last asked.
    pub asked_at: Instant,
    /// When it last told.
    #[schema(required)]
    pub ok_at: Option<Instant>,
    /// Why the last question had no answer: a failure class.
    #[schema(required)]
    pub failure: Option<String>,
    /// What the provider said then, without secrets.
    #[schema(required)]
    pub detail: Option<String>,
}

/// A connection with its health.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionDetail {
    /// The connection.
    #[serde(flatten)]
    pub connection: Connection,
    /// The last 24 hours, the oldest first; hours without a request are among them.
    pub hours: Vec<HealthPoint>,
    /// The last 30 days, the oldest first.
    pub days: Vec<HealthPoint>,
    /// What this process passes over now.
    pub circuits: Vec<OpenCircuit>,
}

/// Requests to a provider in an hour or a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthPoint {
    /// When it begins.
    pub at: Instant,
    /// Requests that ended.
    pub requests: i64,
    /// Those that failed; what a person stopped or asked wrongly is no failure.
    pub failed: i64,
    /// Failures by class, the most frequent first.
    pub failures: Vec<FailureCount>,
    /// Half of the requests had their first output within this many milliseconds.
    #[schema(required)]
    pub first_p50_ms: Option<i64>,
    /// 95 of 100 had it within this many.
    #[schema(required)]
    pub first_p95_ms: Option<i64>,
}

/// How often something went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FailureCount {
    /// A failure class.
    #[schema(example = "rate_limited")]
    pub class: String,
    /// How often.
    pub count: i64,
}

/// What nothing is sent to for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenCircuit {
    /// The model, by its name at the provider; none for the whole provider.
    #[schema(required)]
    pub model: Option<String>,
    /// The failure class that closed it.
    pub class: String,
    /// When the next request may try.
    pub until: Instant,
}

/// How a connection test went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderTest {
    /// Whether the provider answered as it should.
    pub ok: bool,
    /// Whether it could be asked at all: a provider of long tasks has nothing that can be asked for nothing.
    pub asked: bool,
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
