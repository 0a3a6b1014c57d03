//! Sums over runs and attempts.

use crate::{
    fetch_all, fetch_one,
    kernel::{Coins, Instant, id::UserId, time::LOCAL_OFFSET_S},
    run::model::DayUsage,
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
         WHERE ($3 OR user_id = $4) AND finished_at >= $5 GROUP BY 1 ORDER BY 1",
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
         WHERE user_id >= $1 AND user_id <= $2 GROUP BY user_id",
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
         FROM runs WHERE created_at >= $1 GROUP BY model_id ORDER BY 2 DESC LIMIT 50",
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
    let (active,) = fetch_one!(conn, (i64,), "SELECT COUNT(DISTINCT user_id) FROM runs WHERE created_at >= $1", since)?;
    Ok(active)
}
