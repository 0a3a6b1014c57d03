//! What a run used and owes: the provider's figures, or ours, marked as estimated.

use super::{drive::Heard, start::NewRun, work::Work};
use crate::{
    catalog::server::{CostTrust, Offer},
    kernel::Coins,
    provider::{Usage, tokens},
};

/// Tokens, and what is owed for all of it.
pub(super) struct Bill {
    pub(super) input: u64,
    pub(super) output: u64,
    pub(super) estimated: bool,
    pub(super) coins: Coins,
}

impl Bill {
    /// The bill for what was heard; `is_whole` when the work came to its end.
    pub(super) fn of(run: &NewRun, offer: &Offer, heard: &Heard, is_whole: bool) -> Self {
        match &run.work {
            Work::Chat(request) => answer(|| request.estimate(), offer, heard, is_whole),
            work => {
                let usage = heard.usage.clone().unwrap_or_default();
                let charge = offer.price.of(&usage);
                // What nobody can tell is settled by the rule of the quote.
                let is_unknown = charge.trust == CostTrust::Unknown;
                let most = || offer.price.maximum(&work.demand(run.input_tokens_max, offer));
                Self {
                    input: usage.input().unwrap_or(0),
                    output: usage.output().unwrap_or(0),
                    estimated: is_unknown,
                    coins: if is_unknown { most() } else { charge.coins },
                }
            }
        }
    }
}

/// What a provider said in the middle is not all: of an answer that was stopped, what we heard counts where it is more.
fn answer(question: impl Fn() -> u64, offer: &Offer, heard: &Heard, is_whole: bool) -> Bill {
    let reported = heard.usage.as_ref().and_then(|usage| Some((usage.input()?, usage.output()?)));
    if let (Some((input, output)), Some(usage), true) = (reported, &heard.usage, is_whole) {
        return Bill { input, output, estimated: false, coins: offer.price.of(usage).coins };
    }
    let beside = u64::try_from((heard.reasoning_bytes + heard.call_bytes) / 4).unwrap_or(0);
    let heard_tokens = tokens::estimate(&heard.text) + beside;
    let (input, output) = reported.map_or((None, 0), |(input, output)| (Some(input), output));
    let (input, output) = (input.unwrap_or_else(question), output.max(heard_tokens));
    let counted = Usage { input_uncached: Some(input), output_text: Some(output), ..Usage::default() };
    Bill { input, output, estimated: true, coins: offer.price.of(&counted).coins }
}
