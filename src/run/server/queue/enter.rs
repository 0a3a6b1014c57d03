//! Into the queue.

use super::{pack::Packed, store};
use crate::{
    billing,
    run::server::start::{NewRun, Payer, hold},
    server::{Cx, Result, db::Conn},
    subscription::server::plan_of,
};

/// How far apart the turns of a person without a priority lie.
const STEP: i64 = 1 << 10;
/// So many points of a plan's priority double its people's share.
const DOUBLING: i64 = 25;
/// Shares are doubled or halved so often at most.
const DOUBLINGS_MAX: i64 = 6;

/// Makes a run that waits its turn, with its hold, in the caller's transaction; [`wake`] after it. Refuses:
/// `insufficient_coins`, `key_limit`.
pub async fn queue(cx: &Cx, conn: &mut Conn, run: &NewRun, packed: Packed) -> Result<()> {
    let (quote, now) = (hold(cx, conn, run).await?, cx.clock.now());
    if run.payer != Payer::House {
        // It may wait longer than a hold lasts; what became of it is the queue's to know.
        billing::server::freeze(conn, run.id).await?;
    }
    let priority = plan_of(cx, conn, run.user).await?.priority;
    crate::run::server::store::insert_run(conn, run, quote, None, now).await?;
    let turn = store::next_turn(conn, run.user, step(priority), now).await?;
    store::insert(conn, run, packed, turn, now).await
}

/// Tells the workers of this process that there is work; those of others look by themselves.
pub fn wake(cx: &Cx) {
    cx.live.queued.notify_one();
}

/// How far apart the turns of a plan's people lie: half as far for each [`DOUBLING`] of its priority.
fn step(priority: i64) -> i64 {
    match (priority / DOUBLING).clamp(-DOUBLINGS_MAX, DOUBLINGS_MAX) {
        halved @ 0.. => STEP >> halved,
        doubled => STEP << -doubled,
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn a_higher_priority_has_nearer_turns() {
        for (priority, expected) in [(0, 1_024), (24, 1_024), (25, 512), (100, 64), (-25, 2_048), (-1_000, 65_536)] {
            assert_eq!(step(priority), expected, "{priority}");
        }
    }
}
