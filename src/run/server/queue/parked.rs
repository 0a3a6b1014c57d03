//! Work that staff is to look at.

use super::{pack, store};
use crate::{
    kernel::{
        AppError,
        error::ProviderProblem,
        id::{RunId, UserId},
    },
    run::{
        model::{Resolved, Run, RunState},
        parked::{ParkedVerdict, QueueBoard, Settling},
        server::finish::{self, End},
    },
    server::{Cx, Result, access::Staff},
};
use futures::FutureExt;

/// Seconds that work may be parked; then it has failed and its coins go back.
const PARKED_S: i64 = 24 * 3_600;
/// Entries of one look.
const MAX: u32 = 100;

/// How the queue stands, and what is parked, the oldest first.
pub async fn get_board(cx: &Cx, _who: &Staff) -> Result<QueueBoard> {
    let mut conn = cx.db.read().await?;
    let (waiting, taken, parked) = store::counts(&mut conn).await?;
    Ok(QueueBoard { waiting, taken, parked, items: store::list_parked(&mut conn, MAX).await?, now: cx.clock.now() })
}

/// Puts parked runs into the queue again, or gives them up: those have failed, and their coins go back. Each once, whoever is
/// first. Refuses: `invalid` (`runs`).
pub async fn settle_parked(cx: &Cx, _who: &Staff, input: Settling) -> Result<Resolved> {
    input.check()?;
    let mut answer = Resolved { resolved: 0, gone: 0 };
    for run in input.runs {
        let done = match input.verdict {
            ParkedVerdict::Resume => resume(cx, run).await?,
            ParkedVerdict::GiveUp => give_up(cx, run).await?,
        };
        *(if done { &mut answer.resolved } else { &mut answer.gone }) += 1;
    }
    super::wake(cx);
    Ok(answer)
}

async fn resume(cx: &Cx, run: RunId) -> Result<bool> {
    let now = cx.clock.now();
    cx.db.write(run.0, move |conn| store::resume(conn, run, now).boxed()).await
}

async fn give_up(cx: &Cx, run: RunId) -> Result<bool> {
    let Some(row) = store::find_parked(&mut cx.db.read().await?, run).await? else { return Ok(false) };
    let reason = row.problem().unwrap_or(ProviderProblem::Interrupted);
    let end = End::without_output(run, row.user_id, row.kind, row.model_id, AppError::Provider { reason });
    let done = end_waiting(cx, end, "parked").await?;
    if done {
        pack::forget(cx, run, row.files).await;
    }
    Ok(done)
}

/// Ends a run that nobody works on, if it is still so; whether it was.
pub(in crate::run::server) async fn end_waiting(cx: &Cx, end: End, state: &'static str) -> Result<bool> {
    let cx2 = cx.clone();
    let written = cx.db.write(end.user.0, move |conn| {
        async move {
            let end = end;
            let now = cx2.clock.now();
            if !store::seize(conn, end.run, state, cx2.instance, now).await? {
                return Ok(false);
            }
            let stored_seq = crate::run::server::store::last_seq(conn, end.run).await?;
            let end = End { stored_seq, ..end };
            Ok(finish::write_in(&cx2, conn, &end, &[], 0).await?.is_some())
        }
        .boxed()
    });
    written.await
}

/// Stops a run that waits or is parked; whether it did.
pub(in crate::run::server) async fn stop(cx: &Cx, run: &Run, user: UserId) -> Result<bool> {
    let end = End::without_output(run.id, user, run.kind.clone(), run.model.clone(), AppError::Conflict);
    let end = End { state: RunState::Cancelled, finish: RunState::Cancelled.code().to_owned(), error: None, ..end };
    Ok(end_waiting(cx, end.clone(), "waiting").await? || end_waiting(cx, end, "parked").await?)
}

/// Gives up what has been parked too long.
pub(in crate::run::server) async fn expire(cx: &Cx) -> Result<()> {
    let before = cx.clock.now().plus_s(-PARKED_S);
    for run in store::list_old_parked(&mut cx.db.read().await?, before, MAX).await? {
        give_up(cx, run).await?;
    }
    Ok(())
}
