//! What an API key looks like from outside.

use super::address::AddressRange;
use crate::{
    catalog::model::Model,
    kernel::{AppError, Coins, FieldProblem, Instant, Page, id::KeyId, scope::Scope, valid::Check},
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// The most characters of a name.
pub const NAME_MAX: u32 = 60;
/// The most keys of a person that are not revoked.
pub const KEYS_MAX: u32 = 100;
/// The most models a key names.
pub const MODELS_MAX: u32 = 200;
/// The most addresses and ranges a key names.
pub const ADDRESSES_MAX: u32 = 50;
/// The smallest and the largest limit, in coins.
pub const LIMIT_COINS: (i64, i64) = (1, 1_000_000_000);
/// Seconds a rotated secret works on, unless told otherwise.
pub const OVERLAP_S: i64 = 24 * 3_600;
/// The most seconds a rotated secret works on.
pub const OVERLAP_S_MAX: i64 = 30 * 24 * 3_600;

/// Whether a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It works.
    Active,
    /// Its time is over; a later end makes it work again.
    Expired,
    /// It was taken back, for good.
    Revoked,
}

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct ApiKey {
    /// The key.
    pub id: KeyId,
    /// What its owner calls it.
    pub name: String,
    /// Whether it works.
    pub state: KeyState,
    /// How its secret begins.
    pub prefix: String,
    /// How its secret ends.
    pub last4: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// The models it may use; empty means all.
    pub models: Vec<String>,
    /// The addresses it may be used from; empty means all.
    pub ip_allow: Vec<String>,
    /// The most it may ever spend.
    #[schema(required)]
    pub limit_coins: Option<Coins>,
    /// What it spent.
    pub spent_coins: Coins,
    /// What is set aside for its runs under way.
    pub reserved_coins: Coins,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends by itself.
    #[schema(required)]
    pub expires_at: Option<Instant>,
    /// When it was taken back.
    #[schema(required)]
    pub revoked_at: Option<Instant>,
    /// When it was last used; exact to a minute.
    #[schema(required)]
    pub used_at: Option<Instant>,
    /// From which address.
    #[schema(required)]
    pub used_ip: Option<String>,
    /// Until when a secret from before a rotation works.
    #[schema(required)]
    pub overlap_until: Option<Instant>,
}

/// A key with its secret: the only time it is seen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewKey {
    /// What a program sends.
    pub key: KeyText,
    /// Everything else.
    #[serde(flatten)]
    pub about: ApiKey,
}

/// A whole key. It prints without its secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct KeyText(pub String);

impl std::fmt::Debug for KeyText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// What makes a key.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyInput {
    /// What to call it.
    pub name: String,
    /// What it opens; the AI scopes when left out.
    #[serde(default)]
    pub scopes: Option<Vec<Scope>>,
    /// The models it may use; all when left out.
    #[serde(default)]
    pub models: Vec<String>,
    /// When it ends by itself.
    #[serde(default)]
    pub expires_at: Option<Instant>,
    /// The most it may ever spend.
    #[serde(default)]
    pub limit_coins: Option<Coins>,
    /// The addresses it may be used from; all when left out.
    #[serde(default)]
    pub ip_allow: Vec<String>,
}

/// What changes about a key: what is left out stays, `null` takes an end or a limit away.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyChange {
    /// What to call it.
    #[serde(default)]
    pub name: Option<String>,
    /// What it opens.
    #[serde(default)]
    pub scopes: Option<Vec<Scope>>,
    /// The models it may use; none named means all.
    #[serde(default)]
    pub models: Option<Vec<String>>,
    /// When it ends by itself.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Instant>)]
    pub expires_at: Option<Option<Instant>>,
    /// The most it may ever spend.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Coins>)]
    pub limit_coins: Option<Option<Coins>>,
    /// The addresses it may be used from; none named means all.
    #[serde(default)]
    pub ip_allow: Option<Vec<String>>,
}

/// How a key gets a new secret.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// Seconds the old secret works on: a day when left out, 0 to end it at once.
    #[serde(default)]
    pub overlap_s: Option<i64>,
}

/// What the page of keys opens with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyDesk {
    /// The newest keys.
    pub keys: Page<ApiKey>,
    /// The models a key can be held to.
    pub models: Vec<Model>,
    /// Where programs send their requests.
    pub base_url: String,
    /// The time on the server.
    pub now: Instant,
}

impl KeyInput {
    /// Whether it can be a key.
    pub fn check(&self, now: Instant) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("name", self.name.trim(), 1, NAME_MAX);
        check_rules(&mut check, self.scopes.as_deref(), &self.models, &self.ip_allow);
        check_bounds(&mut check, self.expires_at, self.limit_coins, now);
        check.done()
    }
}

impl KeyChange {
    /// Whether it can be applied.
    pub fn check(&self, now: Instant) -> Result<(), AppError> {
        let mut check = Check::new();
        if let Some(name) = &self.name {
            check.text("name", name.trim(), 1, NAME_MAX);
        }
        let (models, ip_allow) = (self.models.as_deref(), self.ip_allow.as_deref());
        check_rules(&mut check, self.scopes.as_deref(), models.unwrap_or_default(), ip_allow.unwrap_or_default());
        check_bounds(&mut check, self.expires_at.flatten(), self.limit_coins.flatten(), now);
        check.done()
    }
}

impl Rotation {
    /// Seconds the old secret works on, when they can be had.
    pub fn check(self) -> Result<i64, AppError> {
        let overlap_s = self.overlap_s.unwrap_or(OVERLAP_S);
        let mut check = Check::new();
        if !(0..=OVERLAP_S_MAX).contains(&overlap_s) {
            check.wrong("overlap_s", FieldProblem::OutOfRange { min: 0, max: OVERLAP_S_MAX });
        }
        check.done().map(|()| overlap_s)
    }
}

fn check_rules(check: &mut Check, scopes: Option<&[Scope]>, models: &[String], ip_allow: &[String]) {
    if scopes.is_some_and(<[Scope]>::is_empty) {
        check.wrong("scopes", FieldProblem::Required);
    }
    let more = |list: &[String], max: u32| u32::try_from(list.len()).unwrap_or(u32::MAX) > max;
    if more(models, MODELS_MAX) {
        check.wrong("models", FieldProblem::TooMany { max: MODELS_MAX });
    }
    if more(ip_allow, ADDRESSES_MAX) {
        check.wrong("ip_allow", FieldProblem::TooMany { max: ADDRESSES_MAX });
    } else if ip_allow.iter().any(|range| range.parse::<AddressRange>().is_err()) {
        check.wrong("ip_allow", FieldProblem::Address);
    }
}

fn check_bounds(check: &mut Check, expires_at: Option<Instant>, limit: Option<Coins>, now: Instant) {
    if expires_at.is_some_and(|at| at <= now) {
        check.wrong("expires_at", FieldProblem::Past);
    }
    let (min, max) = LIMIT_COINS;
    if limit.is_some_and(|limit| limit.milli < min * 1_000 || limit.milli > max * 1_000) {
        check.wrong("limit_coins", FieldProblem::OutOfRange { min, max });
    }
}

/// Tells `null`, which takes away, from what was left out, which stays.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
