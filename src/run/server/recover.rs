//! Runs whose process died: found by their lease, ended as interrupted. What was written stays; nothing is charged,
//! because the failure was ours. Work whose provider charges it whoever listens is uncertain: its hold is frozen.

use super::{
    attempt::Attempt,
    finish::{self, End},
    queue,
    start::LEASE_S,
    store::{self, Orphan},
    stream::delta,
    work::Work,
};
use crate::{
    kernel::{AppError, error::ProviderProblem},
    provider::tokens,
    run::model::RunState,
    server::{Cx, Result},
};
use futures::FutureExt;

/// Orphans ended in one go.
const MAX: u32 = 100;

/// Ends the runs whose process died; how many.
pub(super) async fn recover(cx: &Cx) -> Result<u32> {
    let orphans = store::list_orphans(&mut cx.db.read().await?, cx.clock.now(), MAX).await?;
    let mut ended = 0;
    for orphan in orphans {
        let (run, instance, now) = (orphan.id, cx.instance, cx.clock.now());
        if cx.live.get(run.0).is_some() {
            // It works here and only missed a heartbeat.
            continue;
        }
        let adopted = cx
            .db
            .write(orphan.user_id.0, move |conn| store::adopt(conn, run, instance, now, now.plus_s(LEASE_S)).boxed());
        if adopted.await? {
            if give_back(cx, &orphan).await? {
                tracing::warn!(run.id = %run, "a run lost its process and waits again");
                ended += 1;
                continue;
            }
            tracing::warn!(run.id = %run, "a run lost its process and is ended");
            // One that can not be ended now is tried again when its lease has run out, and keeps nobody else waiting.
            match end(cx, orphan).await {
                Ok(()) => ended += 1,
                Err(fault) => drop(fault.disclose()),
            }
        }
    }
    Ok(ended)
}

/// Puts a run of the queue back that has said nothing, and whose provider can not have charged it; whether it was.
async fn give_back(cx: &Cx, orphan: &Orphan) -> Result<bool> {
    if !orphan.is_queued || is_charged(orphan) {
        return Ok(false);
    }
    let mut conn = cx.db.read().await?;
    let entries = store::list_events(&mut conn, orphan.id, 0).await?;
    drop(conn);
    if entries.iter().any(|entry| delta(entry).is_some()) {
        return Ok(false);
    }
    let (run, instance) = (orphan.id, cx.instance);
    let back = cx.db.write(orphan.user_id.0, move |conn| queue::give_back(conn, run, instance).boxed()).await?;
    queue::wake(cx);
    Ok(back)
}

/// Whether its provider may have charged it although nobody heard the answer.
fn is_charged(orphan: &Orphan) -> bool {
    Work::is_costly(&orphan.work) && orphan.asked_at.is_some()
}

async fn end(cx: &Cx, orphan: Orphan) -> Result<()> {
    let mut conn = cx.db.read().await?;
    let entries = store::list_events(&mut conn, orphan.id, 0).await?;
    let made_before = store::count_attempts(&mut conn, orphan.id).await?;
    drop(conn);
    let text: String = entries.iter().filter_map(delta).collect();
    let (state, reason) = match () {
        () if is_charged(&orphan) => (RunState::Uncertain, ProviderProblem::Uncertain),
        () if entries.is_empty() => (RunState::Failed, ProviderProblem::Interrupted),
        () => (RunState::Interrupted, ProviderProblem::Interrupted),
    };
    let end = End {
        run: orphan.id,
        user: orphan.user_id,
        kind: orphan.kind,
        is_queued: orphan.is_queued,
        model: orphan.model_id.clone(),
        provider: String::new(),
        state,
        finish: state.code().to_owned(),
        cost: None,
        input_tokens: orphan.input_tokens_quoted,
        output_tokens: i64::try_from(tokens::estimate(&text)).unwrap_or(i64::MAX),
        cached_tokens: None,
        reasoning_tokens: None,
        text,
        estimated: true,
        error: Some(AppError::Provider { reason }),
        stored_seq: entries.last().map_or(0, |entry| entry.seq),
        entries: Vec::new(),
    };
    let attempt = Attempt::lost(cx, &orphan.model_id, orphan.task_provider, orphan.task_id);
    finish::write(cx, end, vec![attempt], made_before).await?;
    Ok(())
}
