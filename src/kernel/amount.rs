//! Amounts of money as they come: the currency is a word and the number may be anything, until they are checked.

use super::{Cash, Currency, FieldProblem, valid::Check};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The largest amount that can be asked for, in the smallest unit.
pub const CASH_MAX: i64 = 1_000_000_000_000;

/// An amount of money that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CashInput {
    /// In the smallest unit: rial, cents.
    #[schema(example = 490_000)]
    pub amount_minor: i64,
    /// `IRR`, `USD` or `EUR`.
    #[schema(example = "IRR")]
    pub currency: String,
}

impl From<Cash> for CashInput {
    fn from(cash: Cash) -> Self {
        Self { amount_minor: cash.amount_minor, currency: cash.currency.code().to_owned() }
    }
}

impl Check {
    /// Amounts above zero, one for each currency at most. What is wrong is named by its place: `prices.0.currency`.
    pub fn amounts(&mut self, field: &str, amounts: &[CashInput]) -> Vec<Cash> {
        let mut read: Vec<Cash> = Vec::new();
        if amounts.len() > Currency::ALL.len() {
            let max = u32::try_from(Currency::ALL.len()).unwrap_or(u32::MAX);
            self.wrong(field, FieldProblem::TooMany { max });
            return read;
        }
        for (at, amount) in amounts.iter().enumerate() {
            match amount.currency.trim().parse::<Currency>() {
                Err(_) => self.wrong(&format!("{field}.{at}.currency"), FieldProblem::Unknown),
                Ok(currency) if read.iter().any(|cash| cash.currency == currency) => {
                    self.wrong(&format!("{field}.{at}.currency"), FieldProblem::Taken);
                }
                Ok(currency) => read.push(Cash::new(amount.amount_minor, currency)),
            }
            if !(1..=CASH_MAX).contains(&amount.amount_minor) {
                let problem = FieldProblem::OutOfRange { min: 1, max: CASH_MAX };
                self.wrong(&format!("{field}.{at}.amount_minor"), problem);
            }
        }
        read.sort_unstable_by_key(|cash| cash.currency);
        read
    }
}

#[cfg(test)]
mod tests {
    use super::{CASH_MAX, CashInput};
    use crate::kernel::{AppError, Cash, Currency, valid::Check};

    fn fields(amounts: &[(i64, &str)]) -> Vec<String> {
        let amounts: Vec<_> = amounts
            .iter()
            .map(|(amount, code)| CashInput { amount_minor: *amount, currency: (*code).to_owned() })
            .collect();
        let mut check = Check::new();
        check.amounts("prices", &amounts);
        match check.done() {
            Ok(()) => Vec::new(),
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|wrong| wrong.field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_no_amount_is_named_by_its_place() {
        assert_eq!(fields(&[(1, "IRR"), (CASH_MAX, "usd")]), Vec::<String>::new());
        assert_eq!(fields(&[(0, "IRR")]), ["prices.0.amount_minor"]);
        assert_eq!(fields(&[(5, "EUR"), (-1, "USD")]), ["prices.1.amount_minor"]);
        assert_eq!(fields(&[(CASH_MAX + 1, "EUR")]), ["prices.0.amount_minor"]);
        assert_eq!(fields(&[(i64::MAX, "BTC")]), ["prices.0.currency", "prices.0.amount_minor"]);
        assert_eq!(fields(&[(5, "EUR"), (6, "EUR")]), ["prices.1.currency"]);
        assert_eq!(fields(&[(5, "EUR"), (6, "USD"), (7, "IRR"), (8, "IRR")]), ["prices"]);
    }

    #[test]
    fn they_come_out_in_one_order() {
        let amounts: Vec<CashInput> =
            [Cash::new(900, Currency::Eur), Cash::new(1, Currency::Irr)].map(CashInput::from).to_vec();
        let read = Check::new().amounts("prices", &amounts);
        assert_eq!(read, [Cash::new(1, Currency::Irr), Cash::new(900, Currency::Eur)]);
    }
}
