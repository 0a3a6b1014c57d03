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

/// Requests asked about in one go.
const AT_ONCE: u32 = 20;
/// Nobody asks about older ones.
const SINCE_S: i64 = 2 * 24 * 3_600;
/// How often one request is asked about: after one minute, two, four … of its age.
const ASKED_MAX: i64 = 10;

/// Asks about the requests that are due; how many were answered.
pub async fn reconcile(cx: &Cx) -> Result<u32, Fault> {
    let now = cx.clock.now();
    let unpriced = store::list_unpriced(&mut cx.db.read().await?, now.plus_s(-SINCE_S), ASKED_MAX, AT_ONCE).await?;
    let mut answered = 0;
    for request in unpriced {
        let due = request.created_at.plus_s(60_i64 << request.asked.clamp(0, ASKED_MAX));
        if due <= now && ask(cx, request).await? {
            answered += 1;
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

async fn ask(cx: &Cx, request: Unpriced) -> Result<bool, Fault> {
    let found = match cx.providers.get(&request.provider) {
        Some(provider) => look_up(&provider, request.request_id.clone()).await,
        None => Ok(None),
    };
    let usage = found.unwrap_or_else(|failure| {
        tracing::info!(provider = request.provider, class = failure.class.as_str(), "the books do not answer");
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
