//! What a notice looks like from outside.

use crate::kernel::{
    Cash, Coins, Instant,
    id::{NoticeId, OrderId},
    locale::UnknownChoice,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// What somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// What was bought is in the wallet.
    OrderPaid {
        /// The order.
        order: OrderId,
        /// Its coins.
        coins: Coins,
    },
    /// The proof of a payment was not believed.
    ReceiptRejected {
        /// The order.
        order: OrderId,
        /// Why.
        reason: String,
    },
    /// Money went back.
    OrderRefunded {
        /// The order.
        order: OrderId,
        /// How much.
        amount: Cash,
    },
    /// Few coins are left.
    CoinsLow {
        /// How many.
        available: Coins,
    },
    /// Coins are about to expire.
    CoinsExpiring {
        /// How many.
        coins: Coins,
        /// When.
        at: Instant,
    },
    /// Coins could not buy themselves.
    TopUpFailed {
        /// Why.
        reason: TopUpProblem,
    },
    /// An order that made itself is to be paid by hand: the bank wants to see its customer.
    TopUpToPay {
        /// The order.
        order: OrderId,
    },
    /// A plan that is paid by hand comes to its end.
    RenewalDue {
        /// When.
        at: Instant,
    },
    /// A plan could not be renewed.
    RenewalFailed {
        /// Until when it works all the same.
        until: Instant,
    },
    /// What somebody earned by bringing a buyer was paid.
    CommissionPaid {
        /// Its coins.
        coins: Coins,
        /// What was sent to the bank instead of them.
        amount: Option<Cash>,
    },
    /// A plan is over.
    PlanEnded {
        /// When.
        at: Instant,
    },
}

impl Notice {
    /// Its kind's stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OrderPaid { .. } => "order_paid",
            Self::ReceiptRejected { .. } => "receipt_rejected",
            Self::OrderRefunded { .. } => "order_refunded",
            Self::CoinsLow { .. } => "coins_low",
            Self::CoinsExpiring { .. } => "coins_expiring",
            Self::TopUpFailed { .. } => "top_up_failed",
            Self::TopUpToPay { .. } => "top_up_to_pay",
            Self::RenewalDue { .. } => "renewal_due",
            Self::RenewalFailed { .. } => "renewal_failed",
            Self::CommissionPaid { .. } => "commission_paid",
            Self::PlanEnded { .. } => "plan_ended",
        }
    }
}

/// Why coins could not buy themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TopUpProblem {
    /// The card was refused; it is tried again in some hours.
    Declined,
    /// The card was refused for good, or too often.
    CardRefused,
    /// The bank wants to see its customer.
    Authentication,
    /// There is no card, or Stripe does not take it.
    CardGone,
    /// The package costs more than was agreed to.
    PriceRose,
    /// The package is not for sale any more.
    OfferGone,
    /// What may be spent in a month is spent.
    MonthFull,
}

impl TopUpProblem {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Declined,
        Self::CardRefused,
        Self::Authentication,
        Self::CardGone,
        Self::PriceRose,
        Self::OfferGone,
        Self::MonthFull,
    ];

    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::CardRefused => "card_refused",
            Self::Authentication => "authentication",
            Self::CardGone => "card_gone",
            Self::PriceRose => "price_rose",
            Self::OfferGone => "offer_gone",
            Self::MonthFull => "month_full",
        }
    }
}

impl FromStr for TopUpProblem {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|one| one.code() == code).ok_or(UnknownChoice)
    }
}

/// A notice that was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Told {
    /// The notice.
    pub id: NoticeId,
    /// What it says.
    pub notice: Notice,
    /// When it was told.
    pub created_at: Instant,
    /// When it was read.
    #[schema(required)]
    pub read_at: Option<Instant>,
}

/// A part of the notices, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Inbox {
    /// The notices.
    pub items: Vec<Told>,
    /// Where the next part begins; absent at the end.
    #[serde(default)]
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// All that were not read, in this part or not.
    pub unread: i64,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadUpTo {
    /// This one and all before it; all of them when left out.
    #[serde(default)]
    pub id: Option<NoticeId>,
}

/// How many are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unread {
    /// That many.
    pub unread: i64,
}
