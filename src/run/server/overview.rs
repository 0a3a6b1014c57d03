//! What a person did lately.

use super::{queue::standings, store, totals};
use crate::{
    catalog,
    kernel::{
        AppError,
        id::{RunId, UserId},
    },
    run::model::{Overview, RecentRun, Run},
    server::{Cx, Result, access::Member, db::Conn},
};
use std::collections::HashMap;

/// Days an overview covers, today included.
pub(super) const DAYS: i64 = 30;
const RECENT: u32 = 8;

/// A run of the person's. Refuses: `not_found`.
pub async fn get_run(cx: &Cx, who: &Member, id: RunId) -> Result<Run> {
    let mut conn = cx.db.read().await?;
    let run = store::find_run(&mut conn, who.user(), id).await?.ok_or(AppError::NotFound)?;
    if run.state.is_final() {
        return Ok(run);
    }
    let standing = standings(cx, &mut conn, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(Run { place: standing.place, progress: standing.percent, ..run })
}

/// Use of the last 30 days and the latest runs.
pub async fn get_overview(cx: &Cx, who: &Member) -> Result<Overview> {
    let now = cx.clock.now();
    let since = now.plus_s(-(DAYS - 1) * 24 * 3_600);
    let mut conn = cx.db.read().await?;
    Ok(Overview {
        days: totals::days(&mut conn, Some(who.user()), since, now).await?,
        recent: recent(cx, &mut conn, who.user()).await?,
        now,
    })
}

/// A run of the person's, with the page of its output. Refuses: `not_found`.
pub async fn get_receipt(cx: &Cx, who: &Member, id: RunId) -> Result<RecentRun> {
    let run = get_run(cx, who, id).await?;
    let mut conn = cx.db.read().await?;
    let names = catalog::server::names(&mut conn).await?;
    placed(cx, &mut conn, run, &names).await
}

async fn recent(cx: &Cx, conn: &mut Conn, user: UserId) -> Result<Vec<RecentRun>> {
    let names = catalog::server::names(conn).await?;
    let mut recent = Vec::new();
    for run in store::list_recent(conn, user, RECENT).await? {
        recent.push(placed(cx, conn, run, &names).await?);
    }
    Ok(recent)
}

/// With the name of its model and the page of its output.
async fn placed(cx: &Cx, conn: &mut Conn, run: Run, names: &HashMap<String, String>) -> Result<RecentRun> {
    let page = match cx.outputs.get(run.kind.as_str()) {
        Some(output) => output.page(conn, run.id).await?,
        None => None,
    };
    let model_name = names.get(&run.model).unwrap_or(&run.model).clone();
    Ok(RecentRun { run, model_name, page })
}
