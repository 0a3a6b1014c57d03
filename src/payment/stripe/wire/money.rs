//! Payments, and money on its way back.

use super::{DisputeStatus, IntentStatus, Metadata, RefundStatus, SetupStatus, cash, id, words};
use crate::kernel::cash::Cash;
use serde::Deserialize;

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PaymentIntent {
    /// Its name.
    pub id: String,
    /// How it stands.
    pub status: IntentStatus,
    /// In the smallest unit of the currency.
    pub amount: i64,
    /// What came in.
    #[serde(default)]
    pub amount_received: i64,
    /// Stripe's name of the currency.
    pub currency: Option<String>,
    /// Who pays.
    #[serde(default, deserialize_with = "id")]
    pub customer: Option<String>,
    /// With what.
    #[serde(default, deserialize_with = "id")]
    pub payment_method: Option<String>,
    /// The last try.
    #[serde(default, deserialize_with = "id")]
    pub latest_charge: Option<String>,
    /// Why the last try failed.
    pub last_payment_error: Option<PaymentError>,
    /// Words of ours.
    #[serde(default, deserialize_with = "words")]
    pub metadata: Metadata,
}

/// Why a payment failed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PaymentError {
    /// Stripe's word: `card_declined`, `authentication_required` …
    pub code: Option<String>,
    /// The bank's word: `insufficient_funds`, `expired_card` …
    pub decline_code: Option<String>,
}

/// What a person pays with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PaymentMethod {
    /// Its name.
    pub id: String,
    /// What stands on it, of a card.
    pub card: Option<CardFace>,
}

/// What may be shown of a card.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CardFace {
    /// `visa`, `mastercard` …
    pub brand: String,
    /// Its last four digits.
    pub last4: String,
    /// Until when it is good.
    pub exp_month: i64,
    /// … of which year.
    pub exp_year: i64,
}

/// How keeping a card went.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SetupIntent {
    /// Its name.
    pub id: String,
    /// How it stands.
    pub status: SetupStatus,
    /// Whose card it is.
    #[serde(default, deserialize_with = "id")]
    pub customer: Option<String>,
    /// The card, where it was asked for as a whole.
    pub payment_method: Option<PaymentMethod>,
}

impl PaymentIntent {
    /// What came in; none in a currency that we do not know.
    pub fn received(&self) -> Option<Cash> {
        cash(Some(self.amount_received), self.currency.as_deref())
    }
}

/// Money on its way back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Refund {
    /// Its name.
    pub id: String,
    /// How it stands.
    pub status: RefundStatus,
    /// In the smallest unit of the currency.
    pub amount: i64,
    /// Stripe's name of the currency.
    pub currency: Option<String>,
    /// Of which payment.
    #[serde(default, deserialize_with = "id")]
    pub payment_intent: Option<String>,
    /// Of which try of it.
    #[serde(default, deserialize_with = "id")]
    pub charge: Option<String>,
    /// Why it failed.
    pub failure_reason: Option<String>,
    /// Words of ours.
    #[serde(default, deserialize_with = "words")]
    pub metadata: Metadata,
}

impl Refund {
    /// How much; none in a currency that we do not know.
    pub fn cash(&self) -> Option<Cash> {
        cash(Some(self.amount), self.currency.as_deref())
    }
}

/// One try of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Charge {
    /// Its name.
    pub id: String,
    /// In the smallest unit of the currency.
    pub amount: i64,
    /// What went back of it, all refunds together.
    #[serde(default)]
    pub amount_refunded: i64,
    /// Whether that is all of it.
    #[serde(default)]
    pub refunded: bool,
    /// Stripe's name of the currency.
    pub currency: Option<String>,
    /// Of which payment.
    #[serde(default, deserialize_with = "id")]
    pub payment_intent: Option<String>,
    /// Who paid.
    #[serde(default, deserialize_with = "id")]
    pub customer: Option<String>,
    /// Words of ours.
    #[serde(default, deserialize_with = "words")]
    pub metadata: Metadata,
}

impl Charge {
    /// What went back, all refunds together; none in a currency that we do not know.
    pub fn given_back(&self) -> Option<Cash> {
        cash(Some(self.amount_refunded), self.currency.as_deref())
    }
}

/// A payer who says at the bank that it was not them, or not worth it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Dispute {
    /// Its name.
    pub id: String,
    /// How it stands.
    pub status: DisputeStatus,
    /// In the smallest unit of the currency.
    pub amount: i64,
    /// Stripe's name of the currency.
    pub currency: Option<String>,
    /// About which payment.
    #[serde(default, deserialize_with = "id")]
    pub payment_intent: Option<String>,
    /// About which try of it.
    #[serde(default, deserialize_with = "id")]
    pub charge: Option<String>,
    /// Why: `fraudulent`, `product_not_received` …
    pub reason: Option<String>,
    /// Words of ours.
    #[serde(default, deserialize_with = "words")]
    pub metadata: Metadata,
}

impl Dispute {
    /// How much; none in a currency that we do not know.
    pub fn cash(&self) -> Option<Cash> {
        cash(Some(self.amount), self.currency.as_deref())
    }
}
