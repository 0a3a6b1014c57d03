//! Money that people pay with: integers of the currency's smallest unit, never without the currency.
//!
//! Rial is the only Iranian unit in here; people read and write Toman, and [`Cash::toman`] and [`Cash::of_toman`] are
//! the one place where one becomes the other.

use super::locale::UnknownChoice;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use utoipa::ToSchema;

/// Rial of a Toman.
const RIAL_OF_TOMAN: i64 = 10;

/// What people pay with. Names of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Iranian rial; people say Toman and mean ten of them.
    Irr,
    /// US dollar.
    Usd,
    /// Euro.
    Eur,
}

impl Currency {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Irr, Self::Usd, Self::Eur];

    /// Its ISO name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Irr => "IRR",
            Self::Usd => "USD",
            Self::Eur => "EUR",
        }
    }

    /// Decimal places of the smallest unit.
    pub const fn places(self) -> u32 {
        match self {
            Self::Irr => 0,
            Self::Usd | Self::Eur => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|currency| currency.code().eq_ignore_ascii_case(code)).ok_or(UnknownChoice)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Cash {
    /// In the smallest unit: rial, cents.
    pub amount_minor: i64,
    /// Of what.
    pub currency: Currency,
}

impl Cash {
    /// So many of the smallest unit.
    pub const fn new(amount_minor: i64, currency: Currency) -> Self {
        Self { amount_minor, currency }
    }

    /// Nothing.
    pub const fn zero(currency: Currency) -> Self {
        Self { amount_minor: 0, currency }
    }

    /// So many Toman; none where that is more than can be counted.
    pub fn of_toman(toman: i64) -> Option<Self> {
        Some(Self { amount_minor: toman.checked_mul(RIAL_OF_TOMAN)?, currency: Currency::Irr })
    }

    /// Whole Toman and the rial that are left.
    pub const fn toman(self) -> (i64, i64) {
        (self.amount_minor / RIAL_OF_TOMAN, self.amount_minor % RIAL_OF_TOMAN)
    }
}

impl fmt::Display for Cash {
    /// `12.50 USD`: for logs and tables, not for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

impl Cash {
    /// The number alone, with the currency's places: `12.50`, `490000`.
    pub fn decimal(self) -> String {
        let (sign, magnitude) = (if self.amount_minor < 0 { "-" } else { "" }, self.amount_minor.unsigned_abs());
        match self.currency.places() {
            0 => format!("{sign}{magnitude}"),
            places => {
                let unit = 10_u64.pow(places);
                let width = usize::try_from(places).unwrap_or(2);
                format!("{sign}{}.{:0width$}", magnitude / unit, magnitude % unit)
            }
        }
    }

    /// What people or tables wrote as a number of this currency, in its own unit (rial, not Toman).
    pub fn parse(text: &str, currency: Currency) -> Option<Self> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let places = usize::try_from(currency.places()).unwrap_or(2);
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || rest.len() > places || !digits(whole) || !digits(rest) || text.ends_with('.') {
            return None;
        }
        Some(Self { amount_minor: format!("{whole}{rest:0<places$}").parse().ok()?, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::{Cash, Currency};

    #[test]
    fn amounts_print_with_their_places_and_read_back() {
        for (minor, currency, text) in [
            (490_000, Currency::Irr, "490000"),
            (1_250, Currency::Usd, "12.50"),
            (5, Currency::Eur, "0.05"),
            (0, Currency::Usd, "0.00"),
        ] {
            let cash = Cash::new(minor, currency);
            assert_eq!(cash.decimal(), text);
            assert_eq!(Cash::parse(text, currency), Some(cash));
        }
        assert_eq!(Cash::new(-5, Currency::Usd).decimal(), "-0.05");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", ".", "1.", "1.234", "-1", "1e3", "99999999999999999999", "۱"] {
            assert_eq!(Cash::parse(text, Currency::Usd), None, "{text}");
        }
        assert_eq!(Cash::parse("1.5", Currency::Irr), None);
    }

    #[test]
    fn toman_are_ten_rial() {
        let cash = Cash::of_toman(49_000).unwrap();
        assert_eq!(cash, Cash::new(490_000, Currency::Irr));
        assert_eq!(cash.toman(), (49_000, 0));
        assert_eq!(Cash::new(490_007, Currency::Irr).toman(), (49_000, 7));
        assert_eq!(Cash::of_toman(i64::MAX), None);
    }
}
