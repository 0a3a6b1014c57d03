//! What a document looks like from outside.

use crate::kernel::{
    Cash, Coins, Currency, Instant,
    error::AppError,
    id::{InvoiceId, OrderId},
    locale::UnknownChoice,
    valid::Check,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// Characters of a name.
pub const NAME_MAX: u32 = 200;
/// Characters of a postal address.
pub const ADDRESS_MAX: u32 = 500;
/// Characters of a number that an office gave.
pub const NUMBER_MAX: u32 = 40;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// What was paid for.
    Invoice,
    /// What of it went back.
    CreditNote,
    /// A credit note that does not hold: the money did not go back.
    Reversal,
}

impl InvoiceKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Invoice, Self::CreditNote, Self::Reversal];

    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::Reversal => "reversal",
        }
    }

    /// Whose numbers it has.
    pub const fn series(self) -> &'static str {
        match self {
            Self::Invoice => "INV",
            Self::CreditNote | Self::Reversal => "CN",
        }
    }

    /// How its amounts count among sales.
    pub const fn sign(self) -> i64 {
        match self {
            Self::Invoice | Self::Reversal => 1,
            Self::CreditNote => -1,
        }
    }
}

impl FromStr for InvoiceKind {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(UnknownChoice)
    }
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvoiceEntry {
    /// The document.
    pub id: InvoiceId,
    /// What it is.
    pub kind: InvoiceKind,
    /// Its number, without gaps in its series and year.
    #[schema(example = "INV-1405-000001")]
    pub number: String,
    /// The order.
    pub order_id: OrderId,
    /// The number of the document that it corrects.
    #[schema(required)]
    pub corrects: Option<String>,
    /// Its amount, never below zero: what was paid, what went back, or what did not go back after all.
    pub total: Cash,
    /// How much of it is VAT.
    pub vat: Cash,
    /// When it was issued.
    pub issued_at: Instant,
}

/// Who sold, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Seller {
    /// The name.
    pub name: String,
    /// The postal address; empty when there is none.
    pub address: String,
    /// The number in the register of companies.
    pub registration_id: String,
    /// The tax office's number.
    pub tax_id: String,
    /// The telephone.
    pub phone: String,
}

/// Who bought, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Buyer {
    /// The person's name; empty when it was not given.
    pub name: String,
    /// The person's address of e-mail.
    pub email: String,
    /// The company's name.
    pub legal_name: String,
    /// The tax office's number.
    pub tax_id: String,
    /// The postal address.
    pub address: String,
}

/// One thing that was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvoiceLine {
    /// Its name in Persian.
    pub name_fa: String,
    /// Its name in English.
    pub name_en: String,
    /// How many.
    pub quantity: i64,
    /// What one costs, VAT included.
    pub unit: Cash,
    /// What all of them cost, VAT included.
    pub amount: Cash,
    /// The coins of all of them.
    pub coins: Coins,
}

/// A whole document. Credit notes and reversals have no lines: they name the document that they correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invoice {
    /// What stands in lists.
    #[serde(flatten)]
    pub entry: InvoiceEntry,
    /// Who sold.
    pub seller: Seller,
    /// Who bought.
    pub buyer: Buyer,
    /// What was bought.
    pub lines: Vec<InvoiceLine>,
    /// What the lines cost.
    pub subtotal: Cash,
    /// What a code took off.
    pub discount: Cash,
    /// What was taken off so that a card-to-card payment can be told from others.
    pub rounding: Cash,
    /// The rate of the VAT in thousandths; 0 for none. Prices include it.
    pub vat_per_mille: i64,
    /// The total without the VAT.
    pub net: Cash,
    /// How it was paid.
    #[schema(example = "zarinpal")]
    pub payment: String,
    /// The number of the bank's transaction.
    #[schema(required)]
    pub reference: Option<String>,
    /// The day it was issued, Jalali.
    #[schema(example = "1405/09/06")]
    pub issued_jalali: String,
    /// The same day, Gregorian.
    #[schema(example = "2026-11-27")]
    pub issued_gregorian: String,
}

/// What a person wants to have on documents. What was issued does not change with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct BillingDetails {
    /// The company's name, or the full one.
    #[schema(max_length = 200)]
    pub legal_name: String,
    /// The tax office's number.
    #[schema(max_length = 40)]
    pub tax_id: String,
    /// The postal address.
    #[schema(max_length = 500)]
    pub address: String,
}

impl BillingDetails {
    /// Without blanks around.
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self { legal_name: trim(self.legal_name), tax_id: trim(self.tax_id), address: trim(self.address) }
    }

    /// Refuses: `invalid`.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("legal_name", &self.legal_name, 0, NAME_MAX);
        check.text("tax_id", &self.tax_id, 0, NUMBER_MAX);
        check.text("address", &self.address, 0, ADDRESS_MAX);
        check.done()
    }
}

/// The VAT within an amount that includes it: `amount × rate / (1000 + rate)`, rounded once, halves to even.
pub fn vat_within(amount_minor: i64, per_mille: i64) -> i64 {
    let (amount, rate) = (i128::from(amount_minor.max(0)), i128::from(per_mille.max(0)));
    let (product, whole) = (amount * rate, 1_000 + rate);
    let (quotient, rest) = (product / whole, product % whole);
    let up = match (rest * 2).cmp(&whole) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => quotient % 2 == 1,
    };
    i64::try_from(quotient + i128::from(up)).unwrap_or(i64::MAX)
}

/// The calendar that a currency's numbers follow: whether it is the Jalali one.
pub const fn counts_jalali(currency: Currency) -> bool {
    matches!(currency, Currency::Irr)
}

#[cfg(test)]
mod tests {
    use super::vat_within;

    #[test]
    fn vat_is_rounded_once_and_halves_go_to_even() {
        for (amount, rate, vat) in [
            (0, 100, 0),
            (1_100, 100, 100),
            (490_000, 100, 44_545), // 44,545.45
            (489_993, 100, 44_545), // 44,544.82
            (490_000, 90, 40_459),  // 40,458.72
            (450, 90, 37),          // 37.16
            (1, 1_000, 0),          // 0.5: to 0
            (3, 1_000, 2),          // 1.5: to 2
            (5, 1_000, 2),          // 2.5: to 2
            (7, 1_000, 4),          // 3.5: to 4
            (1_250, 250, 250),
            (999, 0, 0),
            (-5, 100, 0),
            (i64::MAX, 100, 838_488_366_986_797_801), // 9,223,372,036,854,775,807 / 11 = 838,488,366,986,797,800.64
        ] {
            assert_eq!(vat_within(amount, rate), vat, "{amount} at {rate}");
        }
    }

    #[test]
    fn vat_never_exceeds_and_grows_with_the_amount() {
        for rate in [1, 10, 90, 100, 190, 1_000] {
            let mut before = 0;
            for amount in 0..5_000 {
                let vat = vat_within(amount, rate);
                assert!(vat >= before && vat <= amount, "{amount} at {rate}");
                before = vat;
            }
        }
    }
}
