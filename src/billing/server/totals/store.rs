//! Sums over the ledger.

use super::Liabilities;
use crate::{
    billing::model::Account,
    fetch_all, fetch_one,
    kernel::{Coins, Day, time::LOCAL_OFFSET_S},
    server::{Result, db::Conn},
};
use std::collections::BTreeMap;

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;
/// Stands for what the wallets hold now.
const NOW: i64 = -1;

/// Thousandths that went into each account, or that stand in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Accounts {
    pub(super) available: i64,
    pub(super) held: i64,
    pub(super) debt: i64,
    pub(super) sold: i64,
    pub(super) granted: i64,
    pub(super) adjusted: i64,
    pub(super) expired: i64,
    pub(super) revenue: i64,
}

impl Accounts {
    /// What people had before this moved.
    pub(super) fn before(self, moved: Self) -> Self {
        Self {
            available: self.available.saturating_sub(moved.available),
            held: self.held.saturating_sub(moved.held),
            debt: self.debt.saturating_sub(moved.debt),
            ..self
        }
    }

    fn place(&mut self, account: Account) -> &mut i64 {
        match account {
            Account::Available => &mut self.available,
            Account::Held => &mut self.held,
            Account::Debt => &mut self.debt,
            Account::Sold => &mut self.sold,
            Account::Granted => &mut self.granted,
            Account::Adjusted => &mut self.adjusted,
            Account::Expired => &mut self.expired,
            Account::Revenue => &mut self.revenue,
        }
    }
}

/// What the wallets hold, and what moved on each day.
pub(super) struct Moved {
    pub(super) now: Accounts,
    pub(super) days: BTreeMap<Day, Accounts>,
}

/// What moved from the beginning of a day until now.
pub(super) async fn moved_since(conn: &mut Conn, first: Day) -> Result<Moved> {
    let rows = fetch_all!(
        conn,
        (i64, String, i64),
        "SELECT CAST(-1 AS BIGINT), 'available', CAST(COALESCE(SUM(available_milli), 0) AS BIGINT) FROM wallets
         UNION ALL SELECT CAST(-1 AS BIGINT), 'held', CAST(COALESCE(SUM(held_milli), 0) AS BIGINT) FROM wallets
         UNION ALL SELECT CAST(-1 AS BIGINT), 'debt', CAST(COALESCE(-SUM(owed_milli), 0) AS BIGINT) FROM wallets
         UNION ALL SELECT * FROM (
            SELECT CAST((t.created_at + $1) / $2 AS BIGINT), p.account, CAST(SUM(p.amount_milli) AS BIGINT)
            FROM ledger_transactions t JOIN ledger_postings p ON p.transaction_id = t.id WHERE t.created_at >= $3 GROUP BY 1, 2) moved",
        LOCAL_OFFSET_S * 1_000_000,
        DAY,
        first.start()
    )?;
    let (mut now, mut days) = (Accounts::default(), BTreeMap::<Day, Accounts>::new());
    for (day, account, amount) in rows {
        let of = if day == NOW { &mut now } else { days.entry(Day::new(i32::try_from(day)?)).or_default() };
        *of.place(account.parse()?) = amount;
    }
    Ok(Moved { now, days })
}

/// What the house owes now. How many coins expire is known of now only: the ledger does not tell which coins were spent.
pub async fn liabilities(conn: &mut Conn) -> Result<Liabilities> {
    let (available, held, expiring, owed) = fetch_one!(
        conn,
        (Coins, Coins, Coins, Coins),
        "SELECT CAST(COALESCE(SUM(available_milli), 0) AS BIGINT), CAST(COALESCE(SUM(held_milli), 0) AS BIGINT),
            CAST(COALESCE(SUM(expiring_milli), 0) AS BIGINT), CAST(COALESCE(SUM(owed_milli), 0) AS BIGINT) FROM wallets"
    )?;
    Ok(Liabilities { available, held, expiring, owed })
}
