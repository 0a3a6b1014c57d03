//! Runs whose process died: found by their lease, ended as interrupted. What was written stays; nothing is charged,
//! because the failure was ours. Work whose provider charges it whoever listens is uncertain: its hold is frozen.

use super::{
    attempt::Attempt,
    finish::{self, End},
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

async fn end(cx: &Cx, orphan: Orphan) -> Result<()> {
    let mut conn = cx.db.read().await?;
    let entries = store::list_events(&mut conn, orphan.id, 0).await?;
    drop(conn);
    let text: String = entries.iter().filter_map(delta).collect();
    let (state, reason) = match () {
        () if Work::is_costly(&orphan.work) => (RunState::Uncertain, ProviderProblem::Uncertain),
        () if entries.is_empty() => (RunState::Failed, ProviderProblem::Interrupted),
        () => (RunState::Interrupted, ProviderProblem::Interrupted),
    };
    let end = End {
        run: orphan.id,
        user: orphan.user_id,
        kind: orphan.kind,
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
    finish::write(cx, end, vec![attempt], cx.instance).await?;
    Ok(())
}
