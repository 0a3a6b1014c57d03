//! What goes on beside requests: changes made elsewhere, keys that were refused, balances of the day.

use super::{balance, load, store, store::FaultRow};
use crate::{
    provider::{FailureClass, Report},
    server::{Cx, Result},
};
use futures::FutureExt;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Between two looks at changes made in other processes.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between looks for balances that are due, and before the first.
const SWEEP: u64 = 60;
const FIRST: u64 = 30;
/// Characters of what a provider said.
pub(super) const DETAIL_MAX: usize = 300;

/// Tends until the process ends.
pub async fn tend(cx: Cx) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut count: u64 = 0;
    loop {
        let done = tokio::select! {
            _ = ticks.tick() => {
                count = count.wrapping_add(1);
                tick(&cx, count).await
            }
            () = cx.circuits.reported() => note_reports(&cx).await,
            // Answers that end during a stop still tell of keys.
            () = cx.aborting.cancelled() => return,
        };
        if let Err(fault) = done {
            fault.disclose();
        }
    }
}

async fn tick(cx: &Cx, count: u64) -> Result<()> {
    load::follow(cx).await?;
    if count % SWEEP == FIRST {
        balance::ask_due(cx).await?;
    }
    Ok(())
}

/// Keeps what requests found out about keys, for every process and every start.
pub(super) async fn note_reports(cx: &Cx) -> Result<()> {
    for report in cx.circuits.take_reports() {
        note(cx, report).await?;
    }
    Ok(())
}

async fn note(cx: &Cx, report: Report) -> Result<()> {
    let Report { provider: id, failure, at, until } = report;
    // One that is off already has nothing to lose.
    let Some(provider) = cx.providers.get(&id) else { return Ok(()) };
    let until = (failure.class == FailureClass::Quota).then_some(until);
    let fault = FaultRow {
        provider: id,
        class: failure.class.as_str().to_owned(),
        key_mark: provider.key_mark.clone(),
        detail: failure.detail.chars().take(DETAIL_MAX).collect(),
        created_at: at,
        until,
    };
    tracing::error!(provider = fault.provider, class = fault.class, "the provider refuses its key or its account");
    let (row, status) = (cx.id(), failure.status.map(i64::from));
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                store::note_fault(conn, row, &fault, status).await?;
                store::count_up(conn).await
            }
            .boxed()
        })
        .await?;
    load::load(cx).await?;
    Ok(())
}
