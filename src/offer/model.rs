//! What an offer looks like from outside.

use crate::kernel::{
    Cash, Coins, Currency, Instant,
    id::OfferId,
    locale::{Language, UnknownChoice},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use utoipa::ToSchema;

/// The most offers that are not archived.
pub const OFFERS_MAX: u32 = 100;
/// Archived offers that are listed.
pub const ARCHIVED_MAX: u32 = 200;
/// Revisions that are listed.
pub const REVISIONS_MAX: u32 = 200;

/// Package or plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferKind {
    /// Coins, once.
    Package,
    /// Coins every period.
    Plan,
}

impl OfferKind {
    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Plan => "plan",
        }
    }
}

impl FromStr for OfferKind {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        [Self::Package, Self::Plan].into_iter().find(|kind| kind.code() == code).ok_or(UnknownChoice)
    }
}

/// How often a plan is paid, and its coins come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Every month.
    #[default]
    Monthly,
    /// Every year.
    Yearly,
}

impl Period {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Monthly, Self::Yearly];

    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Yearly => "yearly",
        }
    }
}

impl FromStr for Period {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|period| period.code() == code).ok_or(UnknownChoice)
    }
}

/// What prices of models are multiplied with: exact, in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Multiplier {
    /// Ten-thousandths of the price.
    pub parts: i64,
}

impl Multiplier {
    /// The price as it is.
    pub const ONE: Self = Self { parts: 10_000 };
    /// The most.
    pub const MAX: Self = Self { parts: 10 * 10_000 };

    /// So many coins times this, rounded up to a thousandth.
    pub fn of(self, coins: Coins) -> Option<Coins> {
        let product = i128::from(coins.milli).checked_mul(i128::from(self.parts))?;
        let whole = product.div_euclid(10_000) + i128::from(product.rem_euclid(10_000) > 0);
        i64::try_from(whole).ok().map(Coins::from_milli)
    }
}

impl fmt::Display for Multiplier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.parts / 10_000, self.parts % 10_000);
        match rest {
            0 => write!(f, "{whole}"),
            rest => write!(f, "{whole}.{}", format!("{rest:04}").trim_end_matches('0')),
        }
    }
}

impl FromStr for Multiplier {
    type Err = UnknownChoice;

    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        let (whole, places) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || places.len() > 4 || !digits(whole) || !digits(places) || text.ends_with('.') {
            return Err(UnknownChoice);
        }
        format!("{whole}{places:0<4}").parse().map(|parts| Self { parts }).map_err(|_| UnknownChoice)
    }
}

/// What only packages have, or only plans.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Terms {
    /// Coins, once.
    Package(Package),
    /// Coins every period.
    Plan(Plan),
}

/// What only packages have.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
pub struct Package {
    /// Coins given on top.
    #[serde(default)]
    pub bonus_coins: Coins,
    /// Days after which its coins are gone; never when left out.
    #[serde(default)]
    pub expires_days: Option<i64>,
    /// How often a person may buy it; any number when left out.
    #[serde(default)]
    pub limit_per_user: Option<i64>,
}

/// What only plans have.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Plan {
    /// Its name in rules; it stays.
    #[schema(example = "pro")]
    pub code: String,
    /// How often it is paid, and its coins come.
    pub period: Period,
    /// What it comes with, a line each, in Persian.
    #[serde(default)]
    pub features_fa: Vec<String>,
    /// The same in English.
    #[serde(default)]
    pub features_en: Vec<String>,
    /// What the models' prices are multiplied with: an exact decimal above zero.
    #[serde(default = "one")]
    #[schema(example = "0.9")]
    pub price_multiplier: String,
    /// The models it opens, by id or as `openai/*`; none named means all.
    #[serde(default)]
    #[schema(example = json!(["openai/*"]))]
    pub models: Vec<String>,
    /// Whose work is taken first: the higher, the sooner.
    #[serde(default)]
    pub queue_priority: i64,
    /// Days that can be tried without paying.
    #[serde(default)]
    pub trial_days: Option<i64>,
    /// Coins for these days.
    #[serde(default)]
    pub trial_coins: Option<Coins>,
}

fn one() -> String {
    Multiplier::ONE.to_string()
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            code: String::new(),
            period: Period::Monthly,
            features_fa: Vec::new(),
            features_en: Vec::new(),
            price_multiplier: one(),
            models: Vec::new(),
            queue_priority: 0,
            trial_days: None,
            trial_coins: None,
        }
    }
}

impl Plan {
    /// What the models' prices are multiplied with.
    pub fn multiplier(&self) -> Multiplier {
        self.price_multiplier.parse().unwrap_or(Multiplier::ONE)
    }

    /// Whether it opens a model.
    pub fn opens(&self, model: &str) -> bool {
        let fits = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => model.starts_with(start),
            None => pattern == model,
        };
        self.models.is_empty() || self.models.iter().any(fits)
    }

    /// What it comes with, in a language.
    pub fn features(&self, language: Language) -> &[String] {
        match language {
            Language::Fa => &self.features_fa,
            Language::En => &self.features_en,
        }
    }
}

/// What is sold, as one revision has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Content {
    /// The name in Persian.
    pub name_fa: String,
    /// The name in English.
    pub name_en: String,
    /// A line under the name, in Persian.
    pub description_fa: String,
    /// A line under the name, in English.
    pub description_en: String,
    /// The coins of a package, or of each period of a plan.
    pub coins: Coins,
    /// What it costs, in each currency it is sold for.
    pub prices: Vec<Cash>,
    /// Whether it is shown before others.
    pub highlight: bool,
    /// Whether it is for sale.
    pub enabled: bool,
    /// What only packages have, or only plans.
    #[serde(flatten)]
    pub terms: Terms,
}

impl Content {
    /// Package or plan.
    pub fn kind(&self) -> OfferKind {
        match self.terms {
            Terms::Package(_) => OfferKind::Package,
            Terms::Plan(_) => OfferKind::Plan,
        }
    }

    /// The plan it is.
    pub fn plan(&self) -> Option<&Plan> {
        match &self.terms {
            Terms::Plan(plan) => Some(plan),
            Terms::Package(_) => None,
        }
    }

    /// The package it is.
    pub fn package(&self) -> Option<&Package> {
        match &self.terms {
            Terms::Package(package) => Some(package),
            Terms::Plan(_) => None,
        }
    }

    /// What it costs in a currency.
    pub fn price(&self, currency: Currency) -> Option<Cash> {
        self.prices.iter().copied().find(|price| price.currency == currency)
    }

    /// All coins that come with it at once.
    pub fn coins_in_all(&self) -> Coins {
        let bonus = self.package().map_or(0, |package| package.bonus_coins.milli);
        Coins::from_milli(self.coins.milli.saturating_add(bonus))
    }

    /// The name in a language.
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::Fa => &self.name_fa,
            Language::En => &self.name_en,
        }
    }

    /// The line under the name in a language.
    pub fn description(&self, language: Language) -> &str {
        match language {
            Language::Fa => &self.description_fa,
            Language::En => &self.description_en,
        }
    }
}

/// An offer, as one of its revisions has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Offer {
    /// The offer.
    pub id: OfferId,
    /// Which revision this is; orders keep it.
    pub revision: i64,
    /// What is sold.
    #[serde(flatten)]
    pub content: Content,
}

/// An offer as staff sees it: its newest revision, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct OfferLine {
    /// The offer.
    #[serde(flatten)]
    pub offer: Offer,
    /// Its place among the others, from 0.
    pub position: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When its newest revision was made.
    pub updated_at: Instant,
    /// When it was archived: it is sold no more, and stays for its orders.
    #[schema(required)]
    pub archived_at: Option<Instant>,
}

/// A revision, and who made it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Revision {
    /// The offer as it was.
    #[serde(flatten)]
    pub offer: Offer,
    /// When it was made.
    pub created_at: Instant,
    /// Who of the staff made it, by address; nobody where it came with the product.
    #[schema(required)]
    pub created_by: Option<String>,
}

/// What the page of one offer shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferDetail {
    /// The offer.
    #[serde(flatten)]
    pub line: OfferLine,
    /// Its revisions, the newest first.
    pub revisions: Vec<Revision>,
}

#[cfg(test)]
mod tests {
    use super::{Multiplier, Plan};
    use crate::kernel::Coins;

    #[test]
    fn multipliers_are_exact() {
        for (text, parts, shown) in
            [("1", 10_000, "1"), ("0.9", 9_000, "0.9"), ("0.8500", 8_500, "0.85"), ("10", 100_000, "10"), ("0", 0, "0")]
        {
            let read: Multiplier = text.parse().unwrap();
            assert_eq!((read.parts, read.to_string().as_str()), (parts, shown));
        }
        for text in ["", ".", "1.", ".5", "-1", "1.00001", "1e2", "۱", "99999999999999999999"] {
            assert!(text.parse::<Multiplier>().is_err(), "{text}");
        }
        let nine_tenths = Multiplier { parts: 9_000 };
        assert_eq!(nine_tenths.of(Coins::from_milli(1_000)), Some(Coins::from_milli(900)));
        assert_eq!(nine_tenths.of(Coins::from_milli(1)), Some(Coins::from_milli(1)), "rounded up");
        assert_eq!(Multiplier::MAX.of(Coins::from_milli(i64::MAX)), None);
    }

    #[test]
    fn a_plan_opens_the_models_it_names() {
        let plan = |models: &[&str]| Plan {
            models: models.iter().map(|model| (*model).to_owned()).collect(),
            ..Plan::default()
        };
        assert!(plan(&[]).opens("openai/gpt-5"));
        assert!(plan(&["openai/*"]).opens("openai/gpt-5") && !plan(&["openai/*"]).opens("groq/llama"));
        assert!(plan(&["a/b", "c/d"]).opens("c/d") && !plan(&["a/b"]).opens("a/bc"));
    }
}
