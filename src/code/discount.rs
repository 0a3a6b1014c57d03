//! Discount codes as staff writes and sees them.

use crate::kernel::{
    AppError, Cash, CashInput, Currency, FieldProblem, Instant, fold,
    id::{DiscountId, OfferId, OrderId},
    locale::UnknownChoice,
    valid::Check,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// Characters of a code, at least and at most.
pub const CODE_CHARS: (u32, u32) = (3, 40);
/// The most uses that can be allowed.
pub const USES_MAX: i64 = 1_000_000_000;
/// The most people a code can be held to.
pub const USERS_MAX: u32 = 500;
/// The most products a code can be held to.
pub const OFFERS_MAX: u32 = 100;
/// The most codes that are searched at once.
pub const SEARCH_MAX: u32 = 60;

/// A code as it is kept and compared: capitals, ASCII digits, without blanks.
pub fn normal(text: &str) -> String {
    fold::folded(text).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// What makes a discount code, or what it is to be from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscountInput {
    /// What people type: letters, digits and `-`; small letters count as capitals.
    #[schema(example = "NOWRUZ-20", min_length = 3, max_length = 40)]
    pub code: String,
    /// The share it takes off, 1 to 100; instead of amounts.
    #[serde(default)]
    pub percent: Option<i64>,
    /// The amount it takes off in each currency it works with; instead of a share.
    #[serde(default)]
    pub off: Vec<CashInput>,
    /// The most a share takes off, in each currency.
    #[serde(default)]
    pub caps: Vec<CashInput>,
    /// From which sum on it counts, in each currency.
    #[serde(default)]
    pub minimums: Vec<CashInput>,
    /// From when on it works; at once when left out.
    #[serde(default)]
    pub starts_at: Option<Instant>,
    /// Until when it works; without end when left out.
    #[serde(default)]
    pub ends_at: Option<Instant>,
    /// How often it may be used by all together.
    #[serde(default)]
    pub uses_max: Option<i64>,
    /// How often a person may use it.
    #[serde(default)]
    pub uses_per_user_max: Option<i64>,
    /// Only for the accounts of these addresses.
    #[serde(default)]
    #[schema(example = json!(["sara@example.com"]))]
    pub users: Vec<String>,
    /// Only for these offers.
    #[serde(default)]
    pub offers: Vec<OfferId>,
    /// Only for a person's first purchase.
    #[serde(default)]
    pub first_purchase: bool,
    /// Whether it works at all.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

/// What a discount code says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Rules {
    /// What people type.
    pub code: String,
    /// The share it takes off.
    #[schema(required)]
    pub percent: Option<i64>,
    /// The amount it takes off in each currency.
    pub off: Vec<Cash>,
    /// The most a share takes off.
    pub caps: Vec<Cash>,
    /// From which sum on it counts.
    pub minimums: Vec<Cash>,
    /// From when on it works.
    #[schema(required)]
    pub starts_at: Option<Instant>,
    /// Until when it works.
    #[schema(required)]
    pub ends_at: Option<Instant>,
    /// How often it may be used by all together.
    #[schema(required)]
    pub uses_max: Option<i64>,
    /// How often a person may use it.
    #[schema(required)]
    pub uses_per_user_max: Option<i64>,
    /// Only for the accounts of these addresses.
    pub users: Vec<String>,
    /// Only for these offers.
    pub offers: Vec<OfferId>,
    /// Only for a first purchase.
    pub first_purchase: bool,
    /// Whether it works at all.
    pub enabled: bool,
}

/// Whether a code works now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiscountState {
    /// It works.
    Active,
    /// Its time has not come.
    Scheduled,
    /// Its time is over.
    Ended,
    /// It was used as often as it may be.
    UsedUp,
    /// Staff switched it off.
    Off,
}

/// A discount code as staff sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct DiscountCode {
    /// The code.
    pub id: DiscountId,
    /// What it says.
    #[serde(flatten)]
    pub rules: Rules,
    /// Uses that are reserved or made.
    pub used: i64,
    /// Whether it works now.
    pub state: DiscountState,
    /// When it was made.
    pub created_at: Instant,
}

/// How a use stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UseState {
    /// Its order waits to be paid.
    Reserved,
    /// Its order was paid.
    Used,
    /// Its order was not paid: it counts no more.
    Returned,
}

impl UseState {
    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Used => "used",
            Self::Returned => "returned",
        }
    }
}

impl FromStr for UseState {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        [Self::Reserved, Self::Used, Self::Returned].into_iter().find(|state| state.code() == code).ok_or(UnknownChoice)
    }
}

/// One use of a code.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct DiscountUse {
    /// The order it belongs to.
    pub order_id: OrderId,
    /// Whose order, by address.
    pub user: String,
    /// How it stands.
    pub state: UseState,
    /// What it took off.
    pub off: Cash,
    /// When it was reserved.
    pub created_at: Instant,
    /// When it was made or given back.
    #[schema(required)]
    pub ended_at: Option<Instant>,
}

/// What a code takes off a price.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Discount {
    /// The code.
    pub id: DiscountId,
    /// What people typed.
    pub code: String,
    /// What it takes off.
    pub off: Cash,
    /// What is left to pay.
    pub pay: Cash,
}

impl Rules {
    /// What it takes off a sum; none when it does not work with the currency. A share of rial is rounded down to whole Toman.
    pub fn take_off(&self, sum: Cash) -> Option<Cash> {
        let of =
            |amounts: &[Cash]| amounts.iter().find(|cash| cash.currency == sum.currency).map(|cash| cash.amount_minor);
        let off = match self.percent {
            None => of(&self.off)?,
            Some(percent) => {
                let share = i128::from(sum.amount_minor) * i128::from(percent) / 100;
                let share = i64::try_from(share).unwrap_or(i64::MAX);
                let rest = if sum.currency == Currency::Irr && percent < 100 { share % 10 } else { 0 };
                (share - rest).min(of(&self.caps).unwrap_or(i64::MAX))
            }
        };
        Some(Cash { amount_minor: off.clamp(0, sum.amount_minor.max(0)), ..sum })
    }

    /// Whether it works at a time, after so many uses.
    pub fn state(&self, used: i64, now: Instant) -> DiscountState {
        if !self.enabled {
            DiscountState::Off
        } else if self.ends_at.is_some_and(|at| at <= now) {
            DiscountState::Ended
        } else if self.uses_max.is_some_and(|max| used >= max) {
            DiscountState::UsedUp
        } else if self.starts_at.is_some_and(|at| at > now) {
            DiscountState::Scheduled
        } else {
            DiscountState::Active
        }
    }
}

impl DiscountInput {
    /// A code as it is, to be changed.
    pub fn of(rules: &Rules) -> Self {
        let rules = rules.clone();
        let amounts = |amounts: Vec<Cash>| amounts.into_iter().map(CashInput::from).collect();
        Self {
            code: rules.code,
            percent: rules.percent,
            off: amounts(rules.off),
            caps: amounts(rules.caps),
            minimums: amounts(rules.minimums),
            starts_at: rules.starts_at,
            ends_at: rules.ends_at,
            uses_max: rules.uses_max,
            uses_per_user_max: rules.uses_per_user_max,
            users: rules.users,
            offers: rules.offers,
            first_purchase: rules.first_purchase,
            enabled: rules.enabled,
        }
    }

    /// What it says, tidied, if it can be a code.
    pub fn read(&self) -> Result<Rules, AppError> {
        let (mut check, code) = (Check::new(), normal(&self.code));
        check.text("code", &code, CODE_CHARS.0, CODE_CHARS.1);
        if !code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-') {
            check.wrong("code", FieldProblem::CodeText);
        }
        match self.percent {
            None if self.off.is_empty() => check.wrong("percent", FieldProblem::Required),
            Some(_) if !self.off.is_empty() => check.wrong("off", FieldProblem::Either),
            Some(percent) if !(1..=100).contains(&percent) => {
                check.wrong("percent", FieldProblem::OutOfRange { min: 1, max: 100 });
            }
            _ => {}
        }
        if self.percent.is_none() && !self.caps.is_empty() {
            check.wrong("caps", FieldProblem::Either);
        }
        let off = check.amounts("off", &self.off);
        let caps = check.amounts("caps", &self.caps);
        let minimums = check.amounts("minimums", &self.minimums);
        if self.ends_at.zip(self.starts_at).is_some_and(|(end, start)| end <= start) {
            check.wrong("ends_at", FieldProblem::BeforeStart);
        }
        for (field, number) in [("uses_max", self.uses_max), ("uses_per_user_max", self.uses_per_user_max)] {
            if number.is_some_and(|number| !(1..=USES_MAX).contains(&number)) {
                check.wrong(field, FieldProblem::OutOfRange { min: 1, max: USES_MAX });
            }
        }
        let users = once(self.users.iter().map(|email| email.trim().to_lowercase()).filter(|email| !email.is_empty()));
        let offers = once(self.offers.iter().copied());
        for (field, length, max) in [("users", users.len(), USERS_MAX), ("offers", offers.len(), OFFERS_MAX)] {
            if u32::try_from(length).unwrap_or(u32::MAX) > max {
                check.wrong(field, FieldProblem::TooMany { max });
            }
        }
        check.done()?;
        Ok(Rules {
            code,
            percent: self.percent,
            off,
            caps,
            minimums,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            uses_max: self.uses_max,
            uses_per_user_max: self.uses_per_user_max,
            users,
            offers,
            first_purchase: self.first_purchase,
            enabled: self.enabled,
        })
    }
}

/// Each of them once, in the order they came.
fn once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for one in all {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        for text in ["nowruz-20", " NOWRUZ-۲۰ ", "Nowruz-٢٠", "now ruz-20", "nowruz\u{200c}-20"] {
            assert_eq!(normal(text), "NOWRUZ-20", "{text}");
        }
    }

    #[test]
    fn what_is_taken_off() {
        let rules = |input: DiscountInput| DiscountInput { code: "ABC".to_owned(), ..input }.read().unwrap();
        let cash = |amount, currency: &str| CashInput { amount_minor: amount, currency: currency.to_owned() };
        let share = |percent| rules(DiscountInput { percent: Some(percent), ..DiscountInput::default() });
        let irr = |amount| Cash::new(amount, Currency::Irr);
        let usd = |amount| Cash::new(amount, Currency::Usd);
        for (rules, sum, off) in [
            (share(20), irr(490_000), Some(irr(98_000))),
            (share(33), irr(499_990), Some(irr(164_990))),
            (share(100), irr(499_995), Some(irr(499_995))),
            (share(1), usd(99), Some(usd(0))),
            (share(50), Cash::new(i64::MAX, Currency::Eur), Some(Cash::new(i64::MAX / 2, Currency::Eur))),
            (
                rules(DiscountInput { percent: Some(50), caps: vec![cash(100, "USD")], ..DiscountInput::default() }),
                usd(1_000),
                Some(usd(100)),
            ),
            (
                rules(DiscountInput { off: vec![cash(300, "USD")], ..DiscountInput::default() }),
                usd(1_000),
                Some(usd(300)),
            ),
            (
                rules(DiscountInput { off: vec![cash(300, "USD")], ..DiscountInput::default() }),
                usd(200),
                Some(usd(200)),
            ),
            (rules(DiscountInput { off: vec![cash(300, "USD")], ..DiscountInput::default() }), irr(200), None),
        ] {
            assert_eq!(rules.take_off(sum), off, "{rules:?} {sum}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused_by_its_fields() {
        let good = DiscountInput { code: "abc".to_owned(), percent: Some(10), ..DiscountInput::default() };
        let wrong = |input: DiscountInput| match input.read() {
            Ok(_) => Vec::new(),
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|wrong| wrong.field).collect(),
            Err(_) => vec!["?".to_owned()],
        };
        let usd = || vec![CashInput { amount_minor: 100, currency: "USD".to_owned() }];
        let at = Instant::from_micros;
        assert_eq!(wrong(good.clone()), Vec::<String>::new());
        for (input, field) in [
            (DiscountInput { code: "a".to_owned(), ..good.clone() }, "code"),
            (DiscountInput { code: "کد-۱۲".to_owned(), ..good.clone() }, "code"),
            (DiscountInput { percent: None, ..good.clone() }, "percent"),
            (DiscountInput { percent: Some(0), ..good.clone() }, "percent"),
            (DiscountInput { percent: Some(101), ..good.clone() }, "percent"),
            (DiscountInput { off: usd(), ..good.clone() }, "off"),
            (DiscountInput { percent: None, off: usd(), caps: usd(), ..good.clone() }, "caps"),
            (DiscountInput { starts_at: Some(at(5)), ends_at: Some(at(5)), ..good.clone() }, "ends_at"),
            (DiscountInput { uses_max: Some(0), ..good.clone() }, "uses_max"),
            (DiscountInput { uses_per_user_max: Some(-1), ..good.clone() }, "uses_per_user_max"),
        ] {
            assert_eq!(wrong(input), [field]);
        }
    }
}
