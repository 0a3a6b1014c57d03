//! Where models come from: the seed that came with this version, and the lists of providers that tell their prices.

use super::store::{self, ModelRow};
use crate::{
    provider::{Capability, Failure, ListedModel, PriceComponent},
    server::{Cx, Result},
};
use futures::FutureExt;

/// Prices of October 2026, to be checked against the providers' pages before selling.
const SEED: &str = include_str!("seed.json");
/// Context of a model whose provider does not tell it.
const CONTEXT_UNKNOWN: u32 = 8_192;
/// Tokens a synced model may write in one answer: what is held follows from it.
const OUTPUT_MAX: i64 = 4_096;
/// Synced models stand behind the seeded ones.
const SYNCED_POSITION: i64 = 1_000;

/// Adds the seeded models that are not there yet.
pub async fn plant_seed(cx: &Cx) -> Result<()> {
    let rows: Vec<ModelRow> = serde_json::from_str(SEED)?;
    let now = cx.clock.now();
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                for (position, row) in (0_i64..).zip(&rows) {
                    store::insert_missing(conn, row, position, now).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
}

/// Asks a provider for its models and takes those whose price it tells; models of the operator's own servers cost
/// nothing but the minimum. What is there stays when the provider does not answer. Returns how many it lists; the
/// inner error is the provider's.
pub async fn sync_provider(cx: &Cx, provider: &str) -> Result<std::result::Result<i64, Failure>> {
    let Some(list) = cx.providers.get(provider).and_then(|provider| provider.can.list.clone()) else {
        return Ok(Ok(0));
    };
    let own = cx.settings.providers.iter().any(|setting| setting.id == provider && setting.api_key.is_none());
    let listed = match list.list().await {
        Ok(listed) => listed,
        Err(failure) => return Ok(Err(failure)),
    };
    let count = i64::try_from(listed.len()).unwrap_or(i64::MAX);
    let rows: Vec<ModelRow> = listed.into_iter().filter_map(|model| row(provider, own, model)).collect();
    let now = cx.clock.now();
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                for row in &rows {
                    store::insert_missing(conn, row, SYNCED_POSITION, now).await?;
                    store::update_facts(conn, row, now).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
    Ok(Ok(count))
}

fn row(provider: &str, own: bool, model: ListedModel) -> Option<ModelRow> {
    if !model.capabilities.is_empty() && !model.capabilities.contains(&Capability::Chat) {
        return None;
    }
    let per_million = |component: PriceComponent| match model.base_price(component) {
        Some(price) => Some(price.usd.normalize().to_string()),
        None if own => Some("0".to_owned()),
        None => None,
    };
    Some(ModelRow {
        id: format!("{provider}/{}", model.id),
        provider: provider.to_owned(),
        name: model.name.clone().unwrap_or_else(|| model.id.clone()),
        context_tokens: i64::from(model.context_tokens.unwrap_or(CONTEXT_UNKNOWN).max(1)),
        output_tokens_max: OUTPUT_MAX,
        input_usd: Some(per_million(PriceComponent::Input)?),
        output_usd: Some(per_million(PriceComponent::Output)?),
        provider_model: model.id,
    })
}
