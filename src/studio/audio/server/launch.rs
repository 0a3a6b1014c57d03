//! From work to runs: all that belong together are held together, and only then wait for their turn.

use crate::{
    catalog::server::Plan,
    kernel::{
        Coins,
        id::{KeyId, RunId, UserId},
    },
    run::{
        self,
        server::{NewRun, Packed, Payer, Work},
    },
    server::{Cx, Result, db::Conn},
};
use bytes::Bytes;
use uuid::Uuid;

/// A run that is ready to be held: its files lie in the storage.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    run: NewRun,
    packed: Packed,
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

impl Order {
    fn run(self, id: RunId, plan: &Plan, work: Work, input_tokens_max: u64) -> NewRun {
        let payer = Payer::Person(self.key);
        NewRun { id, user: self.user, payer, kind: self.kind, plan: plan.clone(), work, input_tokens_max }
    }
}

/// Makes work ready: what it needs is stored, and no longer held in memory.
pub(super) async fn pack(cx: &Cx, order: Order, plan: &Plan, work: Work, input_tokens_max: u64) -> Result<Ready> {
    let mut run = order.run(RunId(cx.id()), plan, work, input_tokens_max);
    let packed = run::server::pack(cx, &run).await?;
    if let Work::Transcription { request, .. } = &mut run.work {
        request.audio.bytes = Bytes::new();
    }
    Ok(Ready { run, packed })
}

/// Holds it, in the caller's transaction. Refuses: `insufficient_coins`, `key_limit`.
pub(super) async fn queue(cx: &Cx, conn: &mut Conn, ready: &Ready) -> Result<()> {
    run::server::queue(cx, conn, &ready.run, ready.packed.clone()).await
}

/// Tells that they wait, after they are durable.
pub(super) fn wake(cx: &Cx) {
    run::server::wake(cx);
}

/// The most that work may cost, before it is a run.
pub(super) fn maximum(plan: &Plan, work: Work, input_tokens_max: u64) -> Coins {
    let order = Order { user: UserId(Uuid::nil()), key: None, kind: "" };
    run::server::quote_run(&order.run(RunId(Uuid::nil()), plan, work, input_tokens_max))
}

/// All of it together.
pub(super) fn sum(all: impl Iterator<Item = Coins>) -> Coins {
    all.fold(Coins::ZERO, |sum, one| Coins::from_milli(sum.milli.saturating_add(one.milli)))
}
