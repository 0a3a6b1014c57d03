//! What staff sees of connections, and what it may say of them.

use crate::kernel::{AppError, FieldProblem, Instant, Interrupted, valid::Check};
use serde::{Deserialize, Deserializer, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// The most characters of a provider's id.
pub const ID_MAX: u32 = 40;
/// The most characters of a name.
pub const NAME_MAX: u32 = 60;
/// The most characters of an address.
pub const ADDRESS_MAX: u32 = 500;
/// The most characters of a key.
pub const KEY_MAX: u32 = 4_000;
/// The largest place in the order.
pub const POSITION_MAX: i64 = 1_000;

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
    pub balance: Option<Balance>,
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
pub struct Balance {
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

/// A secret on its way in. It prints as nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct SecretText(pub String);

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// What makes a connection: one that AI Mall knows, by its id, or a server of the operator's own.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConnection {
    /// Its name in the catalogue: small letters, digits, `-` and `_`.
    #[schema(example = "my-vllm")]
    pub id: String,
    /// Which wire it speaks; that of OpenAI when left out.
    #[serde(default)]
    pub kind: Option<Wire>,
    /// Everything else.
    #[serde(default)]
    pub values: ConnectionChange,
}

/// What changes about a connection: what is left out stays, `null` gives it back to the settings.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionChange {
    /// Its name for people.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub name: Option<Option<String>>,
    /// Its address, http or https, with the version segment. Another host needs the key again.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub base_url: Option<Option<String>>,
    /// The key. It is stored sealed and never shown again.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub api_key: Option<Option<SecretText>>,
    /// The proxy that requests go through; it may hold user and password, and is stored sealed.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub proxy: Option<Option<SecretText>>,
    /// How it differs, where it speaks OpenAI's wire and is the operator's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Accent>,
    /// Whether it may answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Its place in the order; smaller comes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// What an answer costs that it broke off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<Interrupted>,
    /// Below this much, in US dollars, staff is warned.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub low_balance_usd: Option<Option<String>>,
}

/// What to test: what is left out is as it is stored.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionProbe {
    /// Which wire it speaks; for a provider that is not stored yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Wire>,
    /// Another address. Another host needs the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Another key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub api_key: Option<SecretText>,
    /// Another proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub proxy: Option<SecretText>,
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

impl NewConnection {
    /// Whether it can be stored.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("id", &self.id, 1, ID_MAX);
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        if !self.id.chars().all(fits) {
            check.wrong("id", FieldProblem::Unknown);
        }
        self.values.look(&mut check);
        check.done()
    }
}

impl ConnectionChange {
    /// Whether it can be stored.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        self.look(&mut check);
        check.done()
    }

    fn look(&self, check: &mut Check) {
        if let Some(Some(name)) = &self.name {
            check.text("name", name.trim(), 0, NAME_MAX);
        }
        if let Some(Some(url)) = &self.base_url {
            check_address(check, "base_url", url, false);
        }
        if let Some(Some(key)) = &self.api_key {
            check_key(check, key);
        }
        if let Some(Some(proxy)) = &self.proxy {
            check_address(check, "proxy", &proxy.0, true);
        }
        if self.position.is_some_and(|place| !(0..=POSITION_MAX).contains(&place)) {
            check.wrong("position", FieldProblem::OutOfRange { min: 0, max: POSITION_MAX });
        }
    }
}

impl ConnectionProbe {
    /// Whether it can be tried.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        if let Some(url) = &self.base_url {
            check_address(&mut check, "base_url", url, false);
        }
        if let Some(key) = &self.api_key {
            check_key(&mut check, key);
        }
        if let Some(proxy) = &self.proxy {
            check_address(&mut check, "proxy", &proxy.0, true);
        }
        check.done()
    }

    /// Whether it is about what is stored.
    pub fn is_stored(&self) -> bool {
        self.base_url.is_none() && self.api_key.is_none() && self.proxy.is_none()
    }
}

fn check_key(check: &mut Check, key: &SecretText) {
    check.text("api_key", key.0.trim(), 1, KEY_MAX);
    if key.0.trim().chars().any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()) {
        check.wrong("api_key", FieldProblem::Unknown);
    }
}

/// An address that staff may set: http or https with a host. A user's name and password belong to proxies only, and a
/// query, where some put their key, to nobody. Private addresses are the operator's own choice.
fn check_address(check: &mut Check, field: &str, url: &str, may_name_user: bool) {
    let url = url.trim();
    check.text(field, url, 1, ADDRESS_MAX);
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let fits = !host.is_empty()
        && !host.starts_with(':')
        && !url.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\')
        && !rest.contains(['?', '#'])
        && (may_name_user || user.is_none());
    if !url.is_empty() && !fits {
        check.wrong(field, FieldProblem::Url);
    }
}

/// Tells `null`, which takes away, from what was left out, which stays.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::{ConnectionProbe, SecretText};

    #[test]
    fn addresses_that_staff_may_set() {
        for (url, fits) in [
            ("https://api.openai.com/v1", true),
            ("http://127.0.0.1:11434/v1", true),
            ("http://[::1]:8080/v1", true),
            ("ftp://host/v1", false),
            ("file:///etc/passwd", false),
            ("https://user:word@host/v1", false),
            ("https://host/v1?key=1", false),
            ("https://", false),
            ("https:///v1", false),
            ("http://:80/v1", false),
            ("https://ho st/v1", false),
            ("https://host\\@other/v1", false),
            ("api.openai.com", false),
        ] {
            let probe = ConnectionProbe { base_url: Some(url.to_owned()), ..ConnectionProbe::default() };
            assert_eq!(probe.check().is_ok(), fits, "{url}");
        }
        let proxy =
            |url: &str| ConnectionProbe { proxy: Some(SecretText(url.to_owned())), ..ConnectionProbe::default() };
        assert!(proxy("http://user:word@127.0.0.1:8118").check().is_ok());
        assert!(!format!("{:?}", proxy("http://user:word@127.0.0.1:8118")).contains("word"));
    }
}
