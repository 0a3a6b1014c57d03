//! The models that may do a piece of work, in the order to try them.

use super::Offer;

/// One or more models on offer: the first is what was asked for, the others stand in before any output.
#[derive(Debug, Clone)]
pub struct Plan {
    first: Offer,
    others: Vec<Offer>,
}

impl Plan {
    /// A plan in this order.
    pub fn new(first: Offer, others: Vec<Offer>) -> Self {
        Self { first, others }
    }

    /// What was asked for.
    pub fn first(&self) -> &Offer {
        &self.first
    }

    /// All of them in their order.
    pub fn candidates(&self) -> impl Iterator<Item = &Offer> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl From<Offer> for Plan {
    /// This model or none.
    fn from(offer: Offer) -> Self {
        Self::new(offer, Vec::new())
    }
}
