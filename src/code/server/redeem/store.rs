//! Redeem codes' SQL.

use crate::{
    code::redeem::{BatchInput, BatchState, CodeBatch},
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Coins, Instant,
        id::{BatchId, UserId},
    },
    on_conn,
    server::{Result, db::Conn},
};

/// Codes written with one statement: three values each, well below what SQLite binds.
const ROWS_MAX: usize = 1_000;

/// A code, as it is kept.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) hash: Vec<u8>,
    pub(super) last4: String,
}

#[derive(sqlx::FromRow)]
struct BatchRow {
    id: BatchId,
    name: String,
    coins_milli: Coins,
    codes: i64,
    redeemed: i64,
    expires_at: Option<Instant>,
    coins_days: Option<i64>,
    per_user_max: Option<i64>,
    created_at: Instant,
    revoked_at: Option<Instant>,
}

impl BatchRow {
    fn batch(self, now: Instant) -> CodeBatch {
        let state = if self.revoked_at.is_some() {
            BatchState::Revoked
        } else if self.redeemed >= self.codes {
            BatchState::UsedUp
        } else if self.expires_at.is_some_and(|at| at <= now) {
            BatchState::Expired
        } else {
            BatchState::Active
        };
        CodeBatch {
            id: self.id,
            name: self.name,
            coins: self.coins_milli,
            codes: self.codes,
            redeemed: self.redeemed,
            state,
            expires_at: self.expires_at,
            coins_days: self.coins_days,
            per_user_max: self.per_user_max,
            created_at: self.created_at,
            revoked_at: self.revoked_at,
        }
    }
}

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!(
        "SELECT id, name, coins_milli, codes, redeemed, expires_at, coins_days, per_user_max, created_at, revoked_at
         FROM code_batches {rest}"
    ))
}

pub(super) async fn list_batches(
    conn: &mut Conn,
    before: Option<BatchId>,
    limit: u32,
    now: Instant,
) -> Result<Vec<CodeBatch>> {
    let before = before.map_or(uuid::Uuid::max(), |id| id.0);
    let rows = fetch_all!(conn, BatchRow, select("WHERE id < $1 ORDER BY id DESC LIMIT $2"), before, i64::from(limit))?;
    Ok(rows.into_iter().map(|row| row.batch(now)).collect())
}

pub(super) async fn find_batch(conn: &mut Conn, id: BatchId, now: Instant) -> Result<Option<CodeBatch>> {
    let row = fetch_optional!(conn, BatchRow, select("WHERE id = $1"), id)?;
    Ok(row.map(|row| row.batch(now)))
}

pub(super) async fn insert_batch(
    conn: &mut Conn,
    id: BatchId,
    input: &BatchInput,
    author: UserId,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO code_batches (id, name, coins_milli, codes, expires_at, coins_days, per_user_max, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        &input.name,
        input.coins,
        input.codes,
        input.expires_at,
        input.coins_days,
        input.per_user_max,
        now,
        author
    )?;
    Ok(())
}

pub(super) async fn insert_codes(conn: &mut Conn, batch: BatchId, codes: &[Code]) -> Result<()> {
    for some in codes.chunks(ROWS_MAX) {
        on_conn!(conn, |inner, Engine| {
            let mut query = sqlx::QueryBuilder::<Engine>::new("INSERT INTO redeem_codes (code_hash, batch_id, last4) ");
            query.push_values(some, |mut row, code| {
                row.push_bind(code.hash.clone()).push_bind(batch).push_bind(code.last4.clone());
            });
            query.build().execute(inner).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Takes a batch back. One that was taken back already keeps its time.
pub(super) async fn revoke_batch(conn: &mut Conn, id: BatchId, now: Instant) -> Result<()> {
    execute!(conn, "UPDATE code_batches SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, now)?;
    Ok(())
}

/// A code and what its batch says.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) batch: BatchId,
    pub(super) is_redeemed: bool,
    pub(super) coins: Coins,
    pub(super) coins_days: Option<i64>,
    pub(super) per_user_max: Option<i64>,
}

pub(super) async fn find_code(conn: &mut Conn, hash: Vec<u8>) -> Result<Option<Found>> {
    let row = fetch_optional!(
        conn,
        (BatchId, Option<Instant>, Coins, Option<i64>, Option<i64>),
        "SELECT b.id, c.redeemed_at, b.coins_milli, b.coins_days, b.per_user_max
         FROM redeem_codes c JOIN code_batches b ON b.id = c.batch_id WHERE c.code_hash = $1",
        hash
    )?;
    Ok(row.map(|(batch, redeemed_at, coins, coins_days, per_user_max)| Found {
        batch,
        is_redeemed: redeemed_at.is_some(),
        coins,
        coins_days,
        per_user_max,
    }))
}

/// Counts one more of a batch whose codes work; whether they do.
pub(super) async fn count_redeemed(conn: &mut Conn, batch: BatchId, now: Instant) -> Result<bool> {
    let counted = execute!(
        conn,
        "UPDATE code_batches SET redeemed = redeemed + 1
         WHERE id = $1 AND revoked_at IS NULL AND redeemed < codes AND (expires_at IS NULL OR expires_at > $2)",
        batch,
        now
    )?;
    Ok(counted == 1)
}

pub(super) async fn count_by_user(conn: &mut Conn, batch: BatchId, user: UserId) -> Result<i64> {
    let (codes,) = fetch_one!(
        conn,
        (i64,),
        "SELECT COUNT(*) FROM redeem_codes WHERE batch_id = $1 AND user_id = $2",
        batch,
        user
    )?;
    Ok(codes)
}

/// Marks a code as redeemed; whether nobody did before.
pub(super) async fn mark_redeemed(conn: &mut Conn, hash: Vec<u8>, user: UserId, now: Instant) -> Result<bool> {
    let marked = execute!(
        conn,
        "UPDATE redeem_codes SET user_id = $2, redeemed_at = $3 WHERE code_hash = $1 AND redeemed_at IS NULL",
        hash,
        user,
        now
    )?;
    Ok(marked == 1)
}
