//! Starting the run behind a call, and waiting for what it makes.

use super::{answer::Following, error::Refusal};
use crate::{
    catalog::{self, model::Capability, server::Plan},
    kernel::{AppError, Coins, id::RunId},
    provider::media::Made,
    routing::{
        self,
        task::Task,
        wish::{AUTO, Facts},
    },
    run::{
        self,
        model::RunEvent,
        server::{NewRun, Payer, Work},
    },
    server::{Cx, Fault, access::Member},
};
use futures::FutureExt;
use tokio::sync::oneshot;

/// A run that was started.
pub(super) struct Launched {
    pub(super) run: RunId,
    pub(super) following: Following,
    pub(super) made: oneshot::Receiver<Made>,
}

/// What a call took and cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Receipt {
    pub(super) input_tokens: i64,
    pub(super) output_tokens: i64,
    pub(super) coin_cost: Coins,
    pub(super) estimated: bool,
}

/// The model that is named, if the caller may use it and it can do this; those of the task's policy for `auto`, or of
/// another of the same kind for `auto/<task>`.
pub(super) async fn find_plan(
    cx: &Cx,
    who: &Member,
    model: &str,
    task: Task,
    wanted: Capability,
) -> Result<Plan, Refusal> {
    let mut conn = cx.db.read().await?;
    let named =
        model.strip_prefix("auto/").and_then(|code| code.parse().ok()).filter(|one: &Task| one.needs() == task.needs());
    let found = match named.or_else(|| (model == AUTO).then_some(task)) {
        Some(task) => {
            let plan = routing::server::plan_for(cx, &mut conn, who, task, &Facts::default()).await;
            plan.map(|plan| plan.able(wanted))
        }
        None => {
            let offer = catalog::server::find_offer(cx, &mut conn, who.user(), model, wanted).await;
            offer.map(|offer| who.may_use(&offer.id).then(|| offer.into()))
        }
    };
    match found.map_err(Fault::disclose) {
        Ok(plan) => plan.ok_or_else(|| Refusal::no_model(model)),
        Err(AppError::Invalid { .. }) => Err(Refusal::no_model(model)),
        Err(other) => Err(other.into()),
    }
}

/// Starts the run: never fewer than `input_tokens_max` tokens are read.
pub(super) async fn launch(
    cx: &Cx,
    who: &Member,
    kind: &'static str,
    plan: Plan,
    work: Work,
    input_tokens_max: u64,
) -> Result<Launched, Refusal> {
    let run = RunId(cx.id());
    let payer = Payer::Person(who.key().map(|door| door.id));
    let new_run = NewRun { id: run, user: who.user(), payer, kind, plan, work, input_tokens_max };
    let (stops, log) = (matches!(new_run.work, Work::Chat(_)), run::server::open_log(cx, run)?);
    let cx2 = cx.clone();
    // In a task of its own: a client that hangs up in the middle must not leave a run that nobody works on. What it
    // would have followed is dropped then, which stops the run.
    let started = cx.tasks.spawn(async move {
        let (cx, inserted) = (cx2.clone(), new_run.clone());
        let written = cx2
            .db
            .write(new_run.user.0, move |conn| async move { run::server::insert(&cx, conn, &inserted).await }.boxed());
        if let Err(fault) = written.await {
            cx2.live.close(run.0);
            return Err(fault);
        }
        // What was sent to a model that answers as a whole is paid, whoever waits for it.
        let following = Following::new(log.clone(), stops);
        let made = run::server::begin(&cx2, new_run, log);
        Ok(Launched { run, following, made })
    });
    Ok(started.await.map_err(Fault::from)??)
}

impl Launched {
    /// What the run made, after it was paid.
    pub(super) async fn made(mut self) -> Result<(Made, Receipt), Refusal> {
        let mut receipt = None;
        while let Some(event) = self.following.next().await {
            match event {
                RunEvent::Error(error) => return Err(error.into()),
                RunEvent::Usage { input_tokens, output_tokens, coin_cost, estimated, .. } => {
                    receipt = Some(Receipt { input_tokens, output_tokens, coin_cost, estimated });
                }
                _ => {}
            }
        }
        let receipt = receipt.ok_or_else(|| Fault::broken("a run without a receipt"))?;
        let made = self.made.await.map_err(|_| Fault::broken("a run that made nothing"))?;
        Ok((made, receipt))
    }
}
