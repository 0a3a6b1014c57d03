//! Attempts' SQL, for staff. What is looked for decides the text of the query, so that each has an index that fits.

use crate::{
    fetch_all, fetch_optional,
    kernel::{
        AppError, Coins, Instant,
        id::{AttemptId, RunId, UserId},
    },
    run::record::{AttemptEntry, FAILED},
    server::{Result, db::Conn},
};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A place in the list: where a page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) at: Instant,
    pub(super) id: Uuid,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.micros, self.id)
    }
}

impl FromStr for Place {
    type Err = AppError;
    fn from_str(text: &str) -> std::result::Result<Self, AppError> {
        let (at, id) = text.split_once('.').ok_or(AppError::MalformedRequest)?;
        let at = at.parse().map_err(|_| AppError::MalformedRequest)?;
        Ok(Self { at: Instant::from_micros(at), id: id.parse().map_err(|_| AppError::MalformedRequest)? })
    }
}

/// What is looked for; empty words look for nothing.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub(super) provider: String,
    pub(super) model: String,
    pub(super) outcome: String,
    pub(super) person: String,
    pub(super) run: Option<RunId>,
    pub(super) since: Instant,
    pub(super) before: Place,
}

#[derive(sqlx::FromRow)]
struct AttemptRow {
    id: AttemptId,
    run_id: RunId,
    number: i64,
    user_id: UserId,
    email: String,
    kind: String,
    state: String,
    cost_milli: Coins,
    provider: String,
    model_id: String,
    model_asked: String,
    model_served: Option<String>,
    outcome: String,
    status: Option<i64>,
    begun_ms: Option<i64>,
    first_output_ms: Option<i64>,
    total_ms: i64,
    cost_usd: Option<String>,
    cost_source: String,
    request_id: Option<String>,
    detail: Option<String>,
    created_at: Instant,
}

impl AttemptRow {
    fn entry(self) -> Result<AttemptEntry> {
        Ok(AttemptEntry {
            id: self.id,
            run: self.run_id,
            number: self.number,
            user: self.user_id,
            email: self.email,
            kind: self.kind,
            state: self.state.parse()?,
            charged: self.cost_milli,
            provider: self.provider,
            model: self.model_id,
            model_asked: self.model_asked,
            model_served: self.model_served,
            outcome: self.outcome,
            status: self.status,
            begun_ms: self.begun_ms,
            first_output_ms: self.first_output_ms,
            total_ms: self.total_ms,
            cost_usd: self.cost_usd,
            cost_source: self.cost_source,
            request_id: self.request_id,
            detail: self.detail,
            created_at: self.created_at,
        })
    }
}

/// What the attempt's row has besides, and what its run has.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Around {
    pub(super) usage: Option<String>,
    pub(super) quote_milli: Coins,
    pub(super) input_tokens: Option<i64>,
    pub(super) output_tokens: Option<i64>,
    pub(super) estimated: bool,
}

const COLUMNS: &str = "a.id, a.run_id, a.number, r.user_id, u.email, r.kind, r.state, r.cost_milli, a.provider, a.model_id, a.model_asked,
    a.model_served, a.outcome, a.status, a.begun_ms, a.first_output_ms, a.total_ms, a.cost_usd, a.cost_source, a.request_id, a.created_at";
const TABLES: &str = "attempts a JOIN runs r ON r.id = a.run_id JOIN users u ON u.id = r.user_id";

/// Attempts before a place, the newest first; of what providers said their beginning.
pub(super) async fn list(conn: &mut Conn, filter: &Filter, limit: u32) -> Result<Vec<AttemptEntry>> {
    let not_done = "a.outcome <> 'done'";
    let outcome = match filter.outcome.as_str() {
        "" => String::new(),
        // Stopping is no failure.
        FAILED => format!("AND {not_done} AND a.outcome <> 'cancelled'"),
        "done" => "AND a.outcome = $7".to_owned(),
        _ => format!("AND {not_done} AND a.outcome = $7"),
    };
    let person = "AND a.run_id IN (SELECT id FROM runs WHERE user_id = (SELECT id FROM users WHERE email = $8))";
    let given = |is: bool, condition: &'static str| if is { condition } else { "" };
    // Only constants of this file meet here.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS}, SUBSTR(a.detail, 1, 240) AS detail FROM {TABLES}
         WHERE (a.created_at, a.id) < ($1, $2) AND a.created_at >= $3 {} {} {outcome} {} {}
         ORDER BY a.created_at DESC, a.id DESC LIMIT $4",
        given(!filter.provider.is_empty(), "AND a.provider = $5"),
        given(!filter.model.is_empty(), "AND a.model_id = $6"),
        given(!filter.person.is_empty(), person),
        given(filter.run.is_some(), "AND a.run_id = $9"),
    ));
    let rows = fetch_all!(
        conn,
        AttemptRow,
        sql,
        filter.before.at,
        filter.before.id,
        filter.since,
        i64::from(limit),
        &filter.provider,
        &filter.model,
        &filter.outcome,
        &filter.person,
        filter.run.map_or(Uuid::nil(), |run| run.0)
    )?;
    rows.into_iter().map(AttemptRow::entry).collect()
}

/// One attempt with all that was said.
pub(super) async fn find(conn: &mut Conn, id: AttemptId) -> Result<Option<(AttemptEntry, Around)>> {
    // Only constants of this file meet here.
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS}, a.detail FROM {TABLES} WHERE a.id = $1"));
    let Some(row) = fetch_optional!(conn, AttemptRow, sql, id)? else { return Ok(None) };
    let around = fetch_optional!(
        conn,
        Around,
        "SELECT a.usage, r.quote_milli, r.input_tokens, r.output_tokens, r.estimated
         FROM attempts a JOIN runs r ON r.id = a.run_id WHERE a.id = $1",
        id
    )?;
    around.map(|around| Ok((row.entry()?, around))).transpose()
}
