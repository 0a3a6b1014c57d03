//! What a plan is worth: whose prices, which models, whose work comes first.

use super::store;
use crate::{
    kernel::id::UserId,
    offer::{
        self,
        model::{Multiplier, Plan},
    },
    server::{Cx, Result, db::Conn},
};

/// The plan of people without one, as margins and policies name it.
pub const PLAN_NONE: &str = "default";

/// What a person's plan says at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanStanding {
    /// The plan's name in rules.
    pub code: String,
    /// What models' prices are multiplied with.
    pub multiplier: Multiplier,
    /// The models it opens, by id or as `openai/*`; none named means all.
    pub models: Vec<String>,
    /// Whose work is taken first: the higher, the sooner.
    pub priority: i64,
}

impl PlanStanding {
    /// Nobody's plan: everything, at the price it has.
    pub fn none() -> Self {
        Self::of_code(PLAN_NONE)
    }

    /// A plan of which only the name is known: what margins and policies say of it counts, and nothing else.
    pub fn of_code(code: &str) -> Self {
        Self { code: code.to_owned(), multiplier: Multiplier::ONE, models: Vec::new(), priority: 0 }
    }

    fn of_plan(plan: Plan) -> Self {
        let multiplier = plan.multiplier();
        Self { code: plan.code, multiplier, models: plan.models, priority: plan.queue_priority }
    }

    /// Whether it opens a model.
    pub fn opens(&self, model: &str) -> bool {
        let fits = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => model.starts_with(start),
            None => pattern == model,
        };
        self.models.is_empty() || self.models.iter().any(fits)
    }
}

/// What a person's plan says now. One look at an index for people without one.
pub async fn plan_of(cx: &Cx, conn: &mut Conn, user: UserId) -> Result<PlanStanding> {
    Ok(store::find_standing(conn, user, cx.clock.now()).await?.unwrap_or_else(PlanStanding::none))
}

/// What the plan of a name says to whoever has its newest revision.
pub async fn plan_named(conn: &mut Conn, code: &str) -> Result<PlanStanding> {
    if code == PLAN_NONE {
        return Ok(PlanStanding::none());
    }
    let plan = offer::server::plan_by_code(conn, code).await?.and_then(|offer| offer.content.plan().cloned());
    Ok(plan.map_or_else(|| PlanStanding::of_code(code), PlanStanding::of_plan))
}
