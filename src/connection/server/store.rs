//! Connections' SQL.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{Instant, id::UserId},
    provider,
    server::{Result, db::Conn},
};
use uuid::Uuid;

/// What staff stored of a connection.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) dialect: String,
    pub(super) name: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) key_sealed: Option<Vec<u8>>,
    pub(super) key_last4: Option<String>,
    pub(super) key_set_at: Option<Instant>,
    pub(super) proxy_sealed: Option<Vec<u8>>,
    pub(super) enabled: bool,
    pub(super) position: i64,
    pub(super) interrupted: String,
    pub(super) low_balance_usd: Option<String>,
    pub(super) created_at: Instant,
    pub(super) updated_at: Instant,
    pub(super) updated_by: Option<UserId>,
}

/// The version that the processes look at.
pub(super) async fn version(conn: &mut Conn) -> Result<i64> {
    Ok(fetch_one!(conn, (i64,), "SELECT version FROM connection_version WHERE id = 1")?.0)
}

/// Tells every process to look again.
pub(super) async fn count_up(conn: &mut Conn) -> Result<()> {
    execute!(conn, "UPDATE connection_version SET version = version + 1 WHERE id = 1")?;
    Ok(())
}

const COLUMNS: &str =
    "id, kind, dialect, name, base_url, key_sealed, key_last4, key_set_at, proxy_sealed, enabled, position,
    interrupted, low_balance_usd, created_at, updated_at, updated_by";

pub(super) async fn list(conn: &mut Conn) -> Result<Vec<Row>> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM connections ORDER BY position, id"));
    Ok(fetch_all!(conn, Row, sql)?)
}

pub(super) async fn find(conn: &mut Conn, id: &str) -> Result<Option<Row>> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM connections WHERE id = $1"));
    Ok(fetch_optional!(conn, Row, sql, id)?)
}

pub(super) async fn put(conn: &mut Conn, row: &Row) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO connections (id, kind, dialect, name, base_url, key_sealed, key_last4, key_set_at, proxy_sealed, enabled,
            position, interrupted, low_balance_usd, created_at, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (id) DO UPDATE SET dialect = $3, name = $4, base_url = $5, key_sealed = $6, key_last4 = $7, key_set_at = $8,
            proxy_sealed = $9, enabled = $10, position = $11, interrupted = $12, low_balance_usd = $13, updated_at = $15,
            updated_by = $16",
        &row.id,
        &row.kind,
        &row.dialect,
        &row.name,
        &row.base_url,
        &row.key_sealed,
        &row.key_last4,
        row.key_set_at,
        &row.proxy_sealed,
        row.enabled,
        row.position,
        &row.interrupted,
        &row.low_balance_usd,
        row.created_at,
        row.updated_at,
        row.updated_by
    )?;
    Ok(())
}

/// Forgets what was stored; whether there was something.
pub(super) async fn delete(conn: &mut Conn, id: &str) -> Result<bool> {
    execute!(conn, "DELETE FROM connection_balances WHERE provider = $1", id)?;
    Ok(execute!(conn, "DELETE FROM connections WHERE id = $1", id)? == 1)
}

/// A fault that has not ended.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct FaultRow {
    pub(super) provider: String,
    pub(super) class: String,
    pub(super) key_mark: String,
    pub(super) detail: String,
    pub(super) created_at: Instant,
    pub(super) until: Option<Instant>,
}

pub(super) async fn list_faults(conn: &mut Conn) -> Result<Vec<FaultRow>> {
    Ok(fetch_all!(
        conn,
        FaultRow,
        "SELECT provider, class, key_mark, detail, created_at, until FROM connection_faults
         WHERE ended_at IS NULL ORDER BY class"
    )?)
}

/// Notes a fault. One that is open stays; that of an account that is used up is known until later.
pub(super) async fn note_fault(conn: &mut Conn, id: Uuid, fault: &FaultRow, status: Option<i64>) -> Result<()> {
    // The key it was about is another one now.
    execute!(
        conn,
        "UPDATE connection_faults SET ended_at = $4
         WHERE provider = $1 AND class = $2 AND key_mark <> $3 AND ended_at IS NULL",
        &fault.provider,
        &fault.class,
        &fault.key_mark,
        fault.created_at
    )?;
    execute!(
        conn,
        "INSERT INTO connection_faults (id, provider, class, key_mark, status, detail, created_at, until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (provider, class) WHERE ended_at IS NULL DO UPDATE SET until = $8, detail = $6, status = $5",
        id,
        &fault.provider,
        &fault.class,
        &fault.key_mark,
        status,
        &fault.detail,
        fault.created_at,
        fault.until
    )?;
    Ok(())
}

/// Ends the faults of a provider; whether there was one.
pub(super) async fn end_faults(conn: &mut Conn, provider: &str, now: Instant, by: UserId) -> Result<bool> {
    let ended = execute!(
        conn,
        "UPDATE connection_faults SET ended_at = $2, ended_by = $3 WHERE provider = $1 AND ended_at IS NULL",
        provider,
        now,
        by
    )?;
    Ok(ended > 0)
}

/// What is left with a provider.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct BalanceRow {
    pub(super) provider: String,
    pub(super) asked_at: Instant,
    pub(super) remaining_usd: Option<String>,
    pub(super) used_usd: Option<String>,
    pub(super) limit_usd: Option<String>,
    pub(super) failure: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) ok_at: Option<Instant>,
}

pub(super) async fn list_balances(conn: &mut Conn) -> Result<Vec<BalanceRow>> {
    Ok(fetch_all!(
        conn,
        BalanceRow,
        "SELECT provider, asked_at, remaining_usd, used_usd, limit_usd, failure, detail, ok_at FROM connection_balances"
    )?)
}

/// Takes the turn to ask for a balance, if it was last asked before `before` and no other process took it.
pub(super) async fn claim_balance(conn: &mut Conn, provider: &str, now: Instant, before: Instant) -> Result<bool> {
    let claimed = execute!(
        conn,
        "INSERT INTO connection_balances (provider, asked_at) VALUES ($1, $2)
         ON CONFLICT (provider) DO UPDATE SET asked_at = $2 WHERE connection_balances.asked_at <= $3",
        provider,
        now,
        before
    )?;
    Ok(claimed == 1)
}

pub(super) async fn note_balance(conn: &mut Conn, id: &str, balance: &provider::Balance, now: Instant) -> Result<()> {
    let text = |amount: Option<rust_decimal::Decimal>| amount.map(|amount| amount.normalize().to_string());
    execute!(
        conn,
        "INSERT INTO connection_balances (provider, asked_at, remaining_usd, used_usd, limit_usd, ok_at)
         VALUES ($1, $2, $3, $4, $5, $2)
         ON CONFLICT (provider) DO UPDATE SET asked_at = $2, remaining_usd = $3, used_usd = $4, limit_usd = $5, ok_at = $2,
            failure = NULL, detail = NULL",
        id,
        now,
        text(balance.remaining_usd),
        text(balance.used_usd),
        text(balance.limit_usd)
    )?;
    Ok(())
}

/// What was told before stays beside the failure.
pub(super) async fn note_no_balance(conn: &mut Conn, id: &str, class: &str, detail: &str, now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO connection_balances (provider, asked_at, failure, detail) VALUES ($1, $2, $3, $4)
         ON CONFLICT (provider) DO UPDATE SET asked_at = $2, failure = $3, detail = $4",
        id,
        now,
        class,
        detail
    )?;
    Ok(())
}
