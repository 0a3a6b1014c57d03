//! Where runs stand: how many go before one that waits, how far one is that is worked on.

use super::store;
use crate::{
    kernel::id::RunId,
    server::{Cx, Result, db::Conn, live::Entry},
};
use std::collections::HashMap;

/// Where a run stands that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// How many go before it, itself included; none when it does not wait in line.
    pub place: Option<i64>,
    /// Percent done, where its provider tells.
    pub percent: Option<u8>,
    /// Whether staff is to look at it first.
    pub is_parked: bool,
}

/// Where these runs stand; nothing is said of those that never waited in the queue and tell nothing of themselves.
pub async fn standings(cx: &Cx, conn: &mut Conn, runs: &[RunId]) -> Result<HashMap<RunId, Standing>> {
    let mut found = HashMap::new();
    for run in runs {
        let mut standing = Standing { percent: percent(cx, conn, *run).await?, ..Standing::default() };
        match store::find_state(conn, *run).await?.as_deref() {
            Some("waiting") => standing.place = Some(store::place(conn, *run).await?),
            Some("parked") => standing.is_parked = true,
            _ => {}
        }
        if standing != Standing::default() {
            found.insert(*run, standing);
        }
    }
    Ok(found)
}

async fn percent(cx: &Cx, conn: &mut Conn, run: RunId) -> Result<Option<u8>> {
    let entries = match cx.live.get(run.0) {
        Some(log) => log.after(log.past.seq),
        None => crate::run::server::store::list_events(conn, run, 0).await?,
    };
    Ok(entries.iter().rev().find_map(told))
}

fn told(entry: &Entry) -> Option<u8> {
    #[derive(serde::Deserialize)]
    struct Progress {
        percent: u8,
    }
    let progress = (entry.event == "progress").then(|| serde_json::from_str::<Progress>(&entry.data));
    Some(progress?.ok()?.percent)
}
