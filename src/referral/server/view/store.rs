//! Reading the programme.

use crate::{
    fetch_all, fetch_one,
    kernel::{
        Cash, Coins, Currency, Instant,
        id::{CommissionId, OrderId, UserId},
    },
    referral::{
        model::{Commission, PayoutWay, ReferralSums, ReferredPerson, masked},
        staff::{CommissionFlag, CommissionQuery, DUE, ReferralTotals, StaffCommission},
    },
    server::{Result, db::Conn},
};
use uuid::Uuid;

/// Who of the staff asks, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asks {
    pub(super) user: UserId,
    pub(super) now: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: CommissionId,
    order_id: OrderId,
    referrer_id: UserId,
    referrer: String,
    buyer: String,
    rate_per_mille: i64,
    base_milli: Coins,
    coins_milli: Coins,
    taken_milli: Coins,
    currency: String,
    amount_minor: i64,
    taken_minor: i64,
    state: String,
    same_address: bool,
    same_card: bool,
    way: Option<String>,
    account: Option<String>,
    wished_way: Option<String>,
    wished_account: Option<String>,
    reason: Option<String>,
    reference: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<Instant>,
    payable_at: Instant,
    paid_at: Option<Instant>,
    paid_minor: Option<i64>,
    created_at: Instant,
    total_minor: i64,
    refunded_minor: i64,
}

const SELECT: &str = "SELECT c.id, c.order_id, c.referrer_id, f.email AS referrer, b.email AS buyer, c.rate_per_mille, c.base_milli, c.coins_milli,
        c.taken_milli, c.currency, c.amount_minor, c.taken_minor, c.state, c.same_address, c.same_card, c.way, c.account,
        w.payout AS wished_way, w.account AS wished_account, c.reason, c.reference, d.email AS decided_by, c.decided_at, c.payable_at,
        c.paid_at, c.paid_minor, c.created_at, o.total_minor, o.refunded_minor
     FROM commissions c JOIN users f ON f.id = c.referrer_id JOIN users b ON b.id = c.referred_id JOIN orders o ON o.id = c.order_id
     LEFT JOIN referrers w ON w.user_id = c.referrer_id LEFT JOIN users d ON d.id = c.decided_by";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("{SELECT} {rest}"))
}

impl Row {
    fn currency(&self) -> Result<Currency> {
        Ok(self.currency.parse()?)
    }

    /// What the share of the money that stayed is worth.
    fn left_minor(&self) -> i64 {
        self.amount_minor.saturating_sub(self.taken_minor)
    }

    /// As its referrer sees it.
    fn commission(&self) -> Result<Commission> {
        Ok(Commission {
            id: self.id,
            state: self.state.parse()?,
            coins: Coins::from_milli(self.coins_milli.milli.saturating_sub(self.taken_milli.milli)),
            // What was sent was sent.
            amount: Cash::new(self.paid_minor.unwrap_or(self.left_minor()), self.currency()?),
            taken: self.taken_milli,
            rate_per_mille: self.rate_per_mille,
            person: masked(&self.buyer),
            way: self.way.as_deref().map(str::parse).transpose()?,
            reason: self.reason.clone(),
            reference: self.reference.clone(),
            payable_at: self.payable_at,
            paid_at: self.paid_at,
            created_at: self.created_at,
        })
    }

    fn staff(self, asks: Asks) -> Result<StaffCommission> {
        let (commission, currency) = (self.commission()?, self.currency()?);
        let flags = [
            self.same_address.then_some(CommissionFlag::SameAddress),
            self.same_card.then_some(CommissionFlag::SameCard),
        ];
        let to_recover = self.paid_minor.map_or(0, |paid| paid.saturating_sub(self.left_minor()));
        let wished = self.wished_way.as_deref().map(str::parse).transpose()?.unwrap_or(PayoutWay::Coins);
        Ok(StaffCommission {
            order_id: self.order_id,
            order_total: Cash::new(self.total_minor, currency),
            order_refunded: Cash::new(self.refunded_minor, currency),
            base: self.base_milli,
            referrer_id: self.referrer_id,
            referrer: self.referrer,
            buyer: self.buyer,
            flags: flags.into_iter().flatten().collect(),
            payout: commission.way.unwrap_or(wished),
            account: self.account.or(self.wished_account).unwrap_or_default(),
            to_recover: Cash::new(to_recover, currency),
            decided_by: self.decided_by,
            decided_at: self.decided_at,
            is_due: self.state == "waiting" && self.payable_at <= asks.now,
            is_own: self.referrer_id == asks.user,
            commission,
        })
    }
}

/// A person's commissions before one, the newest first.
pub(super) async fn list_of(
    conn: &mut Conn,
    user: UserId,
    before: Option<CommissionId>,
    limit: u32,
) -> Result<Vec<Commission>> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let sql = select("WHERE c.referrer_id = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3");
    let rows = fetch_all!(conn, Row, sql, user, before, i64::from(limit))?;
    rows.iter().map(Row::commission).collect()
}

/// Everybody's commissions before one, the newest first.
pub(super) async fn list_all(
    conn: &mut Conn,
    query: &CommissionQuery,
    before: Option<CommissionId>,
    limit: u32,
    asks: Asks,
) -> Result<Vec<StaffCommission>> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let state = match query.state.as_str() {
        "" => "",
        DUE => "AND c.state = 'waiting' AND c.payable_at <= $3",
        _ => "AND c.state = $4",
    };
    let flagged = match query.flagged.as_str() {
        "yes" => "AND (c.same_address OR c.same_card)",
        "no" => "AND NOT (c.same_address OR c.same_card)",
        _ => "",
    };
    let person = if query.person.trim().is_empty() { "" } else { "AND (f.email = $5 OR b.email = $5)" };
    let sql = select(&format!("WHERE c.id < $1 {state} {flagged} {person} ORDER BY c.id DESC LIMIT $2"));
    let rows = fetch_all!(
        conn,
        Row,
        sql,
        before,
        i64::from(limit),
        asks.now,
        query.state.as_str(),
        query.person.trim().to_lowercase()
    )?;
    rows.into_iter().map(|row| row.staff(asks)).collect()
}

pub(super) async fn find(conn: &mut Conn, id: CommissionId, asks: Asks) -> Result<Option<StaffCommission>> {
    let rows = fetch_all!(conn, Row, select("WHERE c.id = $1"), id)?;
    rows.into_iter().next().map(|row| row.staff(asks)).transpose()
}

/// Who came through a person's link before one, the newest first.
pub(super) async fn list_people(
    conn: &mut Conn,
    user: UserId,
    before: Option<UserId>,
    limit: u32,
) -> Result<Vec<ReferredPerson>> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let rows = fetch_all!(
        conn,
        (UserId, String, Instant, i64, Coins),
        "SELECT r.referred_id, u.email, r.created_at, r.purchases,
            (SELECT CAST(COALESCE(SUM(c.coins_milli - c.taken_milli), 0) AS BIGINT) FROM commissions c
             WHERE c.referred_id = r.referred_id AND c.state <> 'refused')
         FROM referrals r JOIN users u ON u.id = r.referred_id
         WHERE r.referrer_id = $1 AND r.referred_id < $2 ORDER BY r.referred_id DESC LIMIT $3",
        user,
        before,
        i64::from(limit)
    )?;
    let person = |(id, email, joined_at, purchases, earned): (UserId, String, Instant, i64, Coins)| ReferredPerson {
        id,
        email: masked(&email),
        joined_at,
        purchases,
        earned,
    };
    Ok(rows.into_iter().map(person).collect())
}

/// What came of a person's link.
pub(super) async fn sums_of(conn: &mut Conn, user: UserId) -> Result<ReferralSums> {
    let (people, buyers) = fetch_one!(
        conn,
        (i64, i64),
        "SELECT COUNT(*), COUNT(CASE WHEN purchases > 0 THEN 1 END) FROM referrals WHERE referrer_id = $1",
        user
    )?;
    let (waiting, approved, paid) = fetch_one!(
        conn,
        (Coins, Coins, Coins),
        "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'waiting' THEN coins_milli - taken_milli ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN state = 'approved' THEN coins_milli - taken_milli ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN state = 'paid' AND way = 'coins' THEN coins_milli - taken_milli ELSE 0 END), 0) AS BIGINT)
         FROM commissions WHERE referrer_id = $1",
        user
    )?;
    let rows = fetch_all!(
        conn,
        (String, i64),
        "SELECT currency, CAST(SUM(paid_minor) AS BIGINT) FROM commissions
         WHERE referrer_id = $1 AND state = 'paid' AND way = 'bank' GROUP BY currency ORDER BY currency",
        user
    )?;
    Ok(ReferralSums { people, buyers, waiting, approved, paid, paid_cash: sums(rows)? })
}

fn sums(rows: Vec<(String, i64)>) -> Result<Vec<Cash>> {
    rows.into_iter().map(|(currency, minor)| Ok(Cash::new(minor, currency.parse()?))).collect()
}

#[derive(sqlx::FromRow)]
struct TotalsRow {
    waiting: i64,
    waiting_coins: Coins,
    due: i64,
    flagged: i64,
    approved: i64,
    approved_coins: Coins,
    paid_coins: Coins,
}

/// What the programme came to.
pub(super) async fn totals(conn: &mut Conn, now: Instant) -> Result<ReferralTotals> {
    let (people,) = fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM referrals")?;
    let row = fetch_one!(
        conn,
        TotalsRow,
        "SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
            CAST(COALESCE(SUM(CASE WHEN state = 'waiting' THEN coins_milli - taken_milli ELSE 0 END), 0) AS BIGINT) AS waiting_coins,
            COUNT(CASE WHEN state = 'waiting' AND payable_at <= $1 THEN 1 END) AS due,
            COUNT(CASE WHEN state = 'waiting' AND (same_address OR same_card) THEN 1 END) AS flagged,
            COUNT(CASE WHEN state = 'approved' THEN 1 END) AS approved,
            CAST(COALESCE(SUM(CASE WHEN state = 'approved' THEN coins_milli - taken_milli ELSE 0 END), 0) AS BIGINT) AS approved_coins,
            CAST(COALESCE(SUM(CASE WHEN state = 'paid' AND way = 'coins' THEN coins_milli - taken_milli ELSE 0 END), 0) AS BIGINT) AS paid_coins
         FROM commissions",
        now
    )?;
    let rows = fetch_all!(
        conn,
        (String, i64),
        "SELECT currency, CAST(SUM(paid_minor) AS BIGINT) FROM commissions
         WHERE state = 'paid' AND way = 'bank' GROUP BY currency ORDER BY currency"
    )?;
    Ok(ReferralTotals {
        people,
        waiting: row.waiting,
        waiting_coins: row.waiting_coins,
        due: row.due,
        flagged: row.flagged,
        approved: row.approved,
        approved_coins: row.approved_coins,
        paid_coins: row.paid_coins,
        paid_cash: sums(rows)?,
    })
}
