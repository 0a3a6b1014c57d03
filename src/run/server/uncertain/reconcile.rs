//! Asking the providers' books what requests cost whose answers broke off. What they say is the true cost of the request;
//! a person's charge does not change by it. A run that waits is given back where nothing was charged; where something
//! was, staff decides with the true cost before them.

use super::{
    Decision, decide,
    store::{self, Unpriced},
};
use crate::{
    provider::{Failure, Provider, Usage, media::TaskState},
    run::model::{RunState, Verdict},
    server::{Cx, Fault},
};
use futures::FutureExt;
use rust_decimal::Decimal;

/// Requests of one provider looked at in one go; those that were asked about least come first.
const AT_ONCE: u32 = 50;
/// Nobody asks about older ones.
const SINCE_S: i64 = 2 * 24 * 3_600;
/// How often one request is asked about: after one minute, two, four … of its age.
const ASKED_MAX: i64 = 10;

/// Asks about the requests that are due; how many were answered.
pub async fn reconcile(cx: &Cx) -> Result<u32, Fault> {
    let now = cx.clock.now();
    let mut answered = 0;
    for provider in cx.providers.iter().filter(|one| one.can.books.is_some() || one.can.task.is_some()) {
        let (since, mut conn) = (now.plus_s(-SINCE_S), cx.db.read().await?);
        let unpriced = store::list_unpriced(&mut conn, &provider.id, since, ASKED_MAX, AT_ONCE).await?;
        drop(conn);
        for request in unpriced {
            let due = request.created_at.plus_s(60_i64 << request.asked.clamp(0, ASKED_MAX));
            if due <= now && ask(cx, &provider, request).await? {
                answered += 1;
            }
        }
    }
    Ok(answered)
}

/// What a request cost by its provider's word. A long task is asked about itself: one that failed was not charged.
async fn look_up(provider: &Provider, request_id: String) -> Result<Option<Usage>, Failure> {
    if let Some(books) = &provider.can.books {
        return books.find(request_id).await;
    }
    let Some(task) = &provider.can.task else { return Ok(None) };
    Ok(match task.poll(request_id).await?.state {
        TaskState::Running { .. } => None,
        TaskState::Failed(_) => Some(Usage { cost_usd: Some(Decimal::ZERO), ..Usage::default() }),
        TaskState::Done { usage, .. } => Some(usage),
    })
}

async fn ask(cx: &Cx, provider: &Provider, request: Unpriced) -> Result<bool, Fault> {
    let found = look_up(provider, request.request_id.clone()).await;
    let usage = found.unwrap_or_else(|failure| {
        tracing::info!(provider = provider.id, class = failure.class.as_str(), "the books do not answer");
        None
    });
    let usage = usage.filter(|usage| usage.cost_usd.is_some());
    let cost = usage.as_ref().and_then(|usage| usage.cost_usd);
    let (id, kept) = (request.id, usage.clone());
    cx.db.write(request.user_id.0, move |conn| store::note_answer(conn, id, kept).boxed()).await?;
    let Some(cost) = cost else { return Ok(false) };
    if request.state == RunState::Uncertain.code() {
        if cost.is_zero() {
            let note = "the provider's books: nothing was charged".to_owned();
            let at = cx.clock.now();
            decide(cx, Decision { run: request.run_id, verdict: Verdict::Release, note, author: None, at }).await?;
        } else if let Some(price) = request.price() {
            let (run, estimate) = (request.run_id, price.coins(cost));
            cx.db.write(request.user_id.0, move |conn| store::set_estimate(conn, run, estimate).boxed()).await?;
        }
    }
    Ok(true)
}
