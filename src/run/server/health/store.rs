//! Attempts of one provider, counted in buckets of time.

use crate::{
    fetch_all,
    kernel::Instant,
    server::{Result, db::Conn},
};

/// How often something came of a request in a bucket.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct HealthRow {
    /// Which bucket: its number since 1970, counted from `offset`.
    pub bucket: i64,
    /// What came of it: `done`, `cancelled`, or a failure class.
    pub outcome: String,
    /// How often.
    pub requests: i64,
}

/// When the first output came in a bucket.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SpeedRow {
    /// Which bucket.
    pub bucket: i64,
    /// Half of the requests were at least so fast, in milliseconds.
    pub p50_ms: Option<i64>,
    /// 95 of 100 were.
    pub p95_ms: Option<i64>,
}

/// Attempts of a provider since `since` by bucket and outcome. `width` and `offset` are microseconds.
pub async fn health(
    conn: &mut Conn,
    provider: &str,
    since: Instant,
    width: i64,
    offset: i64,
) -> Result<Vec<HealthRow>> {
    Ok(fetch_all!(
        conn,
        HealthRow,
        "SELECT CAST((created_at + $3) / $4 AS BIGINT) AS bucket, outcome, COUNT(*) AS requests FROM attempts
         WHERE provider = $1 AND created_at >= $2 GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2",
        provider,
        since,
        offset,
        width
    )?)
}

/// The times to the first output, by bucket.
pub async fn speeds(conn: &mut Conn, provider: &str, since: Instant, width: i64, offset: i64) -> Result<Vec<SpeedRow>> {
    Ok(fetch_all!(
        conn,
        SpeedRow,
        "SELECT bucket, MIN(CASE WHEN place * 2 >= whole THEN first_output_ms END) AS p50_ms,
            MIN(CASE WHEN place * 20 >= whole * 19 THEN first_output_ms END) AS p95_ms
         FROM (
            SELECT bucket, first_output_ms, ROW_NUMBER() OVER (PARTITION BY bucket ORDER BY first_output_ms) AS place,
                COUNT(*) OVER (PARTITION BY bucket) AS whole
            FROM (
                SELECT CAST((created_at + $3) / $4 AS BIGINT) AS bucket, first_output_ms FROM attempts
                WHERE provider = $1 AND created_at >= $2 AND first_output_ms IS NOT NULL
            ) AS timed
         ) AS ranked GROUP BY bucket",
        provider,
        since,
        offset,
        width
    )?)
}
