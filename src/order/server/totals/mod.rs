//! What orders say of whole days, and which of them need a human.

mod store;

use crate::{
    kernel::{Cash, Currency, Day, Instant, id::OrderId},
    order::model::Gateway,
};

pub use store::{list_concerns, money_by_day};

/// Money of one gateway in one currency on one day. What was counted and later taken off (a refund that the gateway refused,
/// a dispute that was won) is taken off on the day it was, so that no day changes afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyCell {
    /// The day.
    pub day: Day,
    /// By which gateway.
    pub gateway: Gateway,
    /// Of what.
    pub currency: Currency,
    /// Orders that were paid.
    pub orders: i64,
    /// What they brought.
    pub paid_minor: i64,
    /// What went back, or is on its way.
    pub refunded_minor: i64,
    /// What payers' banks took back.
    pub disputed_minor: i64,
    /// What gateways kept, as far as they told.
    pub fee_minor: i64,
    /// Orders of which no fee was told.
    pub fees_unknown: i64,
}

/// Why something needs a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConcernKind {
    /// What the gateway says does not fit the order, and no payment followed.
    Problem,
    /// A refund without an answer.
    Refund,
    /// Paid and not handed over.
    Delivery,
    /// A payer's bank takes the money back.
    Dispute,
    /// A gateway told of a payment that belongs to no order.
    Event,
}

/// Something that needs a human.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// Why.
    pub kind: ConcernKind,
    /// The order; none of a stray event.
    pub order: Option<OrderId>,
    /// The buyer's address.
    pub email: Option<String>,
    /// The gateway.
    pub gateway: String,
    /// How much it is about.
    pub amount: Option<Cash>,
    /// In the words of whoever noted it.
    pub detail: Option<String>,
    /// Since when.
    pub since: Instant,
}
