//! Adjustments' SQL.

use crate::{
    billing::adjustment::{Adjustment, AdjustmentState},
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{Coins, Instant, id::UserId},
    server::{Result, db::Conn},
};
use uuid::Uuid;

/// What is to happen to a wallet.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: Uuid,
    #[sqlx(rename = "user_id")]
    pub(super) user: UserId,
    #[sqlx(rename = "amount_milli")]
    pub(super) amount: Coins,
    pub(super) reason: String,
    pub(super) expires_at: Option<Instant>,
    pub(super) proposed_by: UserId,
}

pub(super) async fn find(conn: &mut Conn, id: Uuid) -> Result<Option<Row>> {
    Ok(fetch_optional!(
        conn,
        Row,
        "SELECT id, user_id, amount_milli, reason, expires_at, proposed_by FROM adjustments WHERE id = $1",
        id
    )?)
}

pub(super) async fn insert(conn: &mut Conn, row: &Row, state: AdjustmentState, now: Instant) -> Result<()> {
    let decided_at = (state == AdjustmentState::Applied).then_some(now);
    execute!(
        conn,
        "INSERT INTO adjustments (id, user_id, amount_milli, reason, expires_at, state, proposed_by, created_at, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        row.user,
        row.amount,
        &row.reason,
        row.expires_at,
        state.code(),
        row.proposed_by,
        now,
        decided_at
    )?;
    Ok(())
}

/// What one of the staff moved of a person's without a second since then, given and taken alike.
pub(super) async fn sum_alone(conn: &mut Conn, user: UserId, author: UserId, since: Instant) -> Result<Coins> {
    let (sum,) = fetch_one!(
        conn,
        (Coins,),
        "SELECT CAST(COALESCE(SUM(ABS(amount_milli)), 0) AS BIGINT) FROM adjustments
         WHERE user_id = $1 AND proposed_by = $2 AND created_at > $3 AND state = 'applied' AND decided_by IS NULL",
        user,
        author,
        since
    )?;
    Ok(sum)
}

/// Decides an adjustment that waits; none when it does not, or when its own author would approve it.
pub(super) async fn decide(
    conn: &mut Conn,
    id: Uuid,
    state: AdjustmentState,
    decider: UserId,
    now: Instant,
) -> Result<Option<Row>> {
    Ok(fetch_optional!(
        conn,
        Row,
        "UPDATE adjustments SET state = $2, decided_by = $3, decided_at = $4
         WHERE id = $1 AND state = 'proposed' AND ($2 = 'rejected' OR proposed_by <> $3)
         RETURNING id, user_id, amount_milli, reason, expires_at, proposed_by",
        id,
        state.code(),
        decider,
        now
    )?)
}

pub(super) async fn set_owed(conn: &mut Conn, id: Uuid, owed: Coins) -> Result<()> {
    execute!(conn, "UPDATE adjustments SET owed_milli = $2 WHERE id = $1", id, owed)?;
    Ok(())
}

/// What is looked for; empty words look for nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    pub(super) id: Option<Uuid>,
    pub(super) state: String,
    pub(super) person: String,
    pub(super) before: Option<Uuid>,
}

#[derive(sqlx::FromRow)]
pub(super) struct ShownRow {
    #[sqlx(flatten)]
    row: Row,
    email: String,
    state: String,
    proposer: String,
    created_at: Instant,
    decider: Option<String>,
    decided_at: Option<Instant>,
    owed_milli: Coins,
}

impl ShownRow {
    pub(super) fn shown(self, me: UserId) -> Result<Adjustment> {
        Ok(Adjustment {
            id: self.row.id,
            user_id: self.row.user,
            email: self.email,
            coins: self.row.amount,
            reason: self.row.reason,
            expires_at: self.row.expires_at,
            state: self.state.parse()?,
            proposed_by: self.proposer,
            own: self.row.proposed_by == me,
            created_at: self.created_at,
            decided_by: self.decider,
            decided_at: self.decided_at,
            owed: self.owed_milli,
        })
    }
}

pub(super) async fn list(conn: &mut Conn, filter: &Filter, limit: u32) -> Result<Vec<ShownRow>> {
    let given = |is: bool, condition: &'static str| if is { condition } else { "" };
    // Only constants of this file meet here.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT a.id, a.user_id, a.amount_milli, a.reason, a.expires_at, a.proposed_by, u.email, a.state, p.email AS proposer,
            a.created_at, d.email AS decider, a.decided_at, a.owed_milli
         FROM adjustments a JOIN users u ON u.id = a.user_id JOIN users p ON p.id = a.proposed_by
         LEFT JOIN users d ON d.id = a.decided_by
         WHERE a.id < $1 {} {} {} ORDER BY a.id DESC LIMIT $2",
        given(filter.id.is_some(), "AND a.id = $3"),
        given(!filter.state.is_empty(), "AND a.state = $4"),
        given(!filter.person.is_empty(), "AND a.user_id = (SELECT id FROM users WHERE email = $5)"),
    ));
    let before = filter.before.unwrap_or(Uuid::max());
    Ok(fetch_all!(conn, ShownRow, sql, before, i64::from(limit), filter.id, &filter.state, &filter.person)?)
}
