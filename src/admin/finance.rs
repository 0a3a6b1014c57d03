//! What staff sees of the money: what came in, what went back, what the house owes, and what is stuck.

use crate::{
    kernel::{Cash, Coins, Day, Instant, id::OrderId},
    order::model::Gateway,
    run::record::{EarningLine, EarningSum},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which days to sum.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct FinanceQuery {
    /// The first day, such as `2026-11-01`; 30 days in all when not given.
    #[param(required = false)]
    pub from: String,
    /// The last day; today when not given. At most 92 days after `from`.
    #[param(required = false)]
    pub to: String,
    /// The last so many days, where neither `from` nor `to` is given.
    #[param(required = false)]
    pub days: i32,
}

/// Money of one currency. What is counted and later taken off (a refund that the gateway refused, a dispute that was won) is
/// taken off on the day that became known, so a part may be below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MoneySum {
    /// Orders that were paid.
    pub orders: i64,
    /// What they brought.
    pub paid: Cash,
    /// What went back, or is on its way.
    pub refunded: Cash,
    /// What payers' banks took back.
    pub disputed: Cash,
    /// Paid less refunded and disputed; before fees.
    pub net: Cash,
    /// What gateways kept, as far as they told.
    pub fees: Cash,
    /// Orders of which no fee was told.
    pub fees_unknown: i64,
}

/// Money by one gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GatewaySum {
    /// The gateway.
    pub gateway: Gateway,
    /// The money, of one currency.
    #[serde(flatten)]
    pub sum: MoneySum,
}

/// Money by one gateway on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MoneyLine {
    /// The day.
    pub day: Day,
    /// The gateway.
    pub gateway: Gateway,
    /// The money, of one currency.
    #[serde(flatten)]
    pub sum: MoneySum,
}

/// How coins moved between the house and people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoinSum {
    /// Sold for money, less what was taken back for refunds and disputes.
    pub sold: Coins,
    /// Given away.
    pub granted: Coins,
    /// Put right by hand, debts that were forgiven included.
    pub adjusted: Coins,
    /// Gone with their time.
    pub expired: Coins,
    /// Paid for runs.
    pub spent: Coins,
}

/// Coins on one day, and what people had at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoinLine {
    /// The day.
    pub day: Day,
    /// What moved.
    #[serde(flatten)]
    pub sum: CoinSum,
    /// At the day's end: what people could spend.
    pub available: Coins,
    /// At the day's end: what was set aside for runs.
    pub held: Coins,
    /// At the day's end: what people owed the house.
    pub owed: Coins,
}

/// What the house owes now in work, and what it is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Liability {
    /// What people can spend.
    pub available: Coins,
    /// What is set aside for runs.
    pub held: Coins,
    /// How many of both together expire. This is known of now only.
    pub expiring: Coins,
    /// What people owe the house.
    pub owed: Coins,
}

/// The money of some days. Currencies are never added up with each other; what providers cost stands beside, in US dollars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finance {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Each currency in which something happened.
    pub currencies: Vec<MoneySum>,
    /// Each gateway and currency.
    pub gateways: Vec<GatewaySum>,
    /// Each day, gateway and currency on which something happened, the oldest first.
    pub money: Vec<MoneyLine>,
    /// All coins that moved.
    pub coins_total: CoinSum,
    /// The coins of each day, the oldest first, days without any included.
    pub coins: Vec<CoinLine>,
    /// What the house owes now.
    pub now: Liability,
    /// What runs that people paid for brought and cost, in US dollars as exact decimals.
    pub provider_total: EarningSum,
    /// The same by day, the oldest first.
    pub provider: Vec<EarningLine>,
    /// What the house's own runs cost; it counts nowhere else.
    pub house: EarningSum,
}

/// Why something needs a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConcernKind {
    /// What the gateway says does not fit the order, and no payment followed.
    Problem,
    /// A refund that has no answer for more than an hour.
    Refund,
    /// Paid, and not handed over for more than five minutes.
    Delivery,
    /// A payer's bank takes the money back.
    Dispute,
    /// A gateway told in the last day of a payment that belongs to no order.
    Event,
}

/// Something that needs a human.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Concern {
    /// Why.
    pub kind: ConcernKind,
    /// The order; none of a stray event.
    #[schema(required)]
    pub order_id: Option<OrderId>,
    /// The buyer's address.
    #[schema(required)]
    pub email: Option<String>,
    /// The gateway's name.
    #[schema(example = "zarinpal")]
    pub gateway: String,
    /// How much it is about.
    #[schema(required)]
    pub amount: Option<Cash>,
    /// In the words of whoever noted it.
    #[schema(required)]
    pub detail: Option<String>,
    /// Since when.
    pub since: Instant,
}

/// All that needs a human, at most 100 of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reconciliation {
    /// Each of them, the oldest of a kind first.
    pub items: Vec<Concern>,
}
