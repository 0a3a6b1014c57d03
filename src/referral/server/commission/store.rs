//! Commissions' rows. Every move is one conditional update: whoever comes second changes nothing.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Cash, Coins, Instant,
        id::{CommissionId, OrderId, UserId},
    },
    referral::model::{CommissionState, PayoutChoice, PayoutWay},
    server::{Result, db::Conn},
};

/// A commission to note.
pub(super) struct NewCommission {
    pub(super) id: CommissionId,
    pub(super) order: OrderId,
    pub(super) referrer: UserId,
    pub(super) referred: UserId,
    pub(super) rate_per_mille: i64,
    pub(super) base: Coins,
    pub(super) coins: Coins,
    pub(super) amount: Cash,
    pub(super) same_address: bool,
    pub(super) same_card: bool,
    pub(super) payable_at: Instant,
}

/// Notes a commission; whether the order had none.
pub(super) async fn insert(conn: &mut Conn, new: &NewCommission, now: Instant) -> Result<bool> {
    let added = execute!(
        conn,
        "INSERT INTO commissions (id, order_id, referrer_id, referred_id, rate_per_mille, base_milli, coins_milli, currency, amount_minor,
            state, same_address, same_card, payable_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $11, $12, $13) ON CONFLICT (order_id) DO NOTHING",
        new.id, new.order, new.referrer, new.referred, new.rate_per_mille, new.base, new.coins, new.amount.currency.code(),
        new.amount.amount_minor, new.same_address, new.same_card, new.payable_at, now
    )?;
    Ok(added == 1)
}

/// What a person's purchases earned so far, refused ones left out.
pub(super) async fn sum_of(conn: &mut Conn, referred: UserId) -> Result<Coins> {
    let sql = "SELECT CAST(COALESCE(SUM(coins_milli - taken_milli), 0) AS BIGINT) FROM commissions WHERE referred_id = $1 AND state <> 'refused'";
    Ok(fetch_one!(conn, (Coins,), sql, referred)?.0)
}

/// Whether two people were ever signed in from the same address.
pub(super) async fn share_an_address(conn: &mut Conn, one: UserId, other: UserId) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM sessions a WHERE a.user_id = $1 AND a.ip IN (SELECT b.ip FROM sessions b WHERE b.user_id = $2)";
    Ok(fetch_one!(conn, (i64,), sql, one, other)?.0 > 0)
}

/// Whether two people ever paid with the same card, as far as gateways and receipts tell.
pub(super) async fn share_a_card(conn: &mut Conn, one: UserId, other: UserId) -> Result<bool> {
    let sql = "SELECT (SELECT COUNT(*) FROM orders a WHERE a.user_id = $1 AND a.payer_card IN
            (SELECT b.payer_card FROM orders b WHERE b.user_id = $2 AND b.payer_card IS NOT NULL))
        + (SELECT COUNT(*) FROM receipts a WHERE a.user_id = $1 AND a.last4 IN
            (SELECT b.last4 FROM receipts b WHERE b.user_id = $2 AND b.last4 IS NOT NULL))";
    Ok(fetch_one!(conn, (i64,), sql, one, other)?.0 > 0)
}

/// A commission that follows its order's money.
pub(super) struct Following {
    pub(super) id: CommissionId,
    pub(super) referrer: UserId,
    pub(super) state: CommissionState,
    pub(super) way: Option<PayoutWay>,
    pub(super) coins: Coins,
    pub(super) taken: Coins,
    pub(super) amount_minor: i64,
    pub(super) taken_minor: i64,
    pub(super) changes: i64,
}

#[derive(sqlx::FromRow)]
struct FollowingRow {
    id: CommissionId,
    referrer_id: UserId,
    state: String,
    way: Option<String>,
    coins_milli: Coins,
    taken_milli: Coins,
    amount_minor: i64,
    taken_minor: i64,
    changes: i64,
}

/// An order's commission. The row is the caller's until its transaction ends, so that nobody pays it meanwhile.
pub(super) async fn lock_by_order(conn: &mut Conn, order: OrderId) -> Result<Option<Following>> {
    let row = fetch_optional!(
        conn,
        FollowingRow,
        "UPDATE commissions SET changes = changes WHERE order_id = $1
         RETURNING id, referrer_id, state, way, coins_milli, taken_milli, amount_minor, taken_minor, changes",
        order
    )?;
    row.map(|row| {
        Ok(Following {
            id: row.id,
            referrer: row.referrer_id,
            state: row.state.parse()?,
            way: row.way.map(|way| way.parse()).transpose()?,
            coins: row.coins_milli,
            taken: row.taken_milli,
            amount_minor: row.amount_minor,
            taken_minor: row.taken_minor,
            changes: row.changes,
        })
    })
    .transpose()
}

/// Notes what is gone of a commission, and what becomes of it. One that waits again is approved anew.
pub(super) async fn set_taken(
    conn: &mut Conn,
    id: CommissionId,
    coins: Coins,
    minor: i64,
    state: CommissionState,
) -> Result<()> {
    execute!(
        conn,
        "UPDATE commissions SET taken_milli = $2, taken_minor = $3, changes = changes + 1,
            way = CASE WHEN $4 IN ('waiting', 'cancelled') THEN NULL ELSE way END, state = $4
         WHERE id = $1",
        id,
        coins,
        minor,
        state.code()
    )?;
    Ok(())
}

/// A commission that is to be decided.
pub(super) struct Deciding {
    pub(super) referrer: UserId,
    pub(super) is_flagged: bool,
    pub(super) is_waiting: bool,
    pub(super) is_for_bank: bool,
    pub(super) waits_until: Instant,
}

pub(super) async fn find(conn: &mut Conn, id: CommissionId) -> Result<Option<Deciding>> {
    let sql = "SELECT referrer_id, same_address, same_card, state, way, payable_at FROM commissions WHERE id = $1";
    let row = fetch_optional!(conn, (UserId, bool, bool, String, Option<String>, Instant), sql, id)?;
    Ok(row.map(|(referrer, same_address, same_card, state, way, waits_until)| Deciding {
        referrer,
        is_flagged: same_address || same_card,
        is_waiting: state == CommissionState::Waiting.code(),
        is_for_bank: state == CommissionState::Approved.code() && way.as_deref() == Some(PayoutWay::Bank.code()),
        waits_until,
    }))
}

/// Approves one that waits and whose review time is over; whether it was this call that did.
pub(super) async fn approve(
    conn: &mut Conn,
    id: CommissionId,
    choice: &PayoutChoice,
    author: UserId,
    now: Instant,
) -> Result<bool> {
    let approved = execute!(
        conn,
        "UPDATE commissions SET state = 'approved', way = $2, account = $3, decided_by = $4, decided_at = $5
         WHERE id = $1 AND state = 'waiting' AND payable_at <= $5",
        id,
        choice.way.code(),
        choice.account.as_str(),
        author,
        now
    )?;
    Ok(approved == 1)
}

/// Refuses one that is not paid; whether it was this call that did.
pub(super) async fn refuse(
    conn: &mut Conn,
    id: CommissionId,
    reason: &str,
    author: UserId,
    now: Instant,
) -> Result<bool> {
    let refused = execute!(
        conn,
        "UPDATE commissions SET state = 'refused', reason = $2, decided_by = $3, decided_at = $4
         WHERE id = $1 AND state IN ('waiting', 'approved')",
        id,
        reason,
        author,
        now
    )?;
    Ok(refused == 1)
}

/// What a referrer is to be paid.
pub(super) async fn sum_approved(conn: &mut Conn, referrer: UserId, way: PayoutWay) -> Result<Coins> {
    let sql = "SELECT CAST(COALESCE(SUM(coins_milli - taken_milli), 0) AS BIGINT) FROM commissions
               WHERE referrer_id = $1 AND state = 'approved' AND way = $2";
    Ok(fetch_one!(conn, (Coins,), sql, referrer, way.code())?.0)
}

pub(super) async fn list_approved(conn: &mut Conn, referrer: UserId, way: PayoutWay) -> Result<Vec<CommissionId>> {
    let sql = "SELECT id FROM commissions WHERE referrer_id = $1 AND state = 'approved' AND way = $2 ORDER BY id";
    Ok(fetch_all!(conn, (CommissionId,), sql, referrer, way.code())?.into_iter().map(|(id,)| id).collect())
}

/// Takes one for paid in coins: its order, and how many; none when somebody did before.
pub(super) async fn pay_coins(
    conn: &mut Conn,
    id: CommissionId,
    key: &str,
    now: Instant,
) -> Result<Option<(OrderId, Coins)>> {
    let sql = "UPDATE commissions SET state = 'paid', pay_key = $2, paid_at = $3 WHERE id = $1 AND state = 'approved' AND way = 'coins'
               RETURNING order_id, coins_milli - taken_milli";
    Ok(fetch_optional!(conn, (OrderId, Coins), sql, id, key, now)?)
}

/// Whether a transfer with this name paid another one of the referrer's.
pub(super) async fn is_reference_known(conn: &mut Conn, referrer: UserId, reference: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM commissions WHERE referrer_id = $1 AND state = 'paid' AND reference = $2";
    Ok(fetch_one!(conn, (i64,), sql, referrer, reference)?.0 > 0)
}

/// Takes one for paid at the bank: what it was worth; none when it is not to be paid there.
pub(super) async fn mark_paid(
    conn: &mut Conn,
    id: CommissionId,
    reference: &str,
    now: Instant,
) -> Result<Option<(Coins, Cash)>> {
    let row = fetch_optional!(
        conn,
        (Coins, i64, String),
        "UPDATE commissions SET state = 'paid', reference = $2, paid_at = $3, paid_minor = amount_minor - taken_minor WHERE id = $1 AND state = 'approved' AND way = 'bank'
         RETURNING coins_milli - taken_milli, paid_minor, currency",
        id,
        reference,
        now
    )?;
    row.map(|(coins, minor, currency)| Ok((coins, Cash::new(minor, currency.parse()?)))).transpose()
}
