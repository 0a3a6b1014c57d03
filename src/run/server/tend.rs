//! The heartbeat of a process: its leases, stops asked for elsewhere, orphans, forgotten holds, coins past
//! their time.

use super::{queue, recover, start::LEASE_S, store, uncertain};
use crate::{
    billing, catalog,
    server::{Cx, Result, rest::idempotency},
};
use futures::FutureExt;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Between two looks at stops asked for in other processes.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between heartbeats, looks for orphans included.
const BEAT: u64 = 5;
/// Ticks between looks for forgotten holds and for coins past their time.
const SWEEP: u64 = 60;
/// Ticks between looks for people to be told of their coins.
const HOUR: u64 = 3_600;

/// Tends until the process ends.
pub async fn tend(cx: Cx) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut count: u64 = 0;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            // Runs that finish during a stop still need their leases.
            () = cx.aborting.cancelled() => return,
        }
        if let Err(fault) = tick(&cx, count).await {
            fault.disclose();
        }
        count = count.wrapping_add(1);
    }
}

async fn tick(cx: &Cx, count: u64) -> Result<()> {
    let instance = cx.instance;
    metrics::gauge!("runs_live").set(u32::try_from(cx.live.count()).unwrap_or(u32::MAX));
    if cx.live.count() > 0 {
        for run in store::list_cancelled(&mut cx.db.read().await?, instance).await? {
            if let Some(log) = cx.live.get(run.0) {
                log.cancel.cancel();
            }
        }
        if count.is_multiple_of(BEAT) {
            let until = cx.clock.now().plus_s(LEASE_S);
            let runs = cx.live.ids();
            cx.db.write(instance, move |conn| store::extend_leases(conn, runs, instance, until).boxed()).await?;
        }
    }
    if count.is_multiple_of(BEAT) {
        recover::recover(cx).await?;
    }
    if count.is_multiple_of(SWEEP) {
        billing::server::expire_holds(cx).await?;
        billing::server::expire_lots(cx).await?;
        uncertain::reconcile(cx).await?;
        queue::expire(cx).await?;
        catalog::server::tend(cx).await?;
        idempotency::forget_old(cx).await?;
        cx.limits.forget_quiet();
        cx.metrics.upkeep();
    }
    if count.is_multiple_of(HOUR) {
        billing::server::warn(cx).await?;
        queue::sweep(cx).await?;
    }
    Ok(())
}
