//! The models that may do a piece of work, in the order to try them.

use super::Offer;
use crate::catalog::model::Capability;
use serde::{Deserialize, Serialize};

/// How often a model is asked again that was named alone.
const RETRIES: u8 = 1;

/// One or more models on offer: the first is what was asked for, the others stand in before any output.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    first: Candidate,
    others: Vec<Candidate>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Candidate {
    offer: Offer,
    retries: u8,
}

impl Plan {
    /// A plan in this order, each model with how often it is asked again; none without a model.
    pub fn ordered(candidates: Vec<(Offer, u8)>) -> Option<Self> {
        let mut candidates = candidates.into_iter().map(|(offer, retries)| Candidate { offer, retries });
        Some(Self { first: candidates.next()?, others: candidates.collect() })
    }

    /// What was asked for.
    pub fn first(&self) -> &Offer {
        &self.first.offer
    }

    /// All of them in their order.
    pub fn candidates(&self) -> impl Iterator<Item = &Offer> {
        std::iter::once(&self.first).chain(&self.others).map(|candidate| &candidate.offer)
    }

    /// How often the candidate of this place is asked again before another one is.
    pub fn retries(&self, at: usize) -> usize {
        let candidate = at.checked_sub(1).map_or(Some(&self.first), |at| self.others.get(at));
        candidate.map_or(0, |candidate| usize::from(candidate.retries))
    }

    /// The plan without the models that can not do this; none without any that can.
    pub fn able(self, wanted: Capability) -> Option<Self> {
        self.only(|offer| offer.can(wanted))
    }

    /// The plan with those models only; none without any.
    pub fn only(self, fits: impl Fn(&Offer) -> bool) -> Option<Self> {
        let all = std::iter::once(self.first).chain(self.others);
        let mut fitting = all.filter(|candidate| fits(&candidate.offer));
        Some(Self { first: fitting.next()?, others: fitting.collect() })
    }

    /// The plan without the stand-ins that can not read so many tokens.
    #[must_use]
    pub fn reading(mut self, input_tokens: u64) -> Self {
        self.others.retain(|candidate| candidate.offer.reads(input_tokens));
        self
    }
}

impl From<Offer> for Plan {
    /// This model or none.
    fn from(offer: Offer) -> Self {
        Self { first: Candidate { offer, retries: RETRIES }, others: Vec::new() }
    }
}
