//! From a provider's cost to coins. Exact decimals; rounded once, up, to thousandths of a coin.

use crate::{catalog::model::ModelPrice, kernel::Coins, server::config::Pricing};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// The tokens a price is for.
const MILLION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
/// Thousandths in a coin.
const MILLI: Decimal = Decimal::from_parts(1_000, 0, 0, false, 0);

/// What a model costs, as it was when the run was quoted: a change of prices does not reach a run under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// US dollars for a million tokens read.
    pub input_usd: Decimal,
    /// US dollars for a million tokens written.
    pub output_usd: Decimal,
    /// Coins for one US dollar.
    pub coins_per_usd: Decimal,
    /// What is asked for each unit of cost.
    pub margin: Decimal,
    /// The least a run with output costs.
    pub minimum: Coins,
}

impl Price {
    /// Today's price of a model with these costs.
    pub fn new(input_usd: Decimal, output_usd: Decimal, pricing: &Pricing) -> Self {
        Self {
            input_usd,
            output_usd,
            coins_per_usd: pricing.coins_per_usd,
            margin: pricing.margin,
            minimum: pricing.minimum,
        }
    }

    /// What so many tokens cost us, in US dollars. `None` when it can not be written as a decimal.
    pub fn cost_usd(&self, input_tokens: u64, output_tokens: u64) -> Option<Decimal> {
        let read = Decimal::from(input_tokens).checked_mul(self.input_usd)?;
        let written = Decimal::from(output_tokens).checked_mul(self.output_usd)?;
        read.checked_add(written)?.checked_div(MILLION)
    }

    /// The coins for a cost, at least the minimum.
    pub fn coins(&self, cost_usd: Decimal) -> Coins {
        self.exact(cost_usd).max(self.minimum)
    }

    /// The coins for so many tokens, at least the minimum.
    pub fn coins_for(&self, input_tokens: u64, output_tokens: u64) -> Coins {
        self.cost_usd(input_tokens, output_tokens).map_or(Coins::from_milli(i64::MAX), |cost| self.coins(cost))
    }

    /// As people see it.
    pub fn shown(&self) -> ModelPrice {
        ModelPrice {
            input_per_million: self.exact(self.input_usd),
            output_per_million: self.exact(self.output_usd),
            minimum: self.minimum,
        }
    }

    fn exact(&self, usd: Decimal) -> Coins {
        let coins = usd.checked_mul(self.coins_per_usd).and_then(|coins| coins.checked_mul(self.margin));
        let milli = coins
            .and_then(|coins| coins.checked_mul(MILLI))
            .map(|milli| milli.round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity))
            .and_then(|milli| milli.to_i64());
        // What does not fit is more than any wallet holds: the hold will refuse it.
        Coins::from_milli(milli.unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price() -> Price {
        Price {
            input_usd: "1.25".parse().unwrap(),
            output_usd: "10".parse().unwrap(),
            coins_per_usd: "1000".parse().unwrap(),
            margin: "1.5".parse().unwrap(),
            minimum: Coins::from_milli(10),
        }
    }

    #[test]
    fn tokens_become_coins_rounded_up_once() {
        // 100 × 1.25 + 50 × 10 = 625 millionths of a dollar = 0.9375 coins.
        assert_eq!(price().coins_for(100, 50), Coins::from_milli(938));
        assert_eq!(price().coins_for(0, 0), Coins::from_milli(10), "the minimum");
        assert_eq!(price().coins("0.00000001".parse().unwrap()), Coins::from_milli(10));
    }

    #[test]
    fn absurd_numbers_cost_more_than_any_wallet_holds() {
        assert_eq!(price().coins_for(u64::MAX, u64::MAX).milli, i64::MAX);
    }

    #[test]
    fn prices_are_shown_per_million() {
        assert_eq!(price().shown().input_per_million, Coins::from_milli(1_875_000));
    }
}
