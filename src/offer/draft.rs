//! An offer as staff writes it, and what can be wrong with it.

use super::model::{Content, Multiplier, Offer, Package, Period, Plan, Terms};
use crate::kernel::{AppError, CashInput, Coins, FieldProblem, digits, id::OfferId, valid::Check};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most characters of a name.
pub const NAME_MAX: u32 = 60;
/// The most characters of a description.
pub const DESCRIPTION_MAX: u32 = 300;
/// The most coins of an offer.
pub const COINS_MAX: i64 = 1_000_000_000;
/// The most days coins last.
pub const DAYS_MAX: i64 = 3_650;
/// The most purchases a person can be allowed.
pub const PURCHASES_MAX: i64 = 1_000;
/// The most lines of what a plan comes with.
pub const FEATURES_MAX: u32 = 12;
/// The most characters of such a line.
pub const FEATURE_MAX: u32 = 100;
/// The most models and patterns a plan names.
pub const MODELS_MAX: u32 = 200;
/// The most characters of a model's id.
pub const MODEL_MAX: u32 = 120;
/// The most characters of a plan's code.
pub const CODE_MAX: u32 = 40;
/// The highest and, negative, the lowest priority.
pub const PRIORITY_MAX: i64 = 100;
/// The most days a plan can be tried.
pub const TRIAL_DAYS_MAX: i64 = 90;
/// The plan of those who have none.
const CODE_TAKEN: &str = "default";

/// What makes an offer, or its next revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferInput {
    /// The name in Persian.
    #[schema(min_length = 1, max_length = 60)]
    pub name_fa: String,
    /// The name in English.
    #[schema(min_length = 1, max_length = 60)]
    pub name_en: String,
    /// A line under the name, in Persian.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub description_fa: String,
    /// A line under the name, in English.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub description_en: String,
    /// The coins of a package, or of each period of a plan.
    pub coins: Coins,
    /// What it costs: one price for each currency it is sold for, and one at least.
    pub prices: Vec<CashInput>,
    /// Whether it is shown before others.
    #[serde(default)]
    pub highlight: bool,
    /// Whether it is for sale.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// What only packages have, or only plans.
    #[serde(flatten)]
    pub terms: Terms,
    /// The revision that was changed: where another came in between, the change is a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<i64>,
}

fn yes() -> bool {
    true
}

/// What is switched about an offer without writing it anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferSwitch {
    /// Whether it is for sale; a revision of its own.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// Whether it is archived.
    #[serde(default)]
    pub archived: Option<bool>,
}

/// The order in which offers are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferOrder {
    /// The offers, the first one first. Those that are not named follow as they stood.
    pub ids: Vec<OfferId>,
}

impl OfferInput {
    /// An offer as it is, to be changed.
    pub fn of(offer: &Offer) -> Self {
        let content = offer.content.clone();
        Self {
            name_fa: content.name_fa,
            name_en: content.name_en,
            description_fa: content.description_fa,
            description_en: content.description_en,
            coins: content.coins,
            prices: content.prices.into_iter().map(CashInput::from).collect(),
            highlight: content.highlight,
            enabled: content.enabled,
            terms: content.terms,
            based_on: Some(offer.revision),
        }
    }

    /// What it says, tidied, if it can be sold.
    pub fn read(&self) -> Result<Content, AppError> {
        let mut check = Check::new();
        check.text("name_fa", self.name_fa.trim(), 1, NAME_MAX);
        check.text("name_en", self.name_en.trim(), 1, NAME_MAX);
        check.text("description_fa", self.description_fa.trim(), 0, DESCRIPTION_MAX);
        check.text("description_en", self.description_en.trim(), 0, DESCRIPTION_MAX);
        check_coins(&mut check, "coins", self.coins, 1);
        if self.prices.is_empty() {
            check.wrong("prices", FieldProblem::Required);
        }
        let prices = check.amounts("prices", &self.prices);
        let terms = match &self.terms {
            Terms::Package(package) => Terms::Package(read_package(&mut check, package)),
            Terms::Plan(plan) => Terms::Plan(read_plan(&mut check, plan)),
        };
        check.done()?;
        let tidy = |text: &str| text.trim().to_owned();
        Ok(Content {
            name_fa: tidy(&self.name_fa),
            name_en: tidy(&self.name_en),
            description_fa: tidy(&self.description_fa),
            description_en: tidy(&self.description_en),
            coins: self.coins,
            prices,
            highlight: self.highlight,
            enabled: self.enabled,
            terms,
        })
    }
}

fn check_coins(check: &mut Check, field: &str, coins: Coins, min: i64) {
    if !(min * 1_000..=COINS_MAX * 1_000).contains(&coins.milli) {
        check.wrong(field, FieldProblem::OutOfRange { min, max: COINS_MAX });
    }
}

fn check_number(check: &mut Check, field: &str, number: Option<i64>, min: i64, max: i64) {
    if number.is_some_and(|number| !(min..=max).contains(&number)) {
        check.wrong(field, FieldProblem::OutOfRange { min, max });
    }
}

fn read_package(check: &mut Check, package: &Package) -> Package {
    check_coins(check, "bonus_coins", package.bonus_coins, 0);
    check_number(check, "expires_days", package.expires_days, 1, DAYS_MAX);
    check_number(check, "limit_per_user", package.limit_per_user, 1, PURCHASES_MAX);
    package.clone()
}

fn read_plan(check: &mut Check, plan: &Plan) -> Plan {
    let code = plan.code.trim().to_owned();
    check.text("code", &code, 1, CODE_MAX);
    if !code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte)) {
        check.wrong("code", FieldProblem::Slug);
    } else if code == CODE_TAKEN {
        check.wrong("code", FieldProblem::Taken);
    }
    let features_fa = read_lines(check, "features_fa", &plan.features_fa, FEATURES_MAX, FEATURE_MAX);
    let features_en = read_lines(check, "features_en", &plan.features_en, FEATURES_MAX, FEATURE_MAX);
    let mut models = read_lines(check, "models", &plan.models, MODELS_MAX, MODEL_MAX);
    if !models.iter().all(|pattern| is_pattern(pattern)) {
        check.wrong("models", FieldProblem::Unknown);
    }
    models.sort_unstable();
    models.dedup();
    let multiplier = read_multiplier(check, &plan.price_multiplier);
    check_number(check, "queue_priority", Some(plan.queue_priority), -PRIORITY_MAX, PRIORITY_MAX);
    check_number(check, "trial_days", plan.trial_days, 1, TRIAL_DAYS_MAX);
    if let Some(coins) = plan.trial_coins {
        check_coins(check, "trial_coins", coins, 1);
        if plan.trial_days.is_none() {
            check.wrong("trial_days", FieldProblem::Required);
        }
    }
    Plan {
        code,
        period: plan.period,
        features_fa,
        features_en,
        price_multiplier: multiplier.to_string(),
        models,
        queue_priority: plan.queue_priority,
        trial_days: plan.trial_days,
        trial_coins: plan.trial_coins,
    }
}

fn read_multiplier(check: &mut Check, text: &str) -> Multiplier {
    match digits::plain(text).parse::<Multiplier>() {
        Ok(multiplier) if multiplier.parts > 0 && multiplier <= Multiplier::MAX => multiplier,
        Ok(multiplier) if multiplier.parts > 0 => {
            check.wrong("price_multiplier", FieldProblem::OutOfRange { min: 0, max: 10 });
            Multiplier::ONE
        }
        _ => {
            check.wrong("price_multiplier", FieldProblem::Positive);
            Multiplier::ONE
        }
    }
}

/// The lines that say something.
fn read_lines(check: &mut Check, field: &str, lines: &[String], most: u32, longest: u32) -> Vec<String> {
    let lines: Vec<String> = lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    if u32::try_from(lines.len()).unwrap_or(u32::MAX) > most {
        check.wrong(field, FieldProblem::TooMany { max: most });
    } else if lines.iter().any(|line| u32::try_from(line.chars().count()).unwrap_or(u32::MAX) > longest) {
        check.wrong(field, FieldProblem::TooLong { max: longest });
    }
    lines
}

/// `openai/gpt-5`, or `openai/*`: one star, at the end, after something.
fn is_pattern(text: &str) -> bool {
    let plain = text.strip_suffix('*').unwrap_or(text);
    !plain.is_empty() && plain.chars().all(|c| c.is_ascii_alphanumeric() || "/._-:".contains(c))
}

impl Terms {
    /// Nothing filled in, of a package.
    pub fn package() -> Self {
        Self::Package(Package::default())
    }

    /// Nothing filled in, of a plan.
    pub fn plan(period: Period) -> Self {
        Self::Plan(Plan { period, ..Plan::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> OfferInput {
        serde_json::from_value(serde_json::json!({
            "kind": "package", "name_fa": "آغاز", "name_en": "Starter", "coins": "100",
            "prices": [{"amount_minor": 490_000, "currency": "IRR"}],
        }))
        .unwrap()
    }

    fn wrong(input: &OfferInput) -> Vec<String> {
        match input.read() {
            Ok(_) => Vec::new(),
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|wrong| wrong.field).collect(),
            Err(_) => vec!["?".to_owned()],
        }
    }

    #[test]
    fn a_package_is_refused_by_its_fields() {
        assert_eq!(wrong(&package()), Vec::<String>::new());
        let with = |change: fn(&mut OfferInput)| {
            let mut input = package();
            change(&mut input);
            wrong(&input)
        };
        assert_eq!(with(|input| input.name_fa = "  ".to_owned()), ["name_fa"]);
        assert_eq!(with(|input| input.name_en = "x".repeat(61)), ["name_en"]);
        assert_eq!(with(|input| input.coins = Coins::ZERO), ["coins"]);
        assert_eq!(with(|input| input.coins = Coins::from_milli(-1)), ["coins"]);
        assert_eq!(with(|input| input.coins = Coins::from_milli(i64::MAX)), ["coins"]);
        assert_eq!(with(|input| input.prices.clear()), ["prices"]);
        assert_eq!(with(|input| input.prices[0].currency = "XYZ".to_owned()), ["prices.0.currency"]);
        let of_package = |package: Package| wrong(&OfferInput { terms: Terms::Package(package), ..self::package() });
        assert_eq!(of_package(Package { bonus_coins: Coins::from_milli(-1), ..Package::default() }), ["bonus_coins"]);
        assert_eq!(of_package(Package { expires_days: Some(0), ..Package::default() }), ["expires_days"]);
        assert_eq!(of_package(Package { limit_per_user: Some(-3), ..Package::default() }), ["limit_per_user"]);
    }

    #[test]
    fn a_plan_is_refused_by_its_fields() {
        let of_plan = |change: fn(&mut Plan)| {
            let mut plan = Plan { code: "pro".to_owned(), ..Plan::default() };
            change(&mut plan);
            wrong(&OfferInput { terms: Terms::Plan(plan), ..package() })
        };
        assert_eq!(of_plan(|_| ()), Vec::<String>::new());
        assert_eq!(of_plan(|plan| plan.code = String::new()), ["code"]);
        assert_eq!(of_plan(|plan| plan.code = "Pro Max".to_owned()), ["code"]);
        assert_eq!(of_plan(|plan| plan.code = "default".to_owned()), ["code"]);
        for text in ["0", "-1", "x", "", "0.00001"] {
            let mut plan = Plan { code: "pro".to_owned(), ..Plan::default() };
            plan.price_multiplier = text.to_owned();
            assert_eq!(wrong(&OfferInput { terms: Terms::Plan(plan), ..package() }), ["price_multiplier"], "{text}");
        }
        assert_eq!(of_plan(|plan| plan.price_multiplier = "۰٫۹".to_owned()), Vec::<String>::new());
        assert_eq!(of_plan(|plan| plan.price_multiplier = "11".to_owned()), ["price_multiplier"]);
        assert_eq!(of_plan(|plan| plan.models = vec!["*/x".to_owned()]), ["models"]);
        assert_eq!(of_plan(|plan| plan.models = vec!["*".to_owned()]), ["models"]);
        assert_eq!(of_plan(|plan| plan.queue_priority = 101), ["queue_priority"]);
        assert_eq!(of_plan(|plan| plan.trial_coins = Some(Coins::from_milli(5_000))), ["trial_days"]);
        assert_eq!(of_plan(|plan| plan.trial_days = Some(0)), ["trial_days"]);
        assert_eq!(of_plan(|plan| plan.features_fa = vec!["x".repeat(101)]), ["features_fa"]);
    }
}
