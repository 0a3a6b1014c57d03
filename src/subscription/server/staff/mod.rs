//! Subscriptions, as staff sees them.

pub(super) mod store;

use super::{store as subscriptions, sweep, tell};
use crate::{
    kernel::{AppError, FieldProblem, Page, id::SubscriptionId},
    server::{Cx, Result, access::Staff},
    subscription::model::{Ending, REASON_MAX, StaffSubscription, SubscriptionQuery, SubscriptionState},
};
use futures::FutureExt;

/// Subscriptions, the newest first. Refuses: `malformed_request`.
pub async fn list_subscriptions(cx: &Cx, _who: &Staff, query: SubscriptionQuery) -> Result<Page<StaffSubscription>> {
    let page = query.page();
    let before = page.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, page.limit());
    let rows = store::list_all(&mut cx.db.read().await?, &query, before, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| row.id.to_string()))
}

/// Ends a subscription now, at Stripe too. Coins that came stay, those that were still to come do not; money goes back by
/// its order. Refuses: `not_found`, `invalid` (`reason`), `conflict` (it is over).
pub async fn end_subscription(cx: &Cx, who: &Staff, id: SubscriptionId, ending: Ending) -> Result<StaffSubscription> {
    let reason = ending.reason.trim().to_owned();
    if reason.is_empty() || u32::try_from(reason.chars().count())? > REASON_MAX {
        let problem =
            if reason.is_empty() { FieldProblem::Required } else { FieldProblem::TooLong { max: REASON_MAX } };
        return Err(AppError::field("reason", problem).into());
    }
    let found = store::find_line(&mut cx.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let (cx2, now, author) = (cx.clone(), cx.clock.now(), who.member().user());
    cx.db
        .write(found.user_id.0, move |conn| {
            async move {
                let row = subscriptions::lock(conn, id).await?.ok_or(AppError::NotFound)?;
                if row.state == SubscriptionState::Ended {
                    return Err(AppError::Conflict.into());
                }
                subscriptions::end(conn, id, &reason, Some(author), row.stripe_id.is_some(), now).await?;
                tell::ended(&cx2, conn, id, row.user, now).await
            }
            .boxed()
        })
        .await?;
    // What Stripe could not be told now it is told by whoever goes around.
    if let Err(fault) = sweep::tell_gateway(cx).await {
        fault.disclose();
    }
    Ok(store::find_line(&mut cx.db.read().await?, id).await?.ok_or(AppError::NotFound)?)
}
