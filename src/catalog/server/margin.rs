//! What is asked for each unit of cost, by whom.

use super::store::ModelRow;
use crate::{
    offer::model::Multiplier,
    server::{Result, config::Pricing},
};
use rust_decimal::Decimal;

/// What a plan multiplies prices with is a part of the margin: rounded once, with everything else.
pub(super) fn multiplied(margin: Decimal, multiplier: Multiplier) -> Decimal {
    if multiplier == Multiplier::ONE { margin } else { (margin * Decimal::new(multiplier.parts, 4)).normalize() }
}

/// The margin that counts: the plan's for this model, the model's own, the plan's, the general one.
pub(super) fn margin(
    row: &ModelRow,
    plans_for_model: Option<&String>,
    plans: Option<&String>,
    pricing: &Pricing,
) -> Result<Decimal> {
    match plans_for_model.or(row.margin.as_ref()).or(plans) {
        Some(margin) => Ok(margin.parse()?),
        None => Ok(pricing.margin),
    }
}
