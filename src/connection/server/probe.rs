//! Testing: what is stored, or values before they are stored.

use super::{
    load,
    reach::{self, Held, Reach, is_same_host},
    store,
};
use crate::{
    catalog,
    connection::{
        input::ConnectionProbe,
        model::{Accent, Origin, ProviderTest, Wire},
    },
    kernel::{AppError, FieldProblem, Interrupted},
    provider::Failure,
    server::{Cx, Result, access::Staff, config::Secret},
};
use futures::FutureExt;
use std::time::Instant;

/// Characters of what a provider said; some answer with a page of HTML.
const DETAIL_MAX: usize = 300;

/// Asks a provider for its models, to see whether address and key work. What is stored is asked for as it is in force, and
/// a good answer ends a refusal; other values are tried without a trace. Refuses: `invalid`, `not_found`.
pub async fn test_connection(cx: &Cx, who: &Staff, id: String, input: ConnectionProbe) -> Result<ProviderTest> {
    input.check()?;
    let rows = store::list(&mut cx.db.read().await?).await?;
    let found = reach::all(&cx.settings, rows)?.into_iter().find(|reach| reach.id == id);
    let is_stored = input.is_stored();
    let reach = tried(found, id, input)?;
    if let Some(provider) = cx.providers.get(&reach.id).filter(|_| is_stored) {
        let has_list = provider.can.list.is_some();
        let started = Instant::now();
        let answer = catalog::server::sync_provider(cx, &reach.id).await?;
        let test = told(&reach, has_list, started, answer);
        return keep(cx, who, reach.id, test).await;
    }
    let provider = match load::connect(&reach, String::new(), &cx.outbound) {
        Ok(provider) => provider,
        Err(reason) => return Ok(broken(reason)),
    };
    let started = Instant::now();
    let (has_list, answer) = match &provider.can.list {
        Some(list) => (true, list.list().await.map(|models| i64::try_from(models.len()).unwrap_or(i64::MAX))),
        None => (false, Ok(0)),
    };
    let test = told(&reach, has_list, started, answer);
    if is_stored { keep(cx, who, reach.id, test).await } else { Ok(test) }
}

/// What is to be tried: what is stored, with other values where they are given.
fn tried(found: Option<Reach>, id: String, input: ConnectionProbe) -> Result<Reach> {
    let none = || Held { from: Origin::None, value: None };
    let mut reach = match (found, &input.base_url) {
        (Some(found), _) => found,
        (None, None) => return Err(AppError::NotFound.into()),
        (None, Some(url)) => Reach {
            id,
            wire: input.kind.unwrap_or(Wire::OpenaiCompat),
            accent: Accent::Default,
            base_url: url.clone(),
            base_url_from: Origin::None,
            key: none(),
            proxy: none(),
            enabled: true,
            position: 0,
            interrupted: Interrupted::Free,
            is_known: false,
            is_keyless: true,
            is_chosen: true,
            key_mark: String::new(),
            row: None,
        },
    };
    if reach.wire == Wire::Sandbox && !input.is_stored() {
        return Err(AppError::Conflict.into());
    }
    let url = input.base_url.map(|url| url.trim().trim_end_matches('/').to_owned());
    let leads_elsewhere = url.as_ref().is_some_and(|url| !is_same_host(url, &reach.base_url));
    let is_led = input.proxy.is_some() && !url.as_ref().unwrap_or(&reach.base_url).starts_with("https://");
    if (leads_elsewhere || is_led) && input.api_key.is_none() && reach.key.from != Origin::None {
        return Err(AppError::field("api_key", FieldProblem::Required).into());
    }
    if let Some(url) = url {
        reach.base_url = url;
    }
    if let Some(key) = input.api_key {
        reach.key = Held { from: Origin::Stored, value: Some(Secret::new(key.0.trim().to_owned())) };
    }
    if let Some(proxy) = input.proxy {
        reach.proxy = Held { from: Origin::Stored, value: Some(Secret::new(proxy.0.trim().to_owned())) };
    }
    Ok(reach)
}

/// A test of what is stored that went well ends a refusal, and is as good as an answer.
async fn keep(cx: &Cx, who: &Staff, id: String, test: ProviderTest) -> Result<ProviderTest> {
    if !(test.ok && test.asked) {
        // What it found out about the key counts at once.
        super::tend::note_reports(cx).await?;
        return Ok(test);
    }
    let (by, now, ended) = (who.member().user(), cx.clock.now(), id.clone());
    let had = cx.db.write(uuid::Uuid::nil(), move |conn| {
        async move {
            let had = store::end_faults(conn, &ended, now, by).await?;
            if had {
                store::count_up(conn).await?;
            }
            Ok(had)
        }
        .boxed()
    });
    cx.circuits.reset(&id);
    if had.await? {
        load::load(cx).await?;
        // It was off: what it lists is taken over now.
        let _ = catalog::server::sync_provider(cx, &id).await?;
    }
    Ok(test)
}

fn told(reach: &Reach, has_list: bool, started: Instant, answer: std::result::Result<i64, Failure>) -> ProviderTest {
    let took_ms = i64::try_from(started.elapsed().as_micros().div_ceil(1_000)).unwrap_or(i64::MAX);
    match answer {
        Ok(models) => ProviderTest {
            ok: true,
            asked: has_list,
            took_ms,
            models: has_list.then_some(models),
            failure: None,
            detail: None,
        },
        Err(failure) => {
            let detail = cleaned(reach, &failure.detail);
            ProviderTest {
                ok: false,
                asked: true,
                took_ms,
                models: None,
                failure: Some(failure.class.as_str().to_owned()),
                detail: (!detail.is_empty()).then_some(detail),
            }
        }
    }
}

fn broken(reason: String) -> ProviderTest {
    let failure = Some("broken".to_owned());
    ProviderTest { ok: false, asked: false, took_ms: 0, models: None, failure, detail: Some(reason) }
}

/// What the provider said, without the key should it have repeated it.
fn cleaned(reach: &Reach, detail: &str) -> String {
    let key = reach.key.value.as_ref().map_or("", |key| key.expose());
    let detail = if key.is_empty() { detail.to_owned() } else { detail.replace(key, "…") };
    detail.trim().chars().take(DETAIL_MAX).collect()
}
