//! What a person does with their plan: lets it end, keeps it, goes to the gateway's page.

use super::{
    change::away,
    mirror::Seen,
    store::{self, Row},
    sweep, view,
};
use crate::{
    kernel::AppError,
    payment::Stripe,
    server::{Cx, Fault, Result, access::Member},
    subscription::model::{Portal, Standing},
};
use futures::FutureExt;

/// Lets the plan end with its period. Refuses: `not_found` (there is none), `unavailable` (Stripe did not do it).
pub async fn cancel_subscription(cx: &Cx, who: &Member) -> Result<Standing> {
    set_end(cx, who, true).await
}

/// Keeps a plan that was to end with its period. Refuses: `not_found`, `unavailable`.
pub async fn keep_subscription(cx: &Cx, who: &Member) -> Result<Standing> {
    set_end(cx, who, false).await
}

async fn set_end(cx: &Cx, who: &Member, ends: bool) -> Result<Standing> {
    who.session()?;
    cx.limits.order(who.user())?;
    let running = running(cx, who).await?;
    let Some((gateway, stripe)) = at_stripe(cx, &running) else {
        if running.gateway.renews() {
            return Err(AppError::Unavailable.into());
        }
        let id = running.id;
        cx.db.write(running.user.0, move |conn| async move { store::set_cancel(conn, id, ends).await }.boxed()).await?;
        return view::get_subscription(cx, who).await;
    };
    let told = gateway.subscription(stripe).await.map_err(|failure| away(&failure))?;
    let at = cx.clock.now();
    if told.ends_at().is_some() == ends {
        sweep::hear(cx, running.user, Seen { subscription: told, at }).await?;
        return view::get_subscription(cx, who).await;
    }
    let word = if ends { "cancel" } else { "keep" };
    // Done twice it is the same; so each call is one of its own.
    let key = format!("{word}-{}", cx.id());
    let changed = if ends { gateway.end_with_period(&key, stripe).await } else { gateway.keep(&key, &told).await };
    let subscription = changed.map_err(|failure| away(&failure))?;
    sweep::hear(cx, running.user, Seen { subscription, at }).await?;
    view::get_subscription(cx, who).await
}

/// A page of Stripe's on which a person changes their card or ends their plan. Refuses: `not_found` (the plan is not
/// Stripe's), `unavailable`.
pub async fn open_portal(cx: &Cx, who: &Member) -> Result<Portal> {
    who.session()?;
    cx.limits.order(who.user())?;
    let running = running(cx, who).await?;
    let gateway = cx.gateways.stripe.as_ref().ok_or(AppError::NotFound)?;
    let customer = running.stripe_customer.as_deref().filter(|_| running.gateway.renews()).ok_or(AppError::NotFound)?;
    let back = format!("{}/app/subscription", cx.settings.public_url);
    let page = gateway.create_portal(customer, &back).await.map_err(|failure| away(&failure))?;
    Ok(Portal { url: page.url })
}

async fn running(cx: &Cx, who: &Member) -> Result<Row> {
    let found = store::find_running(&mut cx.db.read().await?, who.user()).await?;
    found.ok_or(Fault::Refused(AppError::NotFound))
}

fn at_stripe<'a>(cx: &'a Cx, row: &'a Row) -> Option<(&'a Stripe, &'a str)> {
    cx.gateways.stripe.as_ref().zip(row.stripe_id.as_deref()).filter(|_| row.gateway.renews())
}
