//! Coins that buy themselves when few are left, as seen from outside.

use crate::{
    kernel::{
        Cash, Coins, Currency, Instant,
        error::AppError,
        id::{OfferId, OrderId},
        locale::UnknownChoice,
    },
    notice::model::TopUpProblem,
    offer::model::Offer,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// The most that may be agreed to for a month, in the smallest unit: ten thousand dollars.
pub const MONTH_MINOR_MAX: i64 = 1_000_000;
/// The least that Stripe takes at once.
pub const PRICE_MINOR_MIN: i64 = 50;

/// Whether coins buy themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TopUpState {
    /// They do.
    On,
    /// Their person switched it off.
    Off,
    /// Something went wrong that needs their person.
    Paused,
}

impl TopUpState {
    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Paused => "paused",
        }
    }
}

impl FromStr for TopUpState {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        [Self::On, Self::Off, Self::Paused].into_iter().find(|one| one.code() == code).ok_or(UnknownChoice)
    }
}

/// What a person agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TopUpRule {
    /// Whether it is in force.
    pub state: TopUpState,
    /// Why it is paused.
    #[schema(required)]
    pub reason: Option<TopUpProblem>,
    /// Coins are bought when fewer than these can be spent.
    pub threshold: Coins,
    /// The package that is bought.
    pub package_id: OfferId,
    /// The most that it may cost.
    pub price_max: Cash,
    /// The most that is spent in a month.
    pub month_max: Cash,
    /// What was spent this month, what is under way included.
    pub spent: Cash,
    /// When the next month begins.
    pub month_ends_at: Instant,
    /// Before this nothing is tried.
    #[schema(required)]
    pub retry_at: Option<Instant>,
    /// When it was agreed to.
    pub agreed_at: Instant,
}

/// The card that pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SavedCard {
    /// `visa`, `mastercard` …
    pub brand: String,
    /// Its last four digits.
    pub last4: String,
    /// Until when it is good.
    pub exp_month: i64,
    /// … of which year.
    pub exp_year: i64,
}

/// How a person's automatic top-up stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AutoTopUp {
    /// What was agreed to.
    #[schema(required)]
    pub rule: Option<TopUpRule>,
    /// The card that is kept for it.
    #[schema(required)]
    pub card: Option<SavedCard>,
    /// An automatic order that is not paid yet.
    #[schema(required)]
    pub order_id: Option<OrderId>,
}

/// What a person agrees to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TopUpInput {
    /// Whether it is to be in force.
    pub enabled: bool,
    /// Coins are bought when fewer than these can be spent.
    pub threshold: Coins,
    /// The package to buy: one that may be bought without a limit.
    pub package_id: OfferId,
    /// In which of Stripe's currencies.
    pub currency: Currency,
    /// The most that it may cost, in the smallest unit; what it costs today when left out.
    #[serde(default)]
    pub price_max_minor: Option<i64>,
    /// The most that is spent in a month, in the smallest unit.
    pub month_max_minor: i64,
    /// That the card may be charged without asking again. Nothing is switched on without it.
    #[serde(default)]
    pub consent: bool,
}

/// A page of Stripe's on which a card is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CardSetup {
    /// Where the browser goes.
    pub url: String,
}

/// What the page opens with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpBoard {
    /// How it stands.
    pub standing: AutoTopUp,
    /// The packages that can be chosen.
    pub offers: Vec<Offer>,
}

/// What an offer costs where it can buy itself: a package without a limit, in a currency of Stripe's.
pub fn price_of(offer: &Offer, currency: Currency) -> Option<Cash> {
    let package = offer.content.package()?;
    let takes = super::model::Gateway::Stripe.takes(currency) && package.limit_per_user.is_none();
    offer.content.price(currency).filter(|price| takes && price.amount_minor >= PRICE_MINOR_MIN)
}

/// Why something can not be agreed to.
pub fn check(input: &TopUpInput, offer: &Offer) -> Result<Cash, AppError> {
    use crate::kernel::{FieldProblem, valid::Check};
    let mut check = Check::new();
    let Some(price) = price_of(offer, input.currency) else {
        return Err(AppError::field("package_id", FieldProblem::Unknown));
    };
    let most = offer.content.coins_in_all();
    if !(1_000..=most.milli).contains(&input.threshold.milli) {
        check.wrong("threshold", FieldProblem::OutOfRange { min: 1, max: most.milli / 1_000 });
    }
    let price_max = input.price_max_minor.unwrap_or(price.amount_minor);
    if !(price.amount_minor..=MONTH_MINOR_MAX.max(price.amount_minor)).contains(&price_max) {
        let (min, max) = (price.amount_minor, MONTH_MINOR_MAX.max(price.amount_minor));
        check.wrong("price_max_minor", FieldProblem::OutOfRange { min, max });
    }
    let most = MONTH_MINOR_MAX.max(price_max);
    if !(price_max..=most).contains(&input.month_max_minor) {
        check.wrong("month_max_minor", FieldProblem::OutOfRange { min: price_max, max: most });
    }
    if input.enabled && !input.consent {
        check.wrong("consent", FieldProblem::Required);
    }
    check.done()?;
    Ok(Cash::new(price_max, price.currency))
}
