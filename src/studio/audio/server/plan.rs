//! The models that do the work.

use crate::{
    catalog::{
        self,
        model::Capability,
        server::{Offer, Plan},
    },
    kernel::{AppError, FieldProblem},
    routing::{
        self,
        task::Task,
        wish::{AUTO, Facts},
    },
    server::{Cx, Fault, Result, access::Member, db::Conn},
};

/// The model that is named, if the person may use it and it can do this; those of the task's policy for none. Refuses:
/// `invalid` (`model`), `key_model`.
pub(super) async fn find(
    cx: &Cx,
    conn: &mut Conn,
    who: &Member,
    model: Option<&str>,
    task: Task,
    facts: &Facts,
) -> Result<Plan> {
    let wanted = task.needs();
    match model.filter(|model| *model != AUTO && !model.is_empty()) {
        Some(model) => {
            let offer = catalog::server::find_offer(cx, conn, who.user(), model, wanted).await?;
            if who.may_use(&offer.id) { Ok(offer.into()) } else { Err(AppError::KeyModel.into()) }
        }
        None => {
            let plan = routing::server::plan_for(cx, conn, who, task, facts).await?;
            plan.able(wanted).ok_or_else(|| AppError::field("model", FieldProblem::Unknown).into())
        }
    }
}

/// As [`find`], for work that was begun with a model: the policy, where that one is gone.
pub(super) async fn find_again(cx: &Cx, conn: &mut Conn, who: &Member, model: &str, task: Task) -> Result<Plan> {
    match find(cx, conn, who, Some(model), task, &Facts::default()).await {
        Err(Fault::Refused(AppError::Invalid { .. })) => find(cx, conn, who, None, task, &Facts::default()).await,
        found => found,
    }
}

/// Whether any of the plan's models tells times.
pub(super) fn tells_times(plan: &Plan) -> bool {
    plan.candidates().any(|offer| offer.can(Capability::Timestamps))
}

/// The plan's models that have this voice. Refuses: `invalid` (`voice`).
pub(super) fn with_voice(plan: Plan, voice: Option<&str>) -> Result<Plan> {
    let Some(voice) = voice else { return Ok(plan) };
    let has = |offer: &Offer| offer.voices.is_empty() || offer.voices.iter().any(|own| own == voice);
    let able = plan.candidates().enumerate().filter(|(_, offer)| has(offer));
    let able = able.map(|(at, offer)| (offer.clone(), u8::try_from(plan.retries(at)).unwrap_or(0))).collect();
    Plan::ordered(able).ok_or_else(|| AppError::field("voice", FieldProblem::Unknown).into())
}
