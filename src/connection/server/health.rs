//! How a provider did: the last 24 hours by hour, the last 30 days by day.

use crate::{
    connection::model::{FailureCount, HealthPoint},
    kernel::{Instant, time::LOCAL_OFFSET_S},
    run::server::{self as run, HealthRow, SpeedRow},
    server::{Result, db::Conn},
};
use std::collections::HashMap;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
const HOURS: i64 = 24;
const DAYS: i64 = 30;
/// What is no failure of the provider's.
const FINE: [&str; 4] = ["done", "cancelled", "filtered", "caller"];

/// By hour; the one that is not over is the last.
pub(super) async fn hours(conn: &mut Conn, provider: &str, now: Instant) -> Result<Vec<HealthPoint>> {
    points(conn, provider, now, HOUR, HOURS).await
}

/// By day.
pub(super) async fn days(conn: &mut Conn, provider: &str, now: Instant) -> Result<Vec<HealthPoint>> {
    points(conn, provider, now, DAY, DAYS).await
}

async fn points(conn: &mut Conn, provider: &str, now: Instant, width: i64, count: i64) -> Result<Vec<HealthPoint>> {
    // Hours and days of the people's clock.
    let offset = LOCAL_OFFSET_S * 1_000_000;
    let last = (now.micros + offset) / width;
    let begin = |bucket: i64| Instant::from_micros(bucket * width - offset);
    let first = last - count + 1;
    let mut outcomes: HashMap<i64, Vec<HealthRow>> = HashMap::new();
    for row in run::health(conn, provider, begin(first), width, offset).await? {
        outcomes.entry(row.bucket).or_default().push(row);
    }
    let speeds = run::speeds(conn, provider, begin(first), width, offset).await?;
    let speeds: HashMap<i64, SpeedRow> = speeds.into_iter().map(|row| (row.bucket, row)).collect();
    let point = |bucket: i64| {
        let rows = outcomes.get(&bucket).map_or(&[][..], Vec::as_slice);
        let is_failure = |row: &&HealthRow| !FINE.contains(&row.outcome.as_str());
        let failures = rows.iter().filter(is_failure);
        let failures = failures.map(|row| FailureCount { class: row.outcome.clone(), count: row.requests });
        let failures: Vec<FailureCount> = failures.collect();
        HealthPoint {
            at: begin(bucket),
            requests: rows.iter().map(|row| row.requests).sum(),
            failed: failures.iter().map(|failure| failure.count).sum(),
            failures,
            first_p50_ms: speeds.get(&bucket).and_then(|row| row.p50_ms),
            first_p95_ms: speeds.get(&bucket).and_then(|row| row.p95_ms),
        }
    };
    Ok((first..=last).map(point).collect())
}
