//! What providers say about their models, taken over once a day and whenever staff asks. What is there stays when a
//! provider does not answer, and what staff set stays in any case.

mod listed;
pub(super) mod store;

use super::{
    pricing, retirement,
    store::{self as catalogue, ModelRow, PriceRow, Said},
};
use crate::{
    kernel::Instant,
    provider::{Failure, ListedModel},
    server::{Cx, Result, db::Conn},
};
use futures::FutureExt;
use std::collections::{HashMap, HashSet};

/// A list is asked for again after this long, and after one that failed.
const AGAIN_S: i64 = 24 * 3_600;
const AGAIN_AFTER_FAILURE_S: i64 = 3_600;
/// Characters of what a provider said; some answer with a page of HTML.
const DETAIL_MAX: usize = 300;
/// The job that warns of ends.
const WARN_JOB: &str = "retirement";

/// Asks every provider for its models, beside the caller: at the start, when settings may be new.
pub async fn sync_all(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    ask_due(cx, now, now).await
}

/// Does what is due: the daily lists, beside the caller, and the daily warnings.
pub async fn tend(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    let daily = now.plus_s(-AGAIN_S);
    ask_due(cx, daily, now.plus_s(-AGAIN_AFTER_FAILURE_S)).await?;
    if store::claim_daily(cx, WARN_JOB, now, daily).await? {
        retirement::warn(cx).await?;
    }
    Ok(())
}

/// Asks those that were last asked before `daily`, or before `hourly` where that failed.
async fn ask_due(cx: &Cx, daily: Instant, hourly: Instant) -> Result<()> {
    let now = cx.clock.now();
    let synced = store::list_syncs(&mut cx.db.read().await?).await?;
    for provider in cx.providers.iter().filter(|provider| provider.can.list.is_some()) {
        let id = provider.id.clone();
        if synced.get(&id).is_some_and(|last| !last.is_due(daily, hourly)) {
            continue;
        }
        let claimed =
            cx.db.write(uuid::Uuid::nil(), move |conn| store::claim(conn, id, now, daily, hourly).boxed()).await?;
        if claimed {
            let (cx, id) = (cx.clone(), provider.id.clone());
            cx.tasks.clone().spawn(async move { ask_quietly(&cx, &id).await });
        }
    }
    Ok(())
}

async fn ask_quietly(cx: &Cx, provider: &str) {
    let synced = tokio::select! {
        synced = sync_provider(cx, provider) => synced,
        () = cx.stopping.cancelled() => return,
    };
    let is_chosen = cx.providers.get(provider).is_some_and(|provider| provider.is_chosen);
    match synced {
        Ok(Ok(listed)) => tracing::info!(provider, listed, "the provider's models were taken over"),
        Ok(Err(failure)) if !is_chosen => {
            tracing::debug!(provider, class = failure.class.as_str(), "the provider is not there");
        }
        Ok(Err(failure)) => {
            let (class, detail) = (failure.class.as_str(), failure.detail);
            tracing::warn!(provider, class, detail, "the provider gave no list; its models stay as they are");
        }
        Err(fault) => drop(fault.disclose()),
    }
}

/// Asks a provider for its models and takes over what it says of them; models of the operator's own servers cost
/// nothing but the minimum. Returns how many it lists; the inner error is the provider's.
pub async fn sync_provider(cx: &Cx, provider: &str) -> Result<std::result::Result<i64, Failure>> {
    let Some(list) = cx.providers.get(provider).and_then(|provider| provider.can.list.clone()) else {
        return Ok(Ok(0));
    };
    let started = cx.clock.now();
    let answer = list.list().await;
    if let Err(failure) = &answer {
        cx.circuits.refused(provider, failure, started);
    }
    let (cx2, id) = (cx.clone(), provider.to_owned());
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                let ended = cx2.clock.now();
                match answer {
                    Ok(models) => {
                        let counts = take_over(&cx2, conn, &id, models).await?;
                        store::note_list(conn, &id, started, ended, counts).await?;
                        Ok(Ok(counts.listed))
                    }
                    Err(failure) => {
                        let detail: String = failure.detail.chars().take(DETAIL_MAX).collect();
                        store::note_failure(conn, &id, started, ended, failure.class.as_str(), &detail).await?;
                        Ok(Err(failure))
                    }
                }
            }
            .boxed()
        })
        .await
}

/// Takes over what differs.
async fn take_over(cx: &Cx, conn: &mut Conn, provider: &str, models: Vec<ListedModel>) -> Result<store::Counts> {
    let now = cx.clock.now();
    let rows = catalogue::list_of_provider(conn, provider).await?;
    let mut rows: HashMap<String, ModelRow> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let mut prices = catalogue::list_all_prices(conn, provider).await?;
    let is_own = cx.providers.get(provider).is_some_and(|provider| provider.host.is_some() && !provider.has_key);
    // Only where some have a price does none mean that it is not known any more.
    let tells_prices = models.iter().any(|model| !model.prices.is_empty());
    let listed = i64::try_from(models.len()).unwrap_or(i64::MAX);
    let (mut counts, mut seen) = (store::Counts { listed, ..store::Counts::default() }, HashSet::new());
    for model in models {
        let id = format!("{provider}/{}", model.id);
        // A list that turns a page while it grows names some models twice.
        if !seen.insert(id.clone()) {
            continue;
        }
        let (known, open) = (rows.remove(&id), prices.remove(&id).unwrap_or_default());
        let rates = listed::rates(&model, is_own);
        let mut row = listed::merged(known.as_ref(), provider, &id, &model, !rates.is_empty(), now)?;
        let is_new = known.as_ref() != Some(&row);
        if is_new {
            row.updated_at = now;
            catalogue::put_model(conn, &row).await?;
        }
        let repriced = reprice(cx, conn, &id, &open, &rates, tells_prices).await?;
        counts.changed += i64::from(is_new || repriced);
        counts.priced += i64::from(!rates.is_empty());
    }
    Ok(counts)
}

async fn reprice(
    cx: &Cx,
    conn: &mut Conn,
    id: &str,
    open: &[PriceRow],
    rates: &[super::Rate],
    tells_prices: bool,
) -> Result<bool> {
    if open.iter().any(|row| row.source == "staff") {
        return Ok(false);
    }
    let said = Said { source: "sync", author: None, at: cx.clock.now() };
    if !rates.is_empty() {
        return pricing::replace(cx, conn, id, open, rates, said).await;
    }
    let is_lost = tells_prices && open.iter().any(|row| row.source == "sync");
    if is_lost { pricing::replace(cx, conn, id, open, &[], said).await } else { Ok(false) }
}
