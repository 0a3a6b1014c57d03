//! Invoices.

use super::{InvoiceStatus, List, Metadata, cash, id, words};
use crate::kernel::cash::Cash;
use serde::Deserialize;

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
