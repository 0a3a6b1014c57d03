//! Billing's SQL.

use super::{hold::Held, ledger::Command};
use crate::{
    billing::model::{Lot, LotSource, SpendOrder},
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Coins, Instant,
        id::{HoldId, RunId, TransactionId, UserId},
    },
    on_conn,
    server::{Fault, Result, db::Conn},
};
use std::{collections::HashMap, sync::LazyLock};
use uuid::Uuid;

pub(super) async fn insert_wallet(conn: &mut Conn, user: UserId) -> Result<()> {
    execute!(conn, "INSERT INTO wallets (user_id, available_milli, held_milli) VALUES ($1, 0, 0)", user)?;
    Ok(())
}

/// A wallet's row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Wallet {
    #[sqlx(rename = "available_milli")]
    pub(super) available: Coins,
    #[sqlx(rename = "held_milli")]
    pub(super) held: Coins,
    #[sqlx(rename = "expiring_milli")]
    pub(super) expiring: Coins,
    #[sqlx(rename = "owed_milli")]
    pub(super) owed: Coins,
    spend_order: String,
}

impl Wallet {
    /// Which coins are spent first.
    pub(super) fn order(&self) -> SpendOrder {
        self.spend_order.parse().unwrap_or_default()
    }
}

pub(super) async fn find_wallet(conn: &mut Conn, user: UserId) -> Result<Option<Wallet>> {
    Ok(fetch_optional!(
        conn,
        Wallet,
        "SELECT available_milli, held_milli, expiring_milli, owed_milli, spend_order FROM wallets WHERE user_id = $1",
        user
    )?)
}

/// Keeps everybody else from a wallet until the end of the transaction.
pub(super) async fn lock_wallet(conn: &mut Conn, user: UserId) -> Result<Option<Wallet>> {
    Ok(fetch_optional!(
        conn,
        Wallet,
        "UPDATE wallets SET owed_milli = owed_milli WHERE user_id = $1
         RETURNING available_milli, held_milli, expiring_milli, owed_milli, spend_order",
        user
    )?)
}

pub(super) async fn set_spend_order(conn: &mut Conn, user: UserId, order: SpendOrder) -> Result<Option<Wallet>> {
    Ok(fetch_optional!(
        conn,
        Wallet,
        "UPDATE wallets SET spend_order = $2 WHERE user_id = $1
         RETURNING available_milli, held_milli, expiring_milli, owed_milli, spend_order",
        user,
        order.code()
    )?)
}

/// By how much a wallet changes, in thousandths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) available: i64,
    pub(super) held: i64,
    pub(super) expiring: i64,
    pub(super) owed: i64,
}

/// Moves a wallet if nothing in it falls below zero; how it stands then.
pub(super) async fn move_wallet(conn: &mut Conn, user: UserId, change: Change) -> Result<Option<Wallet>> {
    Ok(fetch_optional!(
        conn,
        Wallet,
        "UPDATE wallets SET available_milli = available_milli + $2, held_milli = held_milli + $3,
            expiring_milli = expiring_milli + $4, owed_milli = owed_milli + $5
         WHERE user_id = $1 AND available_milli + $2 >= 0 AND held_milli + $3 >= 0
            AND expiring_milli + $4 >= 0 AND owed_milli + $5 >= 0
         RETURNING available_milli, held_milli, expiring_milli, owed_milli, spend_order",
        user,
        change.available,
        change.held,
        change.expiring,
        change.owed
    )?)
}

/// What is left of a lot.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct LotRow {
    pub(super) id: Uuid,
    pub(super) order_id: Option<Uuid>,
    source: String,
    #[sqlx(rename = "amount_milli")]
    amount: Coins,
    #[sqlx(rename = "left_milli")]
    pub(super) left: Coins,
    pub(super) expires_at: Instant,
    created_at: Instant,
}

impl LotRow {
    pub(super) fn shown(self) -> Result<Lot> {
        Ok(Lot {
            id: self.id,
            source: self.source.parse()?,
            amount: self.amount,
            left: self.left,
            order_id: self.order_id,
            expires_at: self.expires_at,
            created_at: self.created_at,
        })
    }
}

/// A person's lots that have something left, or those of one order; the ones that expire first come first.
pub(super) async fn list_lots(conn: &mut Conn, user: UserId, order: Option<Uuid>) -> Result<Vec<LotRow>> {
    Ok(fetch_all!(
        conn,
        LotRow,
        "SELECT id, order_id, source, amount_milli, left_milli, expires_at, created_at FROM coin_lots
         WHERE user_id = $1 AND left_milli > 0 AND ($2 IS NULL OR order_id = $2) ORDER BY expires_at, id",
        user,
        order
    )?)
}

pub(super) async fn take_from_lot(conn: &mut Conn, id: Uuid, amount: i64) -> Result<()> {
    execute!(conn, "UPDATE coin_lots SET left_milli = left_milli - $2 WHERE id = $1", id, amount)?;
    Ok(())
}

/// Coins that will expire.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewLot {
    pub(super) id: Uuid,
    pub(super) user: UserId,
    pub(super) transaction: TransactionId,
    pub(super) order: Option<Uuid>,
    pub(super) source: LotSource,
    pub(super) amount: Coins,
    pub(super) expires_at: Instant,
}

/// Makes a lot of coins that are in the wallet already.
pub(super) async fn insert_lot(conn: &mut Conn, lot: NewLot, now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO coin_lots (id, user_id, transaction_id, order_id, source, amount_milli, left_milli, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)",
        lot.id,
        lot.user,
        lot.transaction,
        lot.order,
        lot.source.code(),
        lot.amount,
        lot.expires_at,
        now
    )?;
    execute!(conn, "UPDATE wallets SET expiring_milli = expiring_milli + $2 WHERE user_id = $1", lot.user, lot.amount)?;
    Ok(())
}

/// People with lots past their time, and with something to take.
pub(super) async fn list_lapsed(conn: &mut Conn, now: Instant, limit: u32) -> Result<Vec<UserId>> {
    let rows = fetch_all!(
        conn,
        (UserId,),
        "SELECT l.user_id FROM coin_lots l JOIN wallets w ON w.user_id = l.user_id
         WHERE l.left_milli > 0 AND l.expires_at <= $1 AND w.available_milli > 0
         GROUP BY l.user_id ORDER BY MIN(l.expires_at) LIMIT $2",
        now,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(|(user,)| user).collect())
}

/// What a transaction took from what could be spent, and what it left owed.
pub(super) async fn find_outcome(conn: &mut Conn, key: &str) -> Result<(Coins, Coins)> {
    Ok(fetch_one!(
        conn,
        (Coins, Coins),
        "SELECT CAST(COALESCE(SUM(CASE WHEN p.account = 'available' THEN -p.amount_milli END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN p.account = 'debt' THEN -p.amount_milli END), 0) AS BIGINT)
         FROM ledger_transactions t JOIN ledger_postings p ON p.transaction_id = t.id WHERE t.idempotency_key = $1",
        key
    )?)
}

pub(super) async fn find_hash(conn: &mut Conn, key: &str) -> Result<Option<Vec<u8>>> {
    let row = fetch_optional!(
        conn,
        (Vec<u8>,),
        "SELECT input_hash FROM ledger_transactions WHERE idempotency_key = $1",
        key
    )?;
    Ok(row.map(|(hash,)| hash))
}

/// Makes the transaction; whether its key was new.
pub(super) async fn insert_transaction(
    conn: &mut Conn,
    id: TransactionId,
    command: &Command,
    hash: Vec<u8>,
    now: Instant,
) -> Result<bool> {
    let made = execute!(
        conn,
        "INSERT INTO ledger_transactions (id, kind, idempotency_key, input_hash, user_id, run_id, created_at, order_id, author_id, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (idempotency_key) DO NOTHING",
        id,
        command.kind.code(),
        &command.key,
        hash,
        command.user,
        command.cause.run,
        now,
        command.cause.order,
        command.cause.author,
        command.cause.reason.as_deref()
    )?;
    Ok(made == 1)
}

const POSTINGS: &str = "INSERT INTO ledger_postings (transaction_id, account, owner_id, amount_milli) VALUES ";
/// For each number of postings the statement that writes them.
static INSERT_POSTINGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let row = |at: usize| format!("($1, ${}, ${}, ${})", at * 3 + 2, at * 3 + 3, at * 3 + 4);
    (0..=POSTINGS_MAX).map(|rows| format!("{POSTINGS}{}", (0..rows).map(row).collect::<Vec<_>>().join(", "))).collect()
});
/// Postings of one transaction.
const POSTINGS_MAX: usize = 6;

/// Writes a transaction's postings, all but the zeros.
pub(super) async fn insert_postings(conn: &mut Conn, transaction: TransactionId, command: &Command) -> Result<()> {
    let postings: Vec<_> = command.postings.iter().filter(|(_, amount)| *amount != 0).collect();
    let Some(sql) = INSERT_POSTINGS.get(postings.len()).filter(|_| !postings.is_empty()) else {
        return Err(Fault::broken(format!("{} has {} postings", command.key, postings.len())));
    };
    on_conn!(conn, |inner, Engine| {
        // Only constants of this file meet here.
        let mut query = sqlx::query::<Engine>(sqlx::AssertSqlSafe(sql.as_str())).bind(transaction);
        for (account, amount) in postings {
            query = query.bind(account.code()).bind(account.is_wallet().then_some(command.user)).bind(*amount);
        }
        query.execute(inner).await.map(drop)
    })?;
    Ok(())
}

pub(super) async fn insert_hold(conn: &mut Conn, held: &Held, now: Instant, until: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO holds (id, user_id, run_id, amount_milli, state, created_at, expires_at)
         VALUES ($1, $2, $3, $4, 'open', $5, $6)",
        held.id,
        held.user,
        held.run,
        held.amount,
        now,
        until
    )?;
    Ok(())
}

pub(super) async fn find_charge(conn: &mut Conn, run: RunId) -> Result<Option<Coins>> {
    let row = fetch_optional!(conn, (Coins,), "SELECT charged_milli FROM holds WHERE run_id = $1", run)?;
    Ok(row.map(|(charged,)| charged))
}

/// Ends a run's open hold by charging `cost`, at most all of it; what was charged. None when it had ended already.
pub(super) async fn end_hold(
    conn: &mut Conn,
    run: RunId,
    cost: Coins,
    ended: &str,
    now: Instant,
) -> Result<Option<(Held, Coins)>> {
    let row = fetch_optional!(
        conn,
        (HoldId, UserId, Coins, Coins),
        "UPDATE holds SET state = CASE WHEN $2 > 0 THEN 'settled' ELSE $3 END,
            charged_milli = CASE WHEN $2 > amount_milli THEN amount_milli ELSE $2 END, ended_at = $4
         WHERE run_id = $1 AND state = 'open' RETURNING id, user_id, amount_milli, charged_milli",
        run,
        cost,
        ended,
        now
    )?;
    Ok(row.map(|(id, user, amount, charged)| (Held { id, user, run, amount }, charged)))
}

/// Takes an open hold's end away.
pub(super) async fn freeze_hold(conn: &mut Conn, run: RunId) -> Result<()> {
    execute!(conn, "UPDATE holds SET expires_at = $2 WHERE run_id = $1 AND state = 'open'", run, i64::MAX)?;
    Ok(())
}

pub(super) async fn list_forgotten(conn: &mut Conn, now: Instant, limit: u32) -> Result<Vec<Held>> {
    let rows = fetch_all!(
        conn,
        (HoldId, UserId, RunId, Coins),
        "SELECT id, user_id, run_id, amount_milli FROM holds WHERE state = 'open' AND expires_at < $1 ORDER BY expires_at LIMIT $2",
        now,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(|(id, user, run, amount)| Held { id, user, run, amount }).collect())
}

/// Each person's wallet: what can be spent and what is set aside.
pub async fn wallets_of(conn: &mut Conn, first: UserId, last: UserId) -> Result<HashMap<UserId, (Coins, Coins)>> {
    let rows = fetch_all!(
        conn,
        (UserId, Coins, Coins),
        "SELECT user_id, available_milli, held_milli FROM wallets WHERE user_id >= $1 AND user_id <= $2",
        first,
        last
    )?;
    Ok(rows.into_iter().map(|(user, available, held)| (user, (available, held))).collect())
}

/// What all wallets hold together: the house owes it in work.
pub async fn owed(conn: &mut Conn) -> Result<Coins> {
    let (owed,) = fetch_one!(
        conn,
        (Coins,),
        "SELECT CAST(COALESCE(SUM(available_milli + held_milli), 0) AS BIGINT) FROM wallets"
    )?;
    Ok(owed)
}

/// The other way round.
pub(super) fn negated(amount: Coins) -> Coins {
    Coins::from_milli(amount.milli.saturating_neg())
}
