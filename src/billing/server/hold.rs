//! Holds: coins set aside for a run, ended once.

use super::{
    ledger::{self, Command},
    store,
};
use crate::{
    billing::model::{Account, TransactionKind},
    kernel::{
        Coins,
        id::{HoldId, RunId, UserId},
    },
    server::{Cx, Result, db::Conn},
};
use futures::FutureExt;

/// Seconds after which a hold that nobody ended counts as forgotten. Longer than any run may take.
pub const HOLD_S: i64 = 2 * 3_600;
/// Forgotten holds ended in one go.
const EXPIRE_MAX: u32 = 200;

/// A hold that is open.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    pub(super) id: HoldId,
    pub(super) user: UserId,
    pub(super) run: RunId,
    pub(super) amount: Coins,
}

/// How a hold ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// What was charged: never more than was held.
    pub charged: Coins,
}

/// Sets coins aside for a run, in the transaction that makes the run. Refuses: `insufficient_coins`.
pub async fn hold(cx: &Cx, conn: &mut Conn, user: UserId, run: RunId, amount: Coins) -> Result<()> {
    let now = cx.clock.now();
    let postings = vec![(Account::Available, -amount.milli), (Account::Held, amount.milli)];
    let mut command = Command::new(TransactionKind::Hold, format!("hold:{run}"), user, postings);
    command.cause.run = Some(run);
    ledger::post(cx, conn, command).await?;
    let held = Held { id: HoldId(cx.id()), user, run, amount };
    store::insert_hold(conn, &held, now, now.plus_s(HOLD_S)).await
}

/// Ends a run's hold by paying `cost` out of it, at most all of it; the rest comes back. In the transaction that ends
/// the run. A hold that has ended already stays as it is, and what it charged is the answer.
pub async fn settle(cx: &Cx, conn: &mut Conn, run: RunId, cost: Coins) -> Result<Charge> {
    end(cx, conn, run, cost, TransactionKind::Settle).await
}

/// Ends a run's hold by giving all of it back.
pub async fn release(cx: &Cx, conn: &mut Conn, run: RunId) -> Result<Charge> {
    end(cx, conn, run, Coins::ZERO, TransactionKind::Release).await
}

/// Keeps a run's hold until somebody decides: it is never forgotten. Nothing is charged yet.
pub async fn freeze(conn: &mut Conn, run: RunId) -> Result<Charge> {
    store::freeze_hold(conn, run).await?;
    Ok(Charge { charged: Coins::ZERO })
}

/// Gives back the holds that were forgotten; how many.
pub async fn expire_holds(cx: &Cx) -> Result<u32> {
    let forgotten = store::list_forgotten(&mut cx.db.read().await?, cx.clock.now(), EXPIRE_MAX).await?;
    let mut expired = 0;
    for held in forgotten {
        let cx2 = cx.clone();
        tracing::warn!(run.id = %held.run, user.id = %held.user, "a hold was forgotten and is given back");
        cx.db
            .write(held.user.0, move |conn| {
                async move { end(&cx2, conn, held.run, Coins::ZERO, TransactionKind::Expiry).await }.boxed()
            })
            .await?;
        expired += 1;
    }
    Ok(expired)
}

async fn end(cx: &Cx, conn: &mut Conn, run: RunId, cost: Coins, kind: TransactionKind) -> Result<Charge> {
    let cost = Coins::from_milli(cost.milli.max(0));
    let ended = if kind == TransactionKind::Expiry { "expired" } else { "released" };
    let Some((held, charged)) = store::end_hold(conn, run, cost, ended, cx.clock.now()).await? else {
        return Ok(Charge { charged: store::find_charge(conn, run).await?.unwrap_or(Coins::ZERO) });
    };
    let kind = if charged == Coins::ZERO && kind == TransactionKind::Settle { TransactionKind::Release } else { kind };
    let postings = vec![
        (Account::Held, -held.amount.milli),
        (Account::Available, held.amount.milli - charged.milli),
        (Account::Revenue, charged.milli),
    ];
    let mut command = Command::new(kind, format!("end:{run}"), held.user, postings);
    command.cause.run = Some(run);
    ledger::post(cx, conn, command).await?;
    metrics::counter!("coins_charged_milli").increment(u64::try_from(charged.milli).unwrap_or(0));
    Ok(Charge { charged })
}
