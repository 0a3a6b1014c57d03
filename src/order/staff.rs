//! What staff sees of orders, and does with them.

use super::model::{Gateway, Order, OrderState};
use crate::kernel::{
    Cash, Coins, Instant, PageQuery,
    id::{CardId, OrderId, ReceiptId, UserId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which orders are looked for; empty words look for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct OrderQuery {
    /// A state's code, or `review`: receipts that wait for staff.
    pub state: String,
    /// A gateway's code.
    pub gateway: String,
    /// The buyer's e-mail address.
    pub person: String,
    /// An order's id, or a gateway's or a bank's name for its payment.
    pub reference: String,
    /// Orders at once, at most 100.
    pub limit: Option<u32>,
    /// Where the page begins.
    pub cursor: Option<String>,
}

impl OrderQuery {
    /// The page alone.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }
}

/// An order and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffOrder {
    /// The order.
    #[serde(flatten)]
    pub order: Order,
    /// The buyer.
    pub user_id: UserId,
    /// The buyer's address.
    pub email: String,
}

/// Everything of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderFile {
    /// The order.
    pub order: StaffOrder,
    /// The gateway's name for it.
    #[schema(required)]
    pub gateway_ref: Option<String>,
    /// The payment at the gateway.
    #[schema(required)]
    pub payment_ref: Option<String>,
    /// The card that paid, its middle starred out.
    #[schema(required)]
    pub payer_card: Option<String>,
    /// Why it was not handed over yet.
    #[schema(required)]
    pub delivery_problem: Option<String>,
    /// What happened, the oldest first.
    pub steps: Vec<Step>,
    /// What was sent as proof, the newest first.
    pub receipts: Vec<Receipt>,
    /// Money that went back or is to go back.
    pub refunds: Vec<Refund>,
}

/// A step of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// What happened.
    pub step: String,
    /// In words.
    #[schema(required)]
    pub detail: Option<String>,
    /// The staff member who did it.
    #[schema(required)]
    pub author: Option<String>,
    /// When.
    pub at: Instant,
}

/// A proof of a card-to-card payment. Its picture is at `admin/receipts/{id}/image`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// The receipt.
    pub id: ReceiptId,
    /// The bank's tracking number, as its sender says.
    #[schema(required)]
    pub tracking: Option<String>,
    /// The last digits of the card that paid, as its sender says.
    #[schema(required)]
    pub last4: Option<String>,
    /// A word of the sender's.
    #[schema(required)]
    pub note: Option<String>,
    /// When it came.
    pub created_at: Instant,
    /// Orders whose receipts look the same, or have the same tracking number.
    pub alike: Vec<OrderId>,
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refund {
    /// How much.
    pub amount: Cash,
    /// The coins that are taken for it.
    pub coins: Coins,
    /// `asked`, `done`, `failed` or `unknown`.
    pub state: String,
    /// Why.
    pub reason: String,
    /// When.
    pub created_at: Instant,
}

/// What staff decides about a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Review {
    /// Whether the money is there.
    pub approve: bool,
    /// Why not; the buyer reads it.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What goes back of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewRefund {
    /// How much, in the smallest unit; all that is left when absent.
    #[serde(default)]
    pub amount_minor: Option<i64>,
    /// Why.
    pub reason: String,
    /// For gateways that can not be asked: that the money was sent by hand.
    #[serde(default)]
    pub by_hand: bool,
}

/// A card that people pay to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct PayCard {
    /// The card.
    pub id: CardId,
    /// Sixteen digits.
    pub number: String,
    /// Whose it is.
    pub holder: String,
    /// Its bank.
    pub bank: String,
    /// The most rial it takes a day; none for any.
    #[schema(required)]
    pub daily_minor_max: Option<i64>,
    /// Whether it is used.
    pub enabled: bool,
}

/// A card to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewPayCard {
    /// Sixteen digits.
    pub number: String,
    /// Whose it is.
    pub holder: String,
    /// Its bank.
    pub bank: String,
    /// The most rial it takes a day.
    #[serde(default)]
    pub daily_minor_max: Option<i64>,
    /// Whether it is used.
    pub enabled: bool,
}

/// Which state stands for what in lists: for the filters' sake.
pub const REVIEW: &str = "review";

/// What lists can be narrowed to.
pub fn states() -> impl Iterator<Item = &'static str> {
    OrderState::ALL.iter().map(|state| state.code()).chain([REVIEW])
}

/// The gateways lists can be narrowed to.
pub fn gateways() -> impl Iterator<Item = &'static str> {
    Gateway::ALL.iter().map(|gateway| gateway.code())
}
