//! The heartbeat of orders: deliveries, questions to gateways, refunds without an answer, orders nobody paid.

use super::{deliver, refund, store, stripe, stripe_plan, topup, zarinpal};
use crate::{
    code,
    kernel::{AppError, id::OrderId},
    order::model::{Gateway, OrderState},
    server::{Cx, Fault, Result},
    subscription,
};
use futures::FutureExt;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Between two rounds.
const TICK: Duration = Duration::from_secs(10);
/// Rounds between looks through Zarinpal's list.
const SWEEP: u64 = 30;
/// Orders looked at in one go.
const BATCH: u32 = 100;

/// Tends until the process ends.
pub async fn tend(cx: Cx) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut count: u64 = 0;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = cx.stopping.cancelled() => return,
        }
        if let Err(fault) = go_around(&cx, count.is_multiple_of(SWEEP)).await {
            fault.disclose();
        }
        count = count.wrapping_add(1);
    }
}

/// Goes once around; with `sweep`, Zarinpal's list of unverified payments is looked through too.
pub async fn go_around(cx: &Cx, sweep: bool) -> Result<()> {
    deliver::deliver_due(cx).await?;
    for (order, gateway) in store::list_checks(&mut cx.db.read().await?, cx.clock.now(), BATCH).await? {
        let asked = match gateway {
            Gateway::Zarinpal if cx.gateways.zarinpal.is_some() => zarinpal::settle(cx, order).await,
            Gateway::Stripe if cx.gateways.stripe.is_some() => stripe::settle(cx, order).await,
            Gateway::Zarinpal | Gateway::Stripe | Gateway::Card => Ok(()),
        };
        if let Err(fault) = asked {
            fault.disclose();
        }
    }
    if sweep {
        zarinpal::sweep(cx).await?;
    }
    if let Err(fault) = stripe_plan::ask_due(cx).await {
        fault.disclose();
    }
    if let Err(fault) = topup::go_around(cx).await {
        fault.disclose();
    }
    if let Err(fault) = subscription::server::go_around(cx).await {
        fault.disclose();
    }
    for refund in refund::store::list_unsettled_refunds(&mut cx.db.read().await?, cx.clock.now(), BATCH).await? {
        if let Err(fault) = refund::carry_out(cx, refund).await {
            fault.disclose();
        }
    }
    expire(cx).await
}

/// Ends orders that nobody paid in time. Those with a receipt that waits for staff do not expire.
async fn expire(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    for id in store::list_expired(&mut cx.db.read().await?, now, BATCH).await? {
        let cx2 = cx.clone();
        let ended = cx.db.write(id.0, move |conn| {
            async move {
                if store::end_open(conn, id, OrderState::Expired, now).await? {
                    code::server::give_back(conn, id, now).await?;
                    store::note(conn, cx2.id(), id, "expired", None, None, now).await?;
                }
                Ok(())
            }
            .boxed()
        });
        ended.await?;
    }
    Ok(())
}

/// An order whose gateway could not be asked: it ends, its code is free again, and its person can try again.
pub(super) async fn give_up(cx: &Cx, id: OrderId, class: &str, detail: &str) -> Fault {
    tracing::error!(order.id = %id, class, detail, "a payment could not be opened");
    let (cx2, now, class) = (cx.clone(), cx.clock.now(), class.to_owned());
    let ended = cx.db.write(id.0, move |conn| {
        async move {
            if store::end_open(conn, id, OrderState::Cancelled, now).await? {
                code::server::give_back(conn, id, now).await?;
                store::note(conn, cx2.id(), id, "gateway_failed", Some(&class), None, now).await?;
            }
            Ok(())
        }
        .boxed()
    });
    match ended.await {
        Ok(()) => AppError::Unavailable.into(),
        Err(fault) => fault,
    }
}
