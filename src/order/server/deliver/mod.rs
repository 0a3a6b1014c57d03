//! Handing over what was paid for: once, and again and again until it is done.

pub(super) mod store;

use super::{plan, store as orders, view};
use crate::{
    billing::{
        model::{LotSource, TransactionKind},
        server::{Credit, Source, credit},
    },
    kernel::{Coins, Instant, id::OrderId},
    notice::{self, model::Notice},
    offer::{self, model::Content},
    order::model::{Order, OrderLine, OrderState},
    referral::{self, server::Earning},
    server::{Cx, Fault, Result},
};
use futures::{FutureExt, StreamExt, stream};

/// Deliveries taken up in one go.
const BATCH: u32 = 100;
/// Those that share their commits.
const AT_ONCE: usize = 16;
/// Seconds before the next try, by the tries before.
const PAUSES_S: [i64; 6] = [5, 30, 120, 600, 1_800, 3_600];
const DAY_S: i64 = 86_400;

/// Hands over what is due; called by the heartbeat. How many.
pub async fn deliver_due(cx: &Cx) -> Result<u32> {
    let due = store::list_due(&mut cx.db.read().await?, cx.clock.now(), BATCH).await?;
    let done = stream::iter(due).map(|order| deliver_now(cx, order)).buffer_unordered(AT_ONCE);
    Ok(done.filter(|done| std::future::ready(*done)).count().await.try_into()?)
}

/// Hands over one order if it is paid and not handed over; whether it was done. What fails is noted and tried again.
pub(super) async fn deliver_now(cx: &Cx, order: OrderId) -> bool {
    match deliver(cx, order).await {
        Ok(done) => done,
        Err(fault) => {
            let problem = fault.disclose().code();
            tracing::error!(order.id = %order, problem, "an order could not be handed over");
            let (now, cx2) = (cx.clock.now(), cx.clone());
            let noted = cx2.db.write(order.0, move |conn| store::put_off(conn, order, problem, now, &PAUSES_S).boxed());
            if let Err(fault) = noted.await {
                fault.disclose();
            }
            false
        }
    }
}

async fn deliver(cx: &Cx, order: OrderId) -> Result<bool> {
    let Some(user) = store::find_undelivered(&mut cx.db.read().await?, order).await? else { return Ok(false) };
    let cx2 = cx.clone();
    cx.db
        .write(user.0, move |conn| {
            async move {
                let now = cx2.clock.now();
                // The guards: whoever does it second finds nothing to do, and nothing is handed over while the payer's bank has
                // the money.
                if !orders::move_state(conn, order, &[OrderState::Paid], OrderState::Fulfilled).await?
                    || !store::end_delivery(conn, order, now).await?
                {
                    return Ok(false);
                }
                let found = view::store::find(conn, order)
                    .await?
                    .ok_or_else(|| Fault::broken("a delivery without an order"))?;
                let mut earning = Coins::ZERO;
                for (position, line) in found.order.lines.iter().enumerate() {
                    let bought = offer::server::find_revision(conn, line.offer_id, line.revision).await?;
                    earning.milli += paid_for(&found.order, line, bought.as_ref().map(|bought| &bought.content));
                    if bought.is_some_and(|bought| bought.content.plan().is_some()) {
                        plan::hand_over(&cx2, conn, user, &found.order, line).await?;
                        continue;
                    }
                    credit(
                        &cx2,
                        conn,
                        Credit {
                            user,
                            kind: TransactionKind::Purchase,
                            key: format!("order:{order}:{position}"),
                            coins: line.coins,
                            from: Source::Sold,
                            lot: line.expires_days.map(|days| (LotSource::Package, ends(now, days))),
                            order: Some(order.0),
                            author: None,
                            reason: None,
                        },
                    )
                    .await?;
                }
                let coins = Coins::from_milli(found.order.lines.iter().map(|line| line.coins.milli).sum());
                let paid = Notice::OrderPaid { order, coins };
                notice::server::tell(&cx2, conn, user, &format!("order_paid:{order}"), &paid).await?;
                orders::note(conn, cx2.id(), order, "fulfilled", None, None, now).await?;
                let earning = Earning { order, buyer: user, coins: earning, paid: found.order.total };
                referral::server::earn(&cx2, conn, earning).await?;
                Ok(true)
            }
            .boxed()
        })
        .await
}

/// The thousandths of a line's coins that money was paid for: no gift on top, no trial, and only the share that a code left.
fn paid_for(order: &Order, line: &OrderLine, content: Option<&Content>) -> i64 {
    if line.is_trial || order.subtotal.amount_minor <= 0 {
        return 0;
    }
    let gift = content.and_then(Content::package).map_or(0, |package| package.bonus_coins.milli);
    let bought = line.coins.milli.saturating_sub(gift.saturating_mul(line.quantity)).max(0);
    let paid = order.subtotal.amount_minor.saturating_sub(order.discount.amount_minor);
    let share = i128::from(bought) * i128::from(paid) / i128::from(order.subtotal.amount_minor);
    i64::try_from(share).unwrap_or(0)
}

fn ends(now: Instant, days: i64) -> Instant {
    now.plus_s(days.saturating_mul(DAY_S))
}
