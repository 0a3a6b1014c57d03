//! Stripe's objects, as far as we read them, where version `2026-07-29.dahlia` keeps their fields: a subscription's period
//! is on its items, an invoice names its subscription below `parent` and its payments in a list.

mod invoice;
mod money;
mod word;

use crate::kernel::cash::{Cash, Currency};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

pub use invoice::{Invoice, InvoiceLine, Period};
pub use money::{CardFace, Charge, Dispute, PaymentError, PaymentIntent, PaymentMethod, Refund, SetupIntent};
pub use word::*;

/// Words of ours that an object carries.
pub type Metadata = BTreeMap<String, String>;

/// A page on which a person pays.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// Its name.
    pub id: String,
    /// Where the browser is sent; none when it can not be paid any more.
    pub url: Option<String>,
    /// What it is for.
    pub mode: SessionMode,
    /// How far it is.
    pub status: SessionStatus,
    /// Whether it is paid.
    pub payment_status: PaymentStatus,
    /// Our name for it.
    pub client_reference_id: Option<String>,
    /// Who pays.
    #[serde(default, deserialize_with = "id")]
    pub customer: Option<String>,
    /// The payment, of a session for one.
    #[serde(default, deserialize_with = "id")]
    pub payment_intent: Option<String>,
    /// How keeping a card went, of a session for that.
    #[serde(default, deserialize_with = "id")]
    pub setup_intent: Option<String>,
    /// The subscription, of a session for one.
    #[serde(default, deserialize_with = "id")]
    pub subscription: Option<String>,
    /// Its first invoice.
    #[serde(default, deserialize_with = "id")]
    pub invoice: Option<String>,
    /// What is to be paid, in the smallest unit of the currency.
    pub amount_total: Option<i64>,
    /// Stripe's name of the currency: small letters.
    pub currency: Option<String>,
    /// When it can not be paid any more, in seconds since 1970.
    pub expires_at: Option<i64>,
    /// Words of ours.
    #[serde(default, deserialize_with = "words")]
    pub metadata: Metadata,
}

impl Session {
    /// Whether what was bought may be handed over.
    pub const fn is_settled(&self) -> bool {
        matches!(self.status, SessionStatus::Complete)
            && matches!(self.payment_status, PaymentStatus::Paid | PaymentStatus::NoPaymentRequired)
    }

    /// What is to be paid; none in a currency that we do not know.
    pub fn total(&self) -> Option<Cash> {
        cash(self.amount_total, self.currency.as_deref())
    }
}

/// A page of Stripe's on which a person looks after their subscription.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PortalSession {
    /// Its name.
    pub id: String,
    /// Where the browser is sent, soon.
    pub url: String,
}

/// A person, as Stripe knows them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Customer {
    /// Its name.
    pub id: String,
    /// Words of ours.
    #[serde(default, deserialize_with = "words")]
    pub metadata: Metadata,
}

/// Something that is sold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Product {
    /// Its name at Stripe.
    pub id: String,
}

/// A payment that comes again and again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Subscription {
    /// Its name.
    pub id: String,
    /// How it stands.
    pub status: SubscriptionStatus,
    /// Who pays.
    #[serde(default, deserialize_with = "id")]
    pub customer: Option<String>,
    /// Whether it was asked to end with its period.
    #[serde(default)]
    pub cancel_at_period_end: bool,
    /// When it was asked to end. The portal says it like this and leaves `cancel_at_period_end` as it was.
    pub cancel_at: Option<i64>,
    /// When that was asked.
    pub canceled_at: Option<i64>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// When its trial ends.
    pub trial_end: Option<i64>,
    /// Its last invoice.
    #[serde(default, deserialize_with = "id")]
    pub latest_invoice: Option<String>,
    /// What is paid for.
    #[serde(default)]
    pub items: List<SubscriptionItem>,
    /// Words of ours.
    #[serde(default, deserialize_with = "words")]
    pub metadata: Metadata,
}

impl Subscription {
    /// The item, of a subscription with one.
    pub fn item(&self) -> Option<&SubscriptionItem> {
        self.items.data.first()
    }

    /// The period that is running: its first and its last second, since 1970.
    pub fn period(&self) -> Option<(i64, i64)> {
        let starts = self.items.data.iter().filter_map(|item| item.current_period_start).min()?;
        let ends = self.items.data.iter().filter_map(|item| item.current_period_end).max()?;
        Some((starts, ends))
    }

    /// When it ends by somebody's wish, whichever way that was told.
    pub fn ends_at(&self) -> Option<i64> {
        self.cancel_at.or_else(|| self.cancel_at_period_end.then(|| self.period().map(|(_, ends)| ends)).flatten())
    }
}

/// One thing a subscription pays for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SubscriptionItem {
    /// Its name.
    pub id: String,
    /// What it costs.
    pub price: Price,
    /// When the running period began, in seconds since 1970.
    pub current_period_start: Option<i64>,
    /// When it ends.
    pub current_period_end: Option<i64>,
}

/// What something costs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Price {
    /// Its name.
    pub id: String,
    /// In the smallest unit of the currency; none where it is not one number.
    pub unit_amount: Option<i64>,
    /// Stripe's name of the currency.
    pub currency: Option<String>,
    /// What is sold.
    #[serde(default, deserialize_with = "id")]
    pub product: Option<String>,
    /// How often it is paid.
    pub recurring: Option<Recurring>,
}

impl Price {
    /// The price; none in a currency that we do not know.
    pub fn cash(&self) -> Option<Cash> {
        cash(self.unit_amount, self.currency.as_deref())
    }
}

/// How often a price is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Recurring {
    /// The unit.
    pub interval: Interval,
    /// How many of them.
    pub interval_count: Option<u32>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct List<T> {
    /// What is in it.
    pub data: Vec<T>,
    /// Whether there is more behind its last one.
    #[serde(default)]
    pub has_more: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { data: Vec::new(), has_more: false }
    }
}

fn cash(amount_minor: Option<i64>, currency: Option<&str>) -> Option<Cash> {
    Some(Cash::new(amount_minor?, currency?.parse::<Currency>().ok()?))
}

/// The name of an object, which may also come whole, or not at all.
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(id) if !id.is_empty() => Some(id),
        Value::Object(whole) => whole.get("id").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    })
}

/// Words of ours, or null.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Metadata, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Cash, Currency, Invoice, Session, Subscription, SubscriptionStatus};
    use serde_json::{Value, from_value, json};

    #[test]
    fn an_end_may_be_told_in_two_ways() {
        let told = |end: bool, at: Value| {
            let item =
                json!({"id": "si_1", "price": {"id": "price_1"}, "current_period_start": 10, "current_period_end": 20});
            let told = json!({"id": "sub_1", "status": "active", "cancel_at_period_end": end, "cancel_at": at,
                "items": {"data": [item]}});
            from_value::<Subscription>(told).unwrap()
        };
        assert_eq!(told(false, Value::Null).ends_at(), None);
        assert_eq!(told(true, Value::Null).ends_at(), Some(20));
        assert_eq!(told(false, json!(15)).ends_at(), Some(15));
        assert_eq!(told(true, json!(15)).period(), Some((10, 20)));
    }

    #[test]
    fn new_words_and_missing_fields_break_nothing() {
        let read: Subscription = from_value(json!({"id": "sub_1", "status": "dreaming"})).unwrap();
        assert_eq!((read.status, read.period()), (SubscriptionStatus::Other, None));
        let read: Session =
            from_value(json!({"id": "cs_1", "mode": "payment", "status": null, "payment_status": "paid",
            "customer": {"id": "cus_1"}, "amount_total": 500, "currency": "usd", "metadata": null}))
            .unwrap();
        assert_eq!(read.customer.as_deref(), Some("cus_1"));
        assert_eq!(read.total(), Some(Cash::new(500, Currency::Usd)));
        assert!(!read.is_settled(), "paid, but not complete");
        for senseless in
            [json!({"id": "cs_1"}), json!({"id": "cs_1", "mode": "payment", "status": 1, "payment_status": "paid"})]
        {
            assert!(from_value::<Session>(senseless.clone()).is_err(), "{senseless}");
        }
    }

    #[test]
    fn an_invoice_buys_the_period_of_its_whole_lines() {
        let line = |start: i64, end: i64, proration: bool| {
            json!({"amount": 1, "period": {"start": start, "end": end},
                "parent": {"subscription_item_details": {"proration": proration}}})
        };
        let invoice: Invoice = from_value(json!({
            "id": "in_1", "status": "paid", "amount_paid": 900, "currency": "eur",
            "parent": {"type": "subscription_details", "subscription_details": {"subscription": "sub_1", "metadata": {"a": "b"}}},
            "payments": {"data": [
                {"status": "canceled", "payment": {"type": "payment_intent", "payment_intent": "pi_0"}},
                {"status": "paid", "payment": {"type": "payment_intent", "payment_intent": {"id": "pi_1"}}},
            ]},
            "lines": {"data": [line(5, 99, true), line(10, 20, false)]},
        }))
        .unwrap();
        assert_eq!((invoice.subscription(), invoice.payment_intent()), (Some("sub_1"), Some("pi_1")));
        assert_eq!(invoice.subscription_metadata().unwrap()["a"], "b");
        assert_eq!(invoice.period(), Some((10, 20)));
        assert_eq!(invoice.paid(), Some(Cash::new(900, Currency::Eur)));
    }
}
