//! When lists were asked for, and what came of it.

use crate::{
    execute, fetch_all,
    kernel::Instant,
    server::{Cx, Result, db::Conn},
};
use futures::FutureExt;
use std::collections::HashMap;

/// How asking a provider went the last time.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::catalog::server) struct SyncRow {
    provider: String,
    pub(in crate::catalog::server) started_at: Instant,
    pub(in crate::catalog::server) listed: Option<i64>,
    pub(in crate::catalog::server) priced: Option<i64>,
    pub(in crate::catalog::server) changed: Option<i64>,
    pub(in crate::catalog::server) failure: Option<String>,
    pub(in crate::catalog::server) detail: Option<String>,
    pub(in crate::catalog::server) ok_at: Option<Instant>,
}

impl SyncRow {
    pub(super) fn is_due(&self, daily: Instant, hourly: Instant) -> bool {
        self.started_at <= daily || (self.failure.is_some() && self.started_at <= hourly)
    }
}

pub(in crate::catalog::server) async fn list_syncs(conn: &mut Conn) -> Result<HashMap<String, SyncRow>> {
    let sql = "SELECT provider, started_at, listed, priced, changed, failure, detail, ok_at FROM provider_syncs";
    let rows = fetch_all!(conn, SyncRow, sql)?;
    Ok(rows.into_iter().map(|row| (row.provider.clone(), row)).collect())
}

/// Takes the turn to ask a provider, if it is due and no other process took it.
pub(super) async fn claim(
    conn: &mut Conn,
    provider: String,
    now: Instant,
    daily: Instant,
    hourly: Instant,
) -> Result<bool> {
    let claimed = execute!(
        conn,
        "INSERT INTO provider_syncs (provider, started_at) VALUES ($1, $2)
         ON CONFLICT (provider) DO UPDATE SET started_at = $2
         WHERE provider_syncs.started_at <= $3 OR (provider_syncs.failure IS NOT NULL AND provider_syncs.started_at <= $4)",
        &provider,
        now,
        daily,
        hourly
    )?;
    Ok(claimed == 1)
}

/// Takes the turn to do a job of the day, if it is due and no other process took it.
pub(super) async fn claim_daily(cx: &Cx, job: &'static str, now: Instant, daily: Instant) -> Result<bool> {
    let last = fetch_all!(
        &mut cx.db.read().await?,
        (Instant,),
        "SELECT started_at FROM daily_jobs WHERE name = $1 AND started_at > $2",
        job,
        daily
    )?;
    if !last.is_empty() {
        return Ok(false);
    }
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                let claimed = execute!(
                    conn,
                    "INSERT INTO daily_jobs (name, started_at) VALUES ($1, $2)
                     ON CONFLICT (name) DO UPDATE SET started_at = $2 WHERE daily_jobs.started_at <= $3",
                    job,
                    now,
                    daily
                )?;
                Ok(claimed == 1)
            }
            .boxed()
        })
        .await
}

/// What came of a list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// Models in it.
    pub(super) listed: i64,
    /// Those of them with a price.
    pub(super) priced: i64,
    /// Those of ours that it changed.
    pub(super) changed: i64,
}

pub(super) async fn note_list(
    conn: &mut Conn,
    provider: &str,
    started: Instant,
    ended: Instant,
    counts: Counts,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO provider_syncs (provider, started_at, ended_at, listed, changed, priced, ok_at) VALUES ($1, $2, $3, $4, $5, $6, $3)
         ON CONFLICT (provider) DO UPDATE SET started_at = $2, ended_at = $3, listed = $4, changed = $5, priced = $6, ok_at = $3,
            failure = NULL, detail = NULL",
        provider,
        started,
        ended,
        counts.listed,
        counts.changed,
        counts.priced
    )?;
    Ok(())
}

/// The last good list's figures stay beside the failure.
pub(super) async fn note_failure(
    conn: &mut Conn,
    provider: &str,
    started: Instant,
    ended: Instant,
    failure: &str,
    detail: &str,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO provider_syncs (provider, started_at, ended_at, failure, detail) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (provider) DO UPDATE SET started_at = $2, ended_at = $3, failure = $4, detail = $5",
        provider,
        started,
        ended,
        failure,
        detail
    )?;
    Ok(())
}
