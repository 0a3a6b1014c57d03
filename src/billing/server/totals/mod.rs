//! What the ledger says of whole days.

mod store;

use crate::{
    kernel::{Coins, Day, DaySpan},
    server::{Result, db::Conn},
};

pub use store::liabilities;

/// Coins of one day, and what the house owes at its end. What a day adds to what is owed is
/// `sold + granted + adjusted - expired - spent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoinDay {
    /// The day.
    pub day: Day,
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
    /// At the day's end: what people can spend.
    pub available: Coins,
    /// At the day's end: what is set aside for runs.
    pub held: Coins,
    /// At the day's end: what people owe the house.
    pub owed: Coins,
}

/// What the house owes now, and what it is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liabilities {
    /// What people can spend.
    pub available: Coins,
    /// What is set aside for runs.
    pub held: Coins,
    /// How many of both together expire.
    pub expiring: Coins,
    /// What people owe the house.
    pub owed: Coins,
}

/// Each day of a span, in order. It is told by one statement, so movements meanwhile do not tear it.
pub async fn coins_by_day(conn: &mut Conn, span: DaySpan) -> Result<Vec<CoinDay>> {
    let mut moved = store::moved_since(conn, span.first).await?;
    // From the end back: what there is now, less what came after a day, is what there was at its end.
    let mut now = moved.now;
    let mut days = Vec::new();
    // What happened after the span.
    for after in moved.days.split_off(&span.last.plus(1)).into_values() {
        now = now.before(after);
    }
    for day in span.days().collect::<Vec<_>>().into_iter().rev() {
        let of = moved.days.remove(&day).unwrap_or_default();
        days.push(CoinDay {
            day,
            sold: Coins::from_milli(of.sold.saturating_neg()),
            granted: Coins::from_milli(of.granted.saturating_neg()),
            adjusted: Coins::from_milli(of.adjusted.saturating_neg()),
            expired: Coins::from_milli(of.expired),
            spent: Coins::from_milli(of.revenue),
            available: Coins::from_milli(now.available),
            held: Coins::from_milli(now.held),
            owed: Coins::from_milli(now.debt.saturating_neg()),
        });
        now = now.before(of);
    }
    days.reverse();
    Ok(days)
}
