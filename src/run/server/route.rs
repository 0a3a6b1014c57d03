//! What follows a request that failed before it gave anything: the same model once more, as often as its plan says, another
//! one, or the end.
//!
//! After the first word a person has seen there is no other model: an answer that changes its mouth in the middle is
//! worse than one that says it broke off. What the request itself did wrong is nobody else's to repair.

use crate::{
    catalog::server::{Offer, Plan},
    provider::{Failure, FailureClass},
    server::Cx,
};
use std::time::Duration;

/// Requests one run may make.
const ATTEMPTS_MAX: usize = 10;
/// No further request begins after this long.
const BUDGET: Duration = Duration::from_secs(90);
/// The longest a person waits because a provider asks for a pause.
const PAUSE_MAX: Duration = Duration::from_secs(20);
/// Before the same model is asked again, doubled each further time; as much again at most, so that many do not come back
/// at once.
const BACK_OFF: Duration = Duration::from_millis(500);

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The same candidate, after a pause.
    Again(Duration),
    /// This candidate.
    Other(usize),
    /// Nothing.
    End,
}

/// How far a run is with its plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    /// The candidate that failed.
    pub(super) at: usize,
    /// Requests to it in a row.
    pub(super) here: usize,
    /// Requests altogether.
    pub(super) attempts: usize,
    /// Since the run began.
    pub(super) took: Duration,
}

/// The candidate to begin with: the first whose circuit lets it, else the first of all.
pub(super) fn begin(cx: &Cx, plan: &Plan) -> usize {
    open_from(cx, plan, 0, |_| true).unwrap_or(0)
}

/// What follows a failure; `jitter` between 0 and 999 spreads those who try again.
pub(super) fn next(cx: &Cx, plan: &Plan, progress: Progress, failure: &Failure, jitter: u32) -> Next {
    if progress.attempts >= ATTEMPTS_MAX || progress.took >= BUDGET {
        return Next::End;
    }
    let Some(failed) = plan.candidates().nth(progress.at) else { return Next::End };
    let other = |fits: &dyn Fn(&Offer) -> bool| open_from(cx, plan, progress.at + 1, fits).map(Next::Other);
    let may_repeat = progress.here <= plan.retries(progress.at);
    let asked = failure.retry_after;
    let again = || {
        let doubled = BACK_OFF * (1 << progress.here.saturating_sub(1).min(4));
        let pause = (doubled + doubled * jitter.min(999) / 1_000).max(asked.unwrap_or_default());
        (may_repeat && pause <= PAUSE_MAX).then_some(Next::Again(pause))
    };
    let chosen = match failure.class {
        FailureClass::ContextTooLong => other(&|offer| offer.context_tokens > failed.context_tokens),
        FailureClass::Credential
        | FailureClass::Quota
        | FailureClass::ModelGone
        | FailureClass::Region
        | FailureClass::Protocol => other(&|_| true),
        FailureClass::RateLimited => other(&|_| true).or_else(|| again().filter(|_| asked.is_some())),
        // Who names a pause is not asked before it is over while another one may be.
        FailureClass::Overloaded if asked.is_some() => other(&|_| true).or_else(again),
        FailureClass::Overloaded | FailureClass::Transient => again().or_else(|| other(&|_| true)),
        FailureClass::Caller | FailureClass::Filtered | FailureClass::Interrupted | FailureClass::Uncertain => None,
    };
    chosen.unwrap_or(Next::End)
}

fn open_from(cx: &Cx, plan: &Plan, from: usize, fits: impl Fn(&Offer) -> bool) -> Option<usize> {
    let now = cx.clock.now();
    let mut candidates = plan.candidates().enumerate().skip(from);
    let open = |offer: &Offer| fits(offer) && cx.circuits.allows(&offer.provider, &offer.provider_model, now);
    candidates.find(|(_, offer)| open(offer)).map(|(at, _)| at)
}
