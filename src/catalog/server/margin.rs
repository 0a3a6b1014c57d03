//! What is asked for each unit of cost, by whom.

use super::store::ModelRow;
use crate::{
    catalog::entry::PLAN_DEFAULT,
    kernel::id::UserId,
    server::{Result, config::Pricing},
};
use rust_decimal::Decimal;

/// The plan that a person's prices follow. Everybody has the usual one.
pub fn plan_of(_user: UserId) -> &'static str {
    PLAN_DEFAULT
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
