//! What goes on beside requests: coins that are due, periods that are over, and what Stripe is still to be told. Each step
//! is one guarded change, so two processes at once, or one that dies, do it once.

use super::{
    mirror::{Seen, mirror},
    store::{self, DueRow},
    tell,
};
use crate::{
    billing::server::{Credit, Source, credit},
    kernel::{Instant, id::SubscriptionId},
    payment::stripe::RefusalKind,
    server::{Cx, Result, db::Conn},
    subscription::model::SubscriptionState,
};
use futures::FutureExt;

/// Months, and subscriptions, looked at in one go.
const BATCH: u32 = 200;

/// Goes once around.
pub async fn go_around(cx: &Cx) -> Result<()> {
    let due = store::list_due(&mut cx.db.read().await?, cx.clock.now(), BATCH).await?;
    for month in due {
        let (cx2, user) = (cx.clone(), month.user_id);
        let granted = cx.db.write(user.0, move |conn| async move { grant(&cx2, conn, vec![month]).await }.boxed());
        // One that can not be granted must not keep the others from theirs.
        if let Err(fault) = granted.await {
            fault.disclose();
        }
    }
    let lapsed = store::list_lapsed(&mut cx.db.read().await?, cx.clock.now(), BATCH).await?;
    for (id, user) in lapsed {
        let cx2 = cx.clone();
        cx.db.write(user.0, move |conn| async move { settle(&cx2, conn, id).await }.boxed()).await?;
    }
    if let Err(fault) = tell::remind(cx).await {
        fault.disclose();
    }
    tell_gateway(cx).await
}

/// Gives the coins of these months, if nobody did.
pub(super) async fn grant(cx: &Cx, conn: &mut Conn, due: Vec<DueRow>) -> Result<()> {
    let now = cx.clock.now();
    for month in due {
        let Some(coins) = store::take_window(conn, month.period_id, month.number, now).await? else { continue };
        let (kind, source) = month.kind();
        credit(
            cx,
            conn,
            Credit {
                user: month.user_id,
                kind,
                key: format!("plan:{}:{}", month.period_id, month.number),
                coins,
                from: if month.is_trial { Source::Granted } else { Source::Sold },
                lot: Some((source, lasts_until(&month, now))),
                order: Some(month.order_id.0),
                author: None,
                reason: None,
            },
        )
        .await?;
    }
    Ok(())
}

/// The month's own end; where that has passed, because nobody was there to grant it, as long as it would have been.
fn lasts_until(month: &DueRow, now: Instant) -> Instant {
    if month.ends_at > now { month.ends_at } else { now.plus_s(month.ends_at.seconds_since(month.starts_at)) }
}

/// Writes down what runs now; ends what nothing covers any more.
pub(super) async fn settle(cx: &Cx, conn: &mut Conn, id: SubscriptionId) -> Result<()> {
    let now = cx.clock.now();
    let Some(row) = store::lock(conn, id).await? else { return Ok(()) };
    if row.state == SubscriptionState::Ended {
        return Ok(());
    }
    let periods = store::list_periods(conn, id, now).await?;
    if row.grace_until.is_some_and(|grace| grace <= now) {
        return tell::end(cx, conn, &row, "unpaid", row.stripe_id.is_some()).await;
    }
    if let Some(period) = periods.iter().find(|period| period.starts_at <= now) {
        if (period.offer_id, period.revision, period.starts_at, period.ends_at)
            != (row.offer, row.revision, row.period_start, row.period_end)
        {
            store::set_period(conn, id, period).await?;
        }
        return Ok(());
    }
    // What Stripe renews ends when Stripe says so, unless it said so before.
    let waits = row.gateway.renews() && !row.cancel_at_end;
    if periods.is_empty() && !waits {
        tell::end(cx, conn, &row, "over", false).await?;
    }
    Ok(())
}

/// Ends at Stripe what has ended here.
pub(super) async fn tell_gateway(cx: &Cx) -> Result<()> {
    let Some(gateway) = &cx.gateways.stripe else { return Ok(()) };
    let told = store::list_to_cancel(&mut cx.db.read().await?, BATCH).await?;
    for (id, user, stripe) in told {
        let is_done = match gateway.cancel_subscription(&stripe).await {
            Ok(_) => true,
            Err(failure) => {
                let is_gone = failure.refusal().is_some_and(|refusal| refusal.kind == RefusalKind::Missing);
                if !is_gone {
                    let (class, detail) = (failure.class(), failure.detail());
                    tracing::error!(subscription.id = %id, class, detail, "a subscription could not be ended at Stripe");
                }
                is_gone
            }
        };
        if is_done {
            cx.db.write(user.0, move |conn| async move { store::clear_cancel(conn, id).await }.boxed()).await?;
        }
    }
    Ok(())
}

/// Takes over what Stripe answered to a change of ours.
pub(super) async fn hear(cx: &Cx, user: crate::kernel::id::UserId, seen: Seen) -> Result<()> {
    let cx2 = cx.clone();
    let heard = cx.db.write(user.0, move |conn| async move { mirror(&cx2, conn, &seen).await }.boxed());
    heard.await.map(drop)
}
