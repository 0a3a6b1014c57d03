//! From work to runs: all that belong together are held together, and only then begun.

use crate::{
    kernel::{
        Coins,
        id::{KeyId, RunId, UserId},
    },
    run::{
        self,
        server::{NewRun, Payer, Work},
    },
    server::{Cx, Fault, Result, db::Conn},
};
use crate::catalog::server::Plan;

/// A run that is ready to be held.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    run: NewRun,
}

impl Ready {
    /// The run.
    pub(super) fn id(&self) -> RunId {
        self.run.id
    }
}

/// Who wants work done, and by what it is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// Whose it is.
    pub(super) user: UserId,
    /// The API key that pays within its limit.
    pub(super) key: Option<KeyId>,
    /// Who keeps the output.
    pub(super) kind: &'static str,
}

/// Makes work ready: what it needs is stored.
pub(super) async fn pack(cx: &Cx, order: Order, plan: &Plan, work: Work, input_tokens_max: u64) -> Result<Ready> {
    let payer = Payer::Person(order.key);
    let id = RunId(cx.id());
    let run = NewRun { id, user: order.user, payer, kind: order.kind, plan: plan.clone(), work, input_tokens_max };
    std::future::ready(Ok(Ready { run })).await
}

/// Holds it, in the caller's transaction. Refuses: `insufficient_coins`, `key_limit`.
pub(super) async fn queue(cx: &Cx, conn: &mut Conn, ready: &Ready) -> Result<()> {
    run::server::insert(cx, conn, &ready.run).await
}

/// Begins them, after they are durable.
pub(super) fn wake(cx: &Cx, all: Vec<Ready>) {
    for ready in all {
        match run::server::open_log(cx, ready.run.id) {
            Ok(log) => follow(cx, ready.run, log),
            // The process ends; another one finds the run and ends it.
            Err(fault) => drop(fault.disclose()),
        }
    }
}

fn follow(cx: &Cx, new_run: NewRun, log: std::sync::Arc<crate::server::live::Log>) {
    let (id, user, kind) = (new_run.id, new_run.user, new_run.kind);
    let made = run::server::begin(cx, new_run, log);
    let cx2 = cx.clone();
    cx.tasks.spawn(async move {
        let Ok(made) = made.await else { return };
        let kept = match kind {
            super::KIND_STT => super::recording::deposit(&cx2, id, user, &made).await,
            super::KIND_TTS => super::speech::deposit(&cx2, id, user, &made).await,
            _ => Ok(Vec::new()),
        };
        drop(kept.map_err(Fault::disclose));
    });
}

/// What some work may cost at most, with all the rest.
pub(super) fn sum(all: impl Iterator<Item = Coins>) -> Coins {
    all.fold(Coins::ZERO, |sum, one| Coins::from_milli(sum.milli.saturating_add(one.milli)))
}
