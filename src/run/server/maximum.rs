//! What work may cost at most, before it is a run.

use super::work::Work;
use crate::{catalog::server::Plan, kernel::Coins};

/// The most that work may cost, whichever model of the plan does it: what [`super::insert`] would hold.
pub fn maximum(plan: &Plan, work: &Work, input_tokens_max: u64) -> Coins {
    let each = plan.candidates().map(|offer| offer.price.maximum(&work.demand(input_tokens_max, offer)));
    each.max().unwrap_or(Coins::ZERO)
}
