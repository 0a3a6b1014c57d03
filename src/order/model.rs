//! What an order looks like from outside.

use crate::{
    kernel::{
        Cash, Coins, Currency, FieldProblem, Instant,
        error::AppError,
        id::{OfferId, OrderId},
        word::words,
    },
    offer::model::Offer,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many of a package one order may buy.
pub const QUANTITY_MAX: i64 = 100;
/// The largest picture of a receipt, in bytes.
pub const RECEIPT_BYTES_MAX: u32 = 8 << 20;

words! {
    /// How an order is paid.
    Gateway {
        /// An Iranian bank page.
        Zarinpal = "zarinpal",
        /// Cards from everywhere else.
        Stripe = "stripe",
        /// From one card to another, with a receipt that staff looks at.
        Card = "card",
    }
}

impl Gateway {
    /// Whether it takes a currency.
    pub const fn takes(self, currency: Currency) -> bool {
        match self {
            Self::Zarinpal | Self::Card => matches!(currency, Currency::Irr),
            Self::Stripe => matches!(currency, Currency::Usd | Currency::Eur),
        }
    }
}

words! {
    /// How far an order is.
    OrderState {
        /// Made; its gateway has not been asked yet.
        Created = "created",
        /// Waits for its money.
        Pending = "pending",
        /// The money is there.
        Paid = "paid",
        /// What was bought is handed over.
        Fulfilled = "fulfilled",
        /// Nobody paid in time.
        Expired = "expired",
        /// Its person took it back.
        Cancelled = "cancelled",
        /// All of the money went back.
        Refunded = "refunded",
        /// The payer's bank takes the money back.
        Disputed = "disputed",
    }
}

impl OrderState {
    /// Whether money may still come.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Pending)
    }
}

words! {
    /// How far a receipt is.
    ReceiptState {
        /// None was sent yet, or the last one was refused.
        Awaited = "awaited",
        /// Waits for staff.
        Submitted = "submitted",
        /// Approved once; the amount takes a second pair of eyes.
        Seconded = "seconded",
        /// The money is there.
        Approved = "approved",
        /// Not believed; another one may be sent.
        Rejected = "rejected",
    }
}

/// One thing of an order, as it was when it was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderLine {
    /// The offer.
    pub offer_id: OfferId,
    /// Which of its revisions.
    pub revision: i64,
    /// Its name in Persian.
    pub name_fa: String,
    /// Its name in English.
    pub name_en: String,
    /// How many.
    pub quantity: i64,
    /// What one costs.
    pub unit: Cash,
    /// The coins of all of them, what comes on top included.
    pub coins: Coins,
    /// Days after which the coins are gone; never when absent.
    #[schema(required)]
    pub expires_days: Option<i64>,
    /// Whether it is a plan: its coins come with each month and end with it.
    pub is_plan: bool,
    /// Whether it is a plan that is tried: nothing is paid for it.
    pub is_trial: bool,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Order {
    /// The order.
    pub id: OrderId,
    /// How far it is.
    pub state: OrderState,
    /// How it is paid.
    pub gateway: Gateway,
    /// What is bought.
    pub lines: Vec<OrderLine>,
    /// What the lines cost.
    pub subtotal: Cash,
    /// What a code takes off.
    pub discount: Cash,
    /// The code.
    #[schema(required)]
    pub discount_code: Option<String>,
    /// What is to be paid: by card to card a few rial off, so that the bank's line can be told from others.
    pub total: Cash,
    /// What went back.
    pub refunded: Cash,
    /// The number of the bank's transaction.
    #[schema(required)]
    pub reference: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// Until when it can be paid.
    pub expires_at: Instant,
    /// When the money was there.
    #[schema(required)]
    pub paid_at: Option<Instant>,
    /// How a card-to-card payment stands.
    #[schema(required)]
    pub card: Option<CardPayment>,
    /// Whether it made itself, because few coins were left.
    pub automatic: bool,
    /// Whether its person has to pay it: their bank wants to see them.
    pub by_hand: bool,
}

/// Where the money of a card-to-card payment goes, and how its receipt stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CardPayment {
    /// The card's number: sixteen digits.
    pub number: String,
    /// Whose card it is.
    pub holder: String,
    /// Its bank.
    pub bank: String,
    /// How the receipt stands.
    pub receipt: ReceiptState,
    /// Why the last one was refused.
    #[schema(required)]
    pub reason: Option<String>,
    /// How many may still be sent.
    pub tries_left: i64,
}

/// An order to make. Contract: `design/api.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewOrder {
    /// The package or plan.
    pub package_id: OfferId,
    /// How it is to be paid.
    pub gateway: Gateway,
    /// Which of the gateway's currencies; the only one, or dollars, when left out.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// How many; one when left out.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// A discount code.
    #[serde(default)]
    pub discount_code: Option<String>,
    /// Whether a plan that can be tried is tried first; it is, by somebody who never did, when left out.
    #[serde(default)]
    pub trial: Option<bool>,
}

impl NewOrder {
    /// In which currency, of those the gateway takes. Refuses: `invalid`.
    pub fn currency(&self) -> Result<Currency, AppError> {
        let usual = if self.gateway.takes(Currency::Irr) { Currency::Irr } else { Currency::Usd };
        let currency = self.currency.unwrap_or(usual);
        if self.gateway.takes(currency) {
            Ok(currency)
        } else {
            Err(AppError::field("currency", FieldProblem::Unknown))
        }
    }

    /// How many. Refuses: `invalid`.
    pub fn quantity(&self) -> Result<i64, AppError> {
        let quantity = self.quantity.unwrap_or(1);
        if (1..=QUANTITY_MAX).contains(&quantity) {
            Ok(quantity)
        } else {
            Err(AppError::field("quantity", FieldProblem::OutOfRange { min: 1, max: QUANTITY_MAX }))
        }
    }
}

/// What an order would cost, before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderQuote {
    /// What it costs without the code.
    pub subtotal: Cash,
    /// What the code takes off.
    pub discount: Cash,
    /// What would be paid.
    pub total: Cash,
    /// The coins that come.
    pub coins: Coins,
}

/// An order that was made, and where its payer goes now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Placed {
    /// The order.
    pub order: Order,
    /// The gateway's page; none where the payer stays here (card to card, nothing to pay).
    #[schema(required)]
    pub redirect_url: Option<String>,
}

/// The ways to pay that are open, each with its currencies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GatewayChoice {
    /// The gateway.
    pub gateway: Gateway,
    /// What it takes.
    pub currencies: Vec<Currency>,
}

/// What the page of a purchase opens with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// What can be bought.
    pub offer: Offer,
    /// The open ways to pay for it, each with the currencies that it has a price in.
    pub gateways: Vec<GatewayChoice>,
    /// How many this person may buy; none at all at 0.
    pub quantity_max: i64,
}

/// An order, and when it was looked at: what is left of its time is counted from there, never by the browser's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// The order.
    pub order: Order,
    /// The server's time.
    pub now: Instant,
}
