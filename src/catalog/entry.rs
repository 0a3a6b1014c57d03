//! The catalogue as staff sees and changes it.

use super::model::{Capability, Component, Conditions};
use crate::kernel::{Coins, Instant, PageQuery, locale::UnknownChoice};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::{IntoParams, ToSchema};

/// The plan of everybody who has no other.
pub const PLAN_DEFAULT: &str = "default";
/// Days before the end of a model on which it gets more pressing.
pub const WARN_DAYS: [i64; 3] = [60, 30, 7];

/// A model with everything staff may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// Its name in our catalogue.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Who serves it.
    pub provider: String,
    /// Its name at the provider.
    pub provider_model: String,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// What it reads.
    pub input_modalities: Vec<String>,
    /// What it makes.
    pub output_modalities: Vec<String>,
    /// Names of its voices.
    pub voices: Vec<String>,
    /// Sizes of its pictures.
    pub sizes: Vec<String>,
    /// Tokens it can read and write together.
    pub context_tokens: i64,
    /// Tokens it may write in one answer.
    pub output_tokens_max: i64,
    /// Whether staff lets people use it.
    pub enabled: bool,
    /// Whether people can use it, and why not.
    pub state: EntryState,
    /// The day on which it ends, `YYYY-MM-DD`.
    #[schema(required)]
    pub retires_on: Option<String>,
    /// Days until then; negative afterwards.
    #[schema(required)]
    pub days_left: Option<i64>,
    /// Whether staff has seen to its end, so that nobody is warned of it any more.
    pub end_seen: bool,
    /// Which model takes over then.
    #[schema(required)]
    pub successor_id: Option<String>,
    /// Its own margin; none means the general one.
    #[schema(required)]
    pub margin: Option<String>,
    /// The margin that counts for the usual plan.
    pub margin_now: String,
    /// Where it comes from: `seed`, `sync` or `staff`.
    pub source: String,
    /// The facts that staff set; no list changes them.
    pub pinned: Vec<String>,
    /// Its prices now.
    pub prices: Vec<EntryPrice>,
    /// When it was changed.
    pub updated_at: Instant,
}

/// Whether people can use a model, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// They can.
    Offered,
    /// Staff turned it off.
    Off,
    /// Its price is not known.
    Unpriced,
    /// Its provider is not on.
    ProviderOff,
    /// Its day has come.
    Retired,
}

/// One price of a model, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntryPrice {
    /// What is paid for.
    pub component: Component,
    /// What it costs us, in US dollars.
    pub usd: String,
    /// For how many units.
    pub per: i64,
    /// Under which conditions.
    #[serde(flatten)]
    pub when: Conditions,
    /// What it costs people, in coins for as many units.
    pub coins: Coins,
    /// Since when.
    pub valid_from: Instant,
    /// Until when; none means now.
    #[schema(required)]
    pub valid_to: Option<Instant>,
    /// Who says so: `seed`, `sync` or `staff`.
    pub source: String,
    /// Which of the staff, by address.
    #[schema(required)]
    pub author: Option<String>,
}

/// A model with its past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntryDetail {
    /// The model.
    #[serde(flatten)]
    pub entry: Entry,
    /// Every price it had, the newest first.
    pub history: Vec<EntryPrice>,
    /// Who of the staff changed it last, by address.
    #[schema(required)]
    pub updated_by: Option<String>,
    /// Whether its provider's list could set its prices.
    pub price_list: PriceList,
}

/// Whether a provider's list tells prices, to which a model's can be given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceList {
    /// It does.
    Told,
    /// The list names models only.
    Untold,
    /// It has not been asked, or has not answered yet.
    NotAsked,
    /// The provider has no list.
    NoList,
    /// The provider is not on.
    ProviderOff,
}

/// Which models.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct EntryQuery {
    /// A part of the id or the name.
    #[param(required = false)]
    pub search: String,
    /// Only this provider's; empty for all.
    #[param(required = false)]
    pub provider: String,
    /// Only those that can do this.
    pub capability: Option<Capability>,
    /// Only those in this state.
    #[param(inline)]
    pub state: Option<EntryFilter>,
    /// Entries a page, 1 to 100; 50 when not given.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl EntryQuery {
    /// Which page.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }
}

/// What a list of models can be narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryFilter {
    /// Turned on.
    On,
    /// Turned off.
    Off,
    /// Without any price.
    Unpriced,
    /// With an end within the longest warning.
    Retiring,
}

impl EntryFilter {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::On, Self::Off, Self::Unpriced, Self::Retiring];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Unpriced => "unpriced",
            Self::Retiring => "retiring",
        }
    }
}

impl FromStr for EntryFilter {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|filter| filter.code() == code).ok_or(UnknownChoice)
    }
}

/// A model that staff adds by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewEntry {
    /// Who serves it.
    pub provider: String,
    /// Its name at the provider.
    pub provider_model: String,
    /// Its name for people.
    pub name: String,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// Tokens it can read and write together.
    pub context_tokens: i64,
    /// Tokens it may write in one answer.
    pub output_tokens_max: i64,
    /// Its prices; with none it is not on offer.
    #[serde(default)]
    pub prices: Vec<NewPrice>,
}

/// What staff changes of a model; what is not given stays. An empty text takes a value away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct EntryChange {
    /// Its name for people.
    pub name: Option<String>,
    /// Whether people may use it.
    pub enabled: Option<bool>,
    /// What it can do.
    pub capabilities: Option<Vec<Capability>>,
    /// Tokens it can read and write together.
    pub context_tokens: Option<i64>,
    /// Tokens it may write in one answer.
    pub output_tokens_max: Option<i64>,
    /// Names of its voices.
    pub voices: Option<Vec<String>>,
    /// Sizes of its pictures.
    pub sizes: Option<Vec<String>>,
    /// Its own margin as decimal text.
    pub margin: Option<String>,
    /// The day on which it ends, `YYYY-MM-DD`.
    pub retires_on: Option<String>,
    /// Which model takes over then.
    pub successor_id: Option<String>,
    /// Whether its end has been seen to; only for one that has ended. Another day is another end.
    pub end_seen: Option<bool>,
}

/// A price that staff enters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewPrice {
    /// What is paid for.
    pub component: Component,
    /// What it costs us, in US dollars as decimal text.
    pub usd: String,
    /// For how many units; the usual number when not given.
    #[serde(default)]
    pub per: Option<i64>,
    /// Under which conditions.
    #[serde(flatten)]
    pub when: Conditions,
}

/// All prices of a model at once; none leaves it without, until a list that tells prices sets them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PriceChange {
    /// The prices.
    pub prices: Vec<NewPrice>,
}

/// What is asked for each unit of cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Margin {
    /// For whom.
    pub plan: String,
    /// For which model; empty for all of them.
    #[serde(default)]
    pub model_id: String,
    /// The margin as decimal text; empty takes it away.
    pub margin: String,
}

/// What holds for the whole catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// The providers that have models, with their last list.
    pub providers: Vec<ProviderSync>,
    /// The models that end soon, or have ended while turned on and nobody saw to it, the most pressing first.
    pub retiring: Vec<Entry>,
    /// The margin of the settings.
    pub margin: String,
    /// Margins of plans that differ from it.
    pub margins: Vec<Margin>,
}

/// How asking a provider for its models went the last time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderSync {
    /// The provider.
    pub provider: String,
    /// Its models in the catalogue.
    pub models: i64,
    /// Whether it is on.
    pub is_on: bool,
    /// Whether it has a list to ask for.
    pub has_list: bool,
    /// When it was asked.
    #[schema(required)]
    pub started_at: Option<Instant>,
    /// When it last answered well.
    #[schema(required)]
    pub ok_at: Option<Instant>,
    /// How many models it listed then.
    #[schema(required)]
    pub listed: Option<i64>,
    /// How many of ours that changed.
    #[schema(required)]
    pub changed: Option<i64>,
    /// What went wrong the last time: a failure class.
    #[schema(required)]
    pub failure: Option<String>,
    /// What the provider said.
    #[schema(required)]
    pub detail: Option<String>,
}
