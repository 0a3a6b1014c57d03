//! Back into the queue: work that came to nothing through no fault of its own, and cost nobody anything.

use super::store::{self, Back};
use crate::{
    kernel::Instant,
    provider::{Failure, FailureClass},
    run::server::{attempt::Attempt, start::NewRun},
    server::{
        Cx, Result,
        live::{Entry, Log},
    },
};
use futures::FutureExt;

/// Seconds to wait after each time it was tried in vain.
const PAUSES_S: [i64; 4] = [10, 40, 160, 640];
/// How often work is tried before it is parked.
pub const TRIES_MAX: i64 = 5;

/// What becomes of work that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// It has ended.
    End,
    /// It is tried again after so many seconds.
    Wait(i64),
    /// Staff is to look.
    Park,
}

/// Whether a failure is nobody's word on the work itself, and what follows it.
fn after(class: FailureClass, tries: i64) -> After {
    match class {
        FailureClass::RateLimited | FailureClass::Overloaded | FailureClass::Transient => {
            let pause = usize::try_from(tries - 1).ok().and_then(|at| PAUSES_S.get(at));
            pause.filter(|_| tries < TRIES_MAX).map_or(After::Park, |pause| After::Wait(*pause))
        }
        // A key, a balance or a model that staff can put right.
        FailureClass::Credential | FailureClass::Quota | FailureClass::ModelGone | FailureClass::Region => After::Park,
        FailureClass::Interrupted
        | FailureClass::Protocol
        | FailureClass::Caller
        | FailureClass::ContextTooLong
        | FailureClass::Filtered
        | FailureClass::Uncertain => After::End,
    }
}

/// Puts a run back that was taken from the queue and failed, if its failure is of that kind; whether it was. Its coins stay
/// set aside.
pub(in crate::run::server) async fn put_back(
    cx: &Cx,
    run: &NewRun,
    log: &Log,
    stored_seq: i64,
    failure: &Failure,
    attempts: &[Attempt],
) -> Result<bool> {
    let Some(tries) = log.past.tries else { return Ok(false) };
    // Who asked for it to stop does not want it tried again.
    let next = if log.cancel.is_cancelled() { After::End } else { after(failure.class, tries) };
    let now: Instant = cx.clock.now();
    let due_at = match next {
        After::End => return Ok(false),
        After::Wait(seconds) => Some(now.plus_s(seconds.max(asked_s(failure)))),
        After::Park => None,
    };
    let back = Back { run: run.id, instance: cx.instance, due_at, problem: failure.problem(), now };
    let (entries, attempts, past): (Vec<Entry>, Vec<Attempt>, i64) =
        (log.after(stored_seq), attempts.to_vec(), log.past.attempts);
    let written = cx.db.write(run.user.0, move |conn| {
        async move {
            if !store::put_back(conn, &back).await? {
                return Ok(());
            }
            crate::run::server::store::append(conn, back.run, stored_seq, entries).await?;
            for (number, attempt) in (past + 1..).zip(&attempts) {
                crate::run::server::store::insert_attempt(conn, back.run, number, attempt).await?;
            }
            Ok(())
        }
        .boxed()
    });
    written.await?;
    metrics::counter!("runs_put_back", "how" => if due_at.is_some() { "again" } else { "parked" }).increment(1);
    Ok(true)
}

/// Seconds that the provider itself asks for.
fn asked_s(failure: &Failure) -> i64 {
    failure.retry_after.and_then(|pause| i64::try_from(pause.as_secs()).ok()).unwrap_or(0).min(3_600)
}

#[cfg(test)]
mod tests {
    use super::{After, TRIES_MAX, after};
    use crate::provider::FailureClass;

    #[test]
    fn each_time_waits_longer_and_the_last_one_parks() {
        let waits: Vec<After> = (1..=TRIES_MAX).map(|tries| after(FailureClass::Overloaded, tries)).collect();
        assert_eq!(waits, [After::Wait(10), After::Wait(40), After::Wait(160), After::Wait(640), After::Park]);
        assert_eq!(after(FailureClass::Credential, 1), After::Park);
        assert_eq!(after(FailureClass::Filtered, 1), After::End);
        assert_eq!(after(FailureClass::Uncertain, 1), After::End);
    }
}
