//! Coins, the unit of the wallet: integers of thousandths, decimal strings outside.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

/// An amount of coins in thousandths. On the wire a decimal string with up to three places: `"12.345"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Coins {
    /// Thousandths of a coin.
    pub milli: i64,
}

impl Coins {
    /// No coins.
    pub const ZERO: Self = Self { milli: 0 };

    /// From thousandths.
    pub const fn from_milli(milli: i64) -> Self {
        Self { milli }
    }
}

impl fmt::Display for Coins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, magnitude) = (if self.milli < 0 { "-" } else { "" }, self.milli.unsigned_abs());
        let (whole, rest) = (magnitude / 1_000, magnitude % 1_000);
        if rest == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
        }
    }
}

/// The text is no amount of coins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an amount of coins: digits with at most three decimal places")]
pub struct NotCoins;

impl FromStr for Coins {
    type Err = NotCoins;

    fn from_str(text: &str) -> Result<Self, NotCoins> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, places) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || places.len() > 3 || !digits(whole) || !digits(places) || unsigned.ends_with('.') {
            return Err(NotCoins);
        }
        let magnitude: i64 = format!("{whole}{places:0<3}").parse().map_err(|_| NotCoins)?;
        Ok(Self { milli: if negative { -magnitude } else { magnitude } })
    }
}

impl Serialize for Coins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Coins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Described by hand, because it is written by hand.
impl PartialSchema for Coins {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("decimal".to_owned())))
            .pattern(Some(r"^-?\d+(\.\d{1,3})?$"))
            .description(Some("An amount of coins: decimal text with up to three places."))
            .examples(["12.345"])
            .into()
    }
}

impl ToSchema for Coins {}

#[cfg(test)]
mod tests {
    use super::Coins;

    #[test]
    fn coins_print_without_trailing_zeros_and_read_back() {
        for (milli, text) in
            [(0, "0"), (12_345, "12.345"), (-500, "-0.5"), (200_000, "200"), (10, "0.01"), (-1_001, "-1.001")]
        {
            assert_eq!(Coins::from_milli(milli).to_string(), text);
            assert_eq!(text.parse(), Ok(Coins::from_milli(milli)));
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", ".", "1.", ".5", "1.2345", "1e3", "--1", "+1", "1,5", "۱", "99999999999999999999"] {
            assert!(text.parse::<Coins>().is_err(), "{text}");
        }
    }
}
