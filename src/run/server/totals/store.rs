//! Sums over runs and attempts.

use crate::{
    fetch_all, fetch_one,
    kernel::{
        Coins, Day, DaySpan, Instant,
        id::{KeyId, UserId},
        time::LOCAL_OFFSET_S,
    },
    run::{model::DayUsage, usage::UsageSum},
    server::{Result, db::Conn},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

/// Use by day since `since`: of one person, or of all.
pub async fn days(conn: &mut Conn, user: Option<UserId>, since: Instant, now: Instant) -> Result<Vec<DayUsage>> {
    let offset = LOCAL_OFFSET_S * 1_000_000;
    let (any, user) = (user.is_none(), user.map_or(Uuid::nil(), |user| user.0));
    let rows = fetch_all!(
        conn, (i64, i64, Coins),
        "SELECT CAST((finished_at + $1) / $2 AS BIGINT) AS day, COUNT(*), CAST(COALESCE(SUM(cost_milli), 0) AS BIGINT) FROM runs
         WHERE ($3 OR user_id = $4) AND finished_at >= $5 AND paid_by = 'person' GROUP BY 1 ORDER BY 1",
        offset, DAY, any, user, since
    )?;
    let used: HashMap<i64, (i64, Coins)> = rows.into_iter().map(|(day, runs, coins)| (day, (runs, coins))).collect();
    let (first, last) = ((since.micros + offset) / DAY, (now.micros + offset) / DAY);
    let day = |day: i64| {
        let (runs, coins) = used.get(&day).copied().unwrap_or((0, Coins::ZERO));
        DayUsage { day: i32::try_from(day).unwrap_or(i32::MAX), runs, coins }
    };
    Ok((first..=last).map(day).collect())
}

/// Each person's runs and coins paid, ever.
pub async fn totals_of(conn: &mut Conn, first: UserId, last: UserId) -> Result<HashMap<UserId, (i64, Coins)>> {
    let rows = fetch_all!(
        conn,
        (UserId, i64, Coins),
        "SELECT user_id, COUNT(*), CAST(COALESCE(SUM(cost_milli), 0) AS BIGINT) FROM runs
         WHERE user_id >= $1 AND user_id <= $2 AND paid_by = 'person' GROUP BY user_id",
        first,
        last
    )?;
    Ok(rows.into_iter().map(|(user, runs, coins)| (user, (runs, coins))).collect())
}

/// Use of a model.
#[derive(Debug, sqlx::FromRow)]
pub struct ModelTotals {
    /// The model.
    pub model_id: String,
    /// Runs.
    pub runs: i64,
    /// Runs that failed or broke off.
    pub failed: i64,
    /// Coins paid.
    pub coins: Coins,
}

/// Use by model since `since`, the most used first.
pub async fn model_totals(conn: &mut Conn, since: Instant) -> Result<Vec<ModelTotals>> {
    Ok(fetch_all!(
        conn,
        ModelTotals,
        "SELECT model_id, COUNT(*) AS runs, CAST(COALESCE(SUM(cost_milli), 0) AS BIGINT) AS coins,
            CAST(COALESCE(SUM(CASE WHEN state IN ('failed', 'interrupted') THEN 1 ELSE 0 END), 0) AS BIGINT) AS failed
         FROM runs WHERE created_at >= $1 AND paid_by = 'person' GROUP BY model_id ORDER BY 2 DESC LIMIT 50",
        since
    )?)
}

/// Attempts of a provider since `since`, and how many of them failed.
pub async fn provider_totals(conn: &mut Conn, provider: &str, since: Instant) -> Result<(i64, i64)> {
    Ok(fetch_one!(
        conn, (i64, i64),
        "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN outcome IN ('done', 'cancelled', 'filtered', 'caller') THEN 0 ELSE 1 END), 0) AS BIGINT)
         FROM attempts WHERE provider = $1 AND created_at >= $2",
        provider, since
    )?)
}

/// Runs under way.
pub async fn running(conn: &mut Conn) -> Result<i64> {
    Ok(fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM runs WHERE state = 'running'")?.0)
}

/// People who started something since `since`.
pub async fn active_users(conn: &mut Conn, since: Instant) -> Result<i64> {
    let (active,) = fetch_one!(
        conn,
        (i64,),
        "SELECT COUNT(DISTINCT user_id) FROM runs WHERE created_at >= $1 AND paid_by = 'person'",
        since
    )?;
    Ok(active)
}

/// What is summed of runs, as [`UsageSum`] has it.
macro_rules! used {
    () => {
        "COUNT(*), CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT), CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT),
            CAST(COALESCE(SUM(cost_milli), 0) AS BIGINT)"
    };
}
/// Models and keys that are told apart.
const PARTS_MAX: i64 = 500;

const fn sum(runs: i64, input_tokens: i64, output_tokens: i64, coins: Coins) -> UsageSum {
    UsageSum { runs, input_tokens, output_tokens, coins }
}

/// A person's use of the days on which something ended.
pub(super) async fn use_by_day(conn: &mut Conn, user: UserId, span: DaySpan) -> Result<Vec<(Day, UsageSum)>> {
    let rows = fetch_all!(
        conn,
        (i64, i64, i64, i64, Coins),
        concat!(
            "SELECT CAST((finished_at + $1) / $2 AS BIGINT), ",
            used!(),
            " FROM runs WHERE user_id = $3 AND finished_at >= $4 AND finished_at < $5 AND paid_by = 'person' GROUP BY 1"
        ),
        LOCAL_OFFSET_S * 1_000_000,
        DAY,
        user,
        span.start(),
        span.end()
    )?;
    let day = |(day, runs, read, written, coins)| {
        (Day::new(i32::try_from(day).unwrap_or(i32::MAX)), sum(runs, read, written, coins))
    };
    Ok(rows.into_iter().map(day).collect())
}

/// A person's use of each model, the dearest first.
pub(super) async fn use_by_model(conn: &mut Conn, user: UserId, span: DaySpan) -> Result<Vec<(String, UsageSum)>> {
    let rows = fetch_all!(
        conn,
        (String, i64, i64, i64, Coins),
        concat!(
            "SELECT model_id, ",
            used!(),
            " FROM runs WHERE user_id = $1 AND finished_at >= $2 AND finished_at < $3 AND paid_by = 'person' GROUP BY model_id ORDER BY 5 DESC, 1 LIMIT $4"
        ),
        user,
        span.start(),
        span.end(),
        PARTS_MAX
    )?;
    Ok(rows.into_iter().map(|(model, runs, read, written, coins)| (model, sum(runs, read, written, coins))).collect())
}

/// A person's use by each API key, and without one, the dearest first.
pub(super) async fn use_by_key(conn: &mut Conn, user: UserId, span: DaySpan) -> Result<Vec<(Option<KeyId>, UsageSum)>> {
    let rows = fetch_all!(
        conn,
        (Option<KeyId>, i64, i64, i64, Coins),
        concat!(
            "SELECT key_id, ",
            used!(),
            " FROM runs WHERE user_id = $1 AND finished_at >= $2 AND finished_at < $3 AND paid_by = 'person' GROUP BY key_id ORDER BY 5 DESC, 1 LIMIT $4"
        ),
        user,
        span.start(),
        span.end(),
        PARTS_MAX
    )?;
    Ok(rows.into_iter().map(|(key, runs, read, written, coins)| (key, sum(runs, read, written, coins))).collect())
}

/// What came in and what went out for the runs that ended on a day, by model.
#[derive(Debug)]
pub(super) struct DayEarnings {
    /// Model, price snapshot, runs, coins.
    pub(super) revenues: Vec<(String, String, i64, Coins)>,
    /// Model, the cost of one attempt, attempts of this very cost.
    pub(super) costs: Vec<(String, String, i64)>,
    /// Model, runs of which some cost is unknown.
    pub(super) unknown: Vec<(String, i64)>,
}

/// The runs that ended on a day, by who pays for them.
macro_rules! ended {
    () => {
        "r.finished_at >= $1 AND r.finished_at < $2 AND r.paid_by = $3"
    };
}

/// Of the runs that ended on a day and that a `person` or the `house` pays for.
pub(super) async fn earnings_of(conn: &mut Conn, day: Day, payer: &str) -> Result<DayEarnings> {
    let (start, end) = (day.start(), day.plus(1).start());
    let revenues = fetch_all!(
        conn,
        (String, String, i64, Coins),
        concat!(
            "SELECT r.model_id, r.price, COUNT(*), CAST(COALESCE(SUM(r.cost_milli), 0) AS BIGINT) FROM runs r WHERE ",
            ended!(),
            " GROUP BY r.model_id, r.price"
        ),
        start,
        end,
        payer
    )?;
    // Equal costs are counted here and multiplied as decimals: neither engine adds decimal text up exactly.
    let costs = fetch_all!(
        conn,
        (String, String, i64),
        concat!(
            "SELECT r.model_id, a.cost_usd, COUNT(*) FROM runs r JOIN attempts a ON a.run_id = r.id WHERE ",
            ended!(),
            " AND a.cost_usd IS NOT NULL GROUP BY r.model_id, a.cost_usd"
        ),
        start,
        end,
        payer
    )?;
    // A provider that refuses a request before its first word takes nothing for it.
    let unknown = fetch_all!(
        conn,
        (String, i64),
        concat!(
            "SELECT r.model_id, COUNT(*) FROM runs r WHERE ",
            ended!(),
            " AND EXISTS (SELECT 1 FROM attempts a WHERE a.run_id = r.id AND a.cost_usd IS NULL
                AND NOT (a.begun_ms IS NULL AND (COALESCE(a.status, 0) >= 400 OR a.outcome IN ('caller', 'context_too_long', 'filtered',
                    'credential', 'quota', 'model_gone', 'region', 'rate_limited', 'overloaded')))) GROUP BY r.model_id"
        ),
        start,
        end,
        payer
    )?;
    Ok(DayEarnings { revenues, costs, unknown })
}
