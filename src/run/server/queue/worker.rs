//! Takes work from the queue and does it, so much at once.

use super::{
    pack::{self, Packed},
    store::{self, Claimed, Limits},
};
use crate::{
    kernel::{AppError, error::ProviderProblem},
    run::server::{
        drive,
        finish::{self, End},
        start::{LEASE_S, NewRun, Payer},
    },
    server::{
        Cx, Fault, Result,
        live::{Log, Past},
    },
};
use futures::FutureExt;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    time::sleep,
};

/// Between two looks for work that another process queued, or whose time to be tried again has come.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Works until the process is asked to end; what was taken is done to its end.
pub async fn work(cx: Cx) {
    let slots = Arc::new(Semaphore::new(cx.settings.queue.slots));
    loop {
        tokio::select! {
            () = cx.stopping.cancelled() => return,
            () = cx.live.queued.notified() => {}
            () = sleep(LOOK_EVERY) => {}
        }
        while let Ok(slot) = slots.clone().try_acquire_owned() {
            match take(&cx).await {
                Ok(Some(claimed)) => drop(cx.tasks.spawn(go(cx.clone(), claimed, slot))),
                Ok(None) => break,
                Err(fault) => {
                    fault.disclose();
                    break;
                }
            }
            if cx.stopping.is_cancelled() {
                return;
            }
        }
    }
}

/// Takes whose turn it is; none where nothing waits that may be taken.
async fn take(cx: &Cx) -> Result<Option<Claimed>> {
    if !store::has_waiting(&mut cx.db.read().await?, cx.clock.now()).await? {
        return Ok(None);
    }
    let limits = Limits { per_user: cx.settings.queue.per_user, per_provider: cx.settings.queue.per_provider };
    let (instance, now) = (cx.instance, cx.clock.now());
    cx.db.write(instance, move |conn| store::claim(conn, limits, instance, now, now.plus_s(LEASE_S)).boxed()).await
}

async fn go(cx: Cx, claimed: Claimed, slot: OwnedSemaphorePermit) {
    let (run, files) = (claimed.run_id, claimed.files);
    let past = Past { seq: claimed.last_seq, attempts: claimed.attempts, tries: Some(claimed.tries) };
    let log = cx.live.open_after(run.0, past);
    match unpacked(&cx, &claimed).await {
        Ok(new_run) => {
            let (give, _) = oneshot::channel();
            drive::drive(cx.clone(), new_run, log, give).await;
        }
        Err(fault) => {
            fault.disclose();
            if let Err(fault) = fail(&cx, claimed, &log).await {
                fault.disclose();
            }
            cx.live.close(run.0);
        }
    }
    let over = async { Ok::<_, Fault>(!store::is_queued(&mut cx.db.read().await?, run).await?) };
    if over.await.unwrap_or(false) {
        pack::forget(&cx, run, files).await;
    }
    drop(slot);
    super::wake(&cx);
}

async fn unpacked(cx: &Cx, claimed: &Claimed) -> Result<NewRun> {
    let kind = cx.outputs.get_key_value(claimed.kind.as_str()).map(|(kind, _)| *kind);
    let packed = Packed { plan: claimed.plan.clone(), work: claimed.work.clone(), files: claimed.files };
    let (plan, work) = pack::unpack(cx, claimed.run_id, &packed).await?;
    Ok(NewRun {
        id: claimed.run_id,
        user: claimed.user_id,
        payer: if claimed.paid_by == "house" { Payer::House } else { Payer::Person(claimed.key_id) },
        kind: kind.ok_or_else(|| Fault::broken("no output for this kind of run"))?,
        plan,
        work,
        input_tokens_max: u64::try_from(claimed.input_tokens_quoted).unwrap_or(u64::MAX),
    })
}

/// Ends a run whose work can not be read any more.
async fn fail(cx: &Cx, claimed: Claimed, log: &Log) -> Result<()> {
    let error = AppError::Provider { reason: ProviderProblem::Interrupted };
    let end = End::without_output(claimed.run_id, claimed.user_id, claimed.kind, claimed.model_id, error);
    finish::write(cx, End { stored_seq: log.past.seq, ..end }, Vec::new(), log.past.attempts).await?;
    Ok(())
}
