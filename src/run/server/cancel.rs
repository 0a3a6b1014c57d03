//! Stopping a run. Closing a page never does; this does.

use super::{queue, store};
use crate::{
    kernel::{AppError, id::RunId},
    run::model::{Run, RunState},
    server::{Cx, Result, access::Member},
};
use futures::FutureExt;

/// Asks a run to stop. Here it stops at once; in another process within a second. One that has ended stays as it is.
/// Refuses: `not_found`.
pub async fn cancel_run(cx: &Cx, who: &Member, id: RunId) -> Result<Run> {
    let (user, now) = (who.user(), cx.clock.now());
    let run = store::find_run(&mut cx.db.read().await?, user, id).await?.ok_or(AppError::NotFound)?;
    if run.state.is_final() {
        return Ok(run);
    }
    if run.state == RunState::Queued && queue::stop(cx, &run, user).await? {
        return Ok(store::find_run(&mut cx.db.read().await?, user, id).await?.ok_or(AppError::NotFound)?);
    }
    if let Some(log) = cx.live.get(id.0) {
        log.cancel.cancel();
    } else {
        cx.db.write(user.0, move |conn| store::request_cancel(conn, id, user, now).boxed()).await?;
    }
    Ok(run)
}
