//! Stripe's objects, as far as we read them, where version `2026-07-29.dahlia` keeps their fields: a subscription's period
//! is on its items, an invoice names its subscription below `parent` and its payments in a list.

use crate::kernel::cash::{Cash, Currency};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;
use std::collections::BTreeMap;

/// Words of ours that an object carries.
pub type Metadata = BTreeMap<String, String>;

/// A closed set of words; one that came later is `Other`.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $word:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$note])* $word,)*
            /// A word that we do not know.
            Other,
        }

        impl $name {
            /// Stripe's word for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)*
                    Self::Other => "other",
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // Null is a word too, for what Stripe has none for; a field that is not there is not.
                match Value::deserialize(deserializer)? {
                    Value::String(word) => Ok(match word.as_str() {
                        $($text => Self::$word,)*
                        _ => Self::Other,
                    }),
                    Value::Null => Ok(Self::Other),
                    _ => Err(de::Error::custom("no word")),
                }
            }
        }
    )*};
}

words! {
    /// How far a checkout session is.
    SessionStatus {
        /// It can be paid.
        Open = "open",
        /// The person is done with it; whether it is paid says [`PaymentStatus`].
        Complete = "complete",
        /// Too late.
        Expired = "expired",
    }
    /// Whether a checkout session is paid.
    PaymentStatus {
        /// The money is there.
        Paid = "paid",
        /// It is not, or not yet.
        Unpaid = "unpaid",
        /// There is nothing to pay now: a trial, a discount of everything.
        NoPaymentRequired = "no_payment_required",
    }
    /// What a checkout session is for.
    SessionMode {
        /// One payment.
        Payment = "payment",
        /// A subscription.
        Subscription = "subscription",
        /// A card, to be kept.
        Setup = "setup",
    }
    /// How a subscription stands.
    SubscriptionStatus {
        /// Its first payment is not made yet.
        Incomplete = "incomplete",
        /// … and came too late.
        IncompleteExpired = "incomplete_expired",
        /// Not paid for yet, by agreement.
        Trialing = "trialing",
        /// Paid.
        Active = "active",
        /// A renewal failed, and is tried again.
        PastDue = "past_due",
        /// Over.
        Canceled = "canceled",
        /// A renewal failed, and is not tried again.
        Unpaid = "unpaid",
        /// A trial ended without a card.
        Paused = "paused",
    }
    /// How an invoice stands.
    InvoiceStatus {
        /// Not yet final.
        Draft = "draft",
        /// To be paid.
        Open = "open",
        /// Paid.
        Paid = "paid",
        /// Given up.
        Uncollectible = "uncollectible",
        /// Taken back.
        Void = "void",
    }
    /// How a payment stands.
    IntentStatus {
        /// It has no card, or its card was refused.
        RequiresPaymentMethod = "requires_payment_method",
        /// It is to be confirmed.
        RequiresConfirmation = "requires_confirmation",
        /// The person has to prove to the bank who they are.
        RequiresAction = "requires_action",
        /// On its way.
        Processing = "processing",
        /// The money is set aside only.
        RequiresCapture = "requires_capture",
        /// Given up.
        Canceled = "canceled",
        /// The money is there.
        Succeeded = "succeeded",
    }
    /// How a refund stands.
    RefundStatus {
        /// On its way.
        Pending = "pending",
        /// The person has to do something.
        RequiresAction = "requires_action",
        /// Done.
        Succeeded = "succeeded",
        /// The money came back to us.
        Failed = "failed",
        /// Taken back.
        Canceled = "canceled",
    }
    /// How a dispute stands.
    DisputeStatus {
        /// A question of the bank, without money.
        WarningNeedsResponse = "warning_needs_response",
        /// … being looked at.
        WarningUnderReview = "warning_under_review",
        /// … that came to nothing.
        WarningClosed = "warning_closed",
        /// The money is gone until we answer.
        NeedsResponse = "needs_response",
        /// The bank looks at our answer.
        UnderReview = "under_review",
        /// The money is ours.
        Won = "won",
        /// The money is the payer's.
        Lost = "lost",
    }
    /// How often a subscription is paid.
    Interval {
        /// Every day.
        Day = "day",
        /// Every week.
        Week = "week",
        /// Every month.
        Month = "month",
        /// Every year.
        Year = "year",
    }
}

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

/// A bill.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Invoice {
    /// Its name; one that is only announced has none.
    pub id: Option<String>,
    /// How it stands.
    pub status: InvoiceStatus,
    /// The number that its reader sees.
    pub number: Option<String>,
    /// Who pays.
    #[serde(default, deserialize_with = "id")]
    pub customer: Option<String>,
    /// Why it came to be: `subscription_create`, `subscription_cycle`, `subscription_update`, `manual` …
    pub billing_reason: Option<String>,
    /// What is to be paid, in the smallest unit of the currency.
    #[serde(default)]
    pub amount_due: i64,
    /// What was paid.
    #[serde(default)]
    pub amount_paid: i64,
    /// Stripe's name of the currency.
    pub currency: Option<String>,
    /// How often it was tried.
    #[serde(default)]
    pub attempt_count: u32,
    /// When it is tried next, in seconds since 1970.
    pub next_payment_attempt: Option<i64>,
    /// Where it can be read and paid.
    pub hosted_invoice_url: Option<String>,
    /// Where it can be had as a document.
    pub invoice_pdf: Option<String>,
    /// When it came to be.
    pub created: Option<i64>,
    /// What it belongs to.
    parent: Option<InvoiceParent>,
    /// How it was paid; only there when it was asked for.
    payments: Option<List<InvoicePayment>>,
    /// What is paid for.
    #[serde(default)]
    pub lines: List<InvoiceLine>,
    /// Words of ours.
    #[serde(default, deserialize_with = "words")]
    pub metadata: Metadata,
}

impl Invoice {
    /// The subscription it is for.
    pub fn subscription(&self) -> Option<&str> {
        self.parent.as_ref()?.subscription_details.as_ref()?.subscription.as_deref()
    }

    /// What that subscription carried of our words when this invoice came to be.
    pub fn subscription_metadata(&self) -> Option<&Metadata> {
        Some(&self.parent.as_ref()?.subscription_details.as_ref()?.metadata)
    }

    /// The payment that paid it, or is to. An event does not tell it: only an invoice that was asked for.
    pub fn payment_intent(&self) -> Option<&str> {
        let payments = &self.payments.as_ref()?.data;
        let by = |payment: &'_ &InvoicePayment| payment.payment.payment_intent.is_some();
        let paid = payments.iter().filter(by).find(|payment| payment.status.as_deref() == Some("paid"));
        paid.or_else(|| payments.iter().find(by))?.payment.payment_intent.as_deref()
    }

    /// The period that is bought with it, in seconds since 1970. (Its own `period_start` and `period_end` are the ones
    /// before.) What a change of plan gives back or adds does not count.
    pub fn period(&self) -> Option<(i64, i64)> {
        let whole = self.lines.data.iter().filter(|line| !line.is_proration());
        whole.map(|line| (line.period.start, line.period.end)).max_by_key(|(_, end)| *end)
    }

    /// What was paid; none in a currency that we do not know.
    pub fn paid(&self) -> Option<Cash> {
        cash(Some(self.amount_paid), self.currency.as_deref())
    }

    /// What is to be paid; none in a currency that we do not know.
    pub fn due(&self) -> Option<Cash> {
        cash(Some(self.amount_due), self.currency.as_deref())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct InvoiceParent {
    subscription_details: Option<SubscriptionDetails>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct SubscriptionDetails {
    #[serde(default, deserialize_with = "id")]
    subscription: Option<String>,
    #[serde(default, deserialize_with = "words")]
    metadata: Metadata,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct InvoicePayment {
    status: Option<String>,
    payment: PaidBy,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct PaidBy {
    #[serde(default, deserialize_with = "id")]
    payment_intent: Option<String>,
}

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InvoiceLine {
    /// In the smallest unit of the currency; below zero for what is given back.
    pub amount: i64,
    /// What it pays for, in words.
    pub description: Option<String>,
    /// For which time.
    pub period: Period,
    parent: Option<LineParent>,
}

impl InvoiceLine {
    /// Whether it makes good for a change within a period.
    pub fn is_proration(&self) -> bool {
        self.parent
            .as_ref()
            .and_then(|parent| parent.subscription_item_details.as_ref())
            .is_some_and(|item| item.proration)
    }
}

/// A time from and to, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Period {
    /// From.
    pub start: i64,
    /// To.
    pub end: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct LineParent {
    subscription_item_details: Option<LineItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct LineItem {
    #[serde(default)]
    proration: bool,
}

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
    /// Words of ours.
    #[serde(default, deserialize_with = "words")]
    pub metadata: Metadata,
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
