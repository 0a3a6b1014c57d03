//! The providers that are on, and whether they answer. Neither a key nor a password ever leaves this file.

use crate::{
    admin::model::{ProviderRow, ProviderTest},
    catalog::{self, entry::Overview},
    kernel::AppError,
    provider::Failure,
    run,
    server::{Cx, Result, access::Staff, config::ProviderSetting},
};
use std::time::Instant;

/// Attempts are counted over a day.
const WINDOW_S: i64 = 24 * 3_600;
/// Characters of what a provider said; some answer with a page of HTML.
const DETAIL_MAX: usize = 300;

/// The providers that are on, in the order of the settings.
pub async fn list_providers(cx: &Cx, _who: &Staff) -> Result<Vec<ProviderRow>> {
    let since = cx.clock.now().plus_s(-WINDOW_S);
    let mut conn = cx.db.read().await?;
    let mut rows = Vec::new();
    for provider in cx.providers.iter() {
        let setting = find_setting(cx, &provider.id);
        let (attempts, failed) = run::server::provider_totals(&mut conn, &provider.id, since).await?;
        rows.push(ProviderRow {
            id: provider.id.clone(),
            base_url: setting.map(|setting| address(&setting.base_url)),
            has_key: setting.is_some_and(|setting| setting.api_key.is_some()),
            models: catalog::server::count_models(&mut conn, &provider.id).await?,
            attempts,
            failed,
        });
    }
    Ok(rows)
}

/// Asks a provider for its models, to see whether address and key work; what it lists is taken into the catalogue.
/// Refuses: `not_found`.
pub async fn test_provider(cx: &Cx, _who: &Staff, id: String) -> Result<ProviderTest> {
    let provider = cx.providers.get(&id).ok_or(AppError::NotFound)?;
    let has_list = provider.can.list.is_some();
    let started = Instant::now();
    let answer = catalog::server::sync_provider(cx, &id).await?;
    let took_ms = i64::try_from(started.elapsed().as_micros().div_ceil(1_000)).unwrap_or(i64::MAX);
    Ok(match answer {
        Ok(models) => {
            ProviderTest { ok: true, took_ms, models: has_list.then_some(models), failure: None, detail: None }
        }
        Err(failure) => failed(find_setting(cx, &id), took_ms, &failure),
    })
}

/// Asks a provider, or all of them where none is named, for their models now; how it went stands in the answer. Refuses:
/// `not_found`.
pub async fn sync_models(cx: &Cx, who: &Staff, provider: Option<String>) -> Result<Overview> {
    if provider.as_ref().is_some_and(|id| cx.providers.get(id).is_none()) {
        return Err(AppError::NotFound.into());
    }
    let wanted = cx.providers.iter().filter(|one| provider.as_ref().is_none_or(|id| *id == one.id));
    let lists = wanted.map(|provider| catalog::server::sync_provider(cx, &provider.id));
    for answer in futures::future::join_all(lists).await {
        // What a provider answered is kept with the others' answers; only our own faults end this.
        let _ = answer?;
    }
    catalog::server::get_overview(cx, who).await
}

fn failed(setting: Option<&ProviderSetting>, took_ms: i64, failure: &Failure) -> ProviderTest {
    let detail = cleaned(setting, &failure.detail);
    ProviderTest {
        ok: false,
        took_ms,
        models: None,
        failure: Some(failure.class.as_str().to_owned()),
        detail: (!detail.is_empty()).then_some(detail),
    }
}

fn find_setting<'cx>(cx: &'cx Cx, id: &str) -> Option<&'cx ProviderSetting> {
    cx.settings.providers.iter().find(|setting| setting.id == id)
}

/// What the provider said, without the key should it have repeated it.
fn cleaned(setting: Option<&ProviderSetting>, detail: &str) -> String {
    let key = setting.and_then(|setting| setting.api_key.as_ref()).map_or("", |key| key.expose());
    let detail = if key.is_empty() { detail.to_owned() } else { detail.replace(key, "…") };
    detail.trim().chars().take(DETAIL_MAX).collect()
}

/// An address to show: without user, password and query, where some put their key.
fn address(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
    let host = host.rsplit('@').next().unwrap_or_default();
    path.map_or_else(|| format!("{scheme}://{host}"), |path| format!("{scheme}://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_shows_no_secret() {
        for (url, shown) in [
            ("https://api.openai.com/v1", "https://api.openai.com/v1"),
            ("http://root:hunter2@10.0.0.1:8080/v1?key=s3cret", "http://10.0.0.1:8080/v1"),
            ("http://10.0.0.1#s3cret", "http://10.0.0.1"),
            ("http://host/a@b", "http://host/a@b"),
        ] {
            assert_eq!(address(url), shown);
        }
    }
}
