//! What goes on beside requests: summaries whose text is there, speeches whose process died before it joined them.

use super::{recording, speech};
use crate::server::Cx;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Between two looks.
const TICK: Duration = Duration::from_secs(1);

/// Tends until the process ends.
pub async fn tend(cx: Cx) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = cx.stopping.cancelled() => return,
        }
        for swept in [recording::begin_summaries(&cx).await, speech::join_left(&cx).await] {
            if let Err(fault) = swept {
                fault.disclose();
            }
        }
    }
}
