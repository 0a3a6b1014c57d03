//! Waiting for the end of a run, for callers that have no stream.

use super::overview::get_run;
use crate::{
    kernel::id::RunId,
    run::model::Run,
    server::{Cx, Result, access::Member},
};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How often the database is asked about a run that works elsewhere.
const POLL: Duration = Duration::from_millis(250);

/// The run when it has ended, or as it is after `longest`. Refuses: `not_found`.
pub async fn wait_end(cx: &Cx, who: &Member, id: RunId, longest: Duration) -> Result<Run> {
    let due = Instant::now() + longest;
    loop {
        let run = get_run(cx, who, id).await?;
        let left = due.saturating_duration_since(Instant::now());
        if run.state.is_final() || left.is_zero() || cx.stopping.is_cancelled() {
            return Ok(run);
        }
        match cx.live.get(id.0) {
            Some(log) => {
                let mut tip = log.watch();
                let ended = tip.wait_for(|tip| tip.ended);
                drop(timeout(left, ended).await);
            }
            None => sleep(POLL.min(left)).await,
        }
    }
}
