//! What a person did lately.

use super::{store, totals};
use crate::{
    catalog,
    kernel::{
        AppError,
        id::{RunId, UserId},
    },
    run::model::{Overview, RecentRun, Run},
    server::{Cx, Result, access::Member, db::Conn},
};

/// Days an overview covers, today included.
pub(super) const DAYS: i64 = 30;
const RECENT: u32 = 8;

/// A run of the person's. Refuses: `not_found`.
pub async fn get_run(cx: &Cx, who: &Member, id: RunId) -> Result<Run> {
    let found = store::find_run(&mut cx.db.read().await?, who.user(), id).await?;
    found.ok_or_else(|| AppError::NotFound.into())
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

async fn recent(cx: &Cx, conn: &mut Conn, user: UserId) -> Result<Vec<RecentRun>> {
    let names = catalog::server::names(conn).await?;
    let mut recent = Vec::new();
    for run in store::list_recent(conn, user, RECENT).await? {
        let page = match cx.outputs.get(run.kind.as_str()) {
            Some(output) => output.page(conn, run.id).await?,
            None => None,
        };
        let model_name = names.get(&run.model).unwrap_or(&run.model).clone();
        recent.push(RecentRun { run, model_name, page });
    }
    Ok(recent)
}
