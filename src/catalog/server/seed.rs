//! The models that came with this version. What staff or a provider's list said since stays.

use super::{
    facts::{self, capability_column},
    pricing,
    store::{self, ModelRow, Said},
};
use crate::{
    catalog::{entry::NewPrice, model::Capability},
    kernel::Instant,
    server::{Cx, Result, db::Conn},
};
use futures::FutureExt;
use serde::Deserialize;

/// Prices of November 2026, to be checked against the providers' pages before selling. A model without one is not on
/// offer until staff enters it: so are those that end within weeks, and those whose price is only a launch price (Gemini
/// 3.8 Flash and its voice cost twice as much from 2027 on).
const SEED: &str = include_str!("seed.json");

/// A model that came with this version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    provider: String,
    provider_model: String,
    /// Its name in our catalogue, where it is not made of the two above.
    id: Option<String>,
    name: String,
    capabilities: Vec<Capability>,
    #[serde(default = "text")]
    input_modalities: Vec<String>,
    #[serde(default = "text")]
    output_modalities: Vec<String>,
    #[serde(default)]
    voices: Vec<String>,
    #[serde(default)]
    sizes: Vec<String>,
    context_tokens: i64,
    output_tokens_max: i64,
    #[serde(default = "yes")]
    enabled: bool,
    retires_on: Option<String>,
    successor_id: Option<String>,
    #[serde(default)]
    prices: Vec<NewPrice>,
}

fn text() -> Vec<String> {
    vec!["text".to_owned()]
}

fn yes() -> bool {
    true
}

/// Adds the seeded models that are not there yet, and brings those up to date that nobody else spoke about.
pub async fn plant_seed(cx: &Cx) -> Result<()> {
    let seeds: Vec<Seed> = serde_json::from_str(SEED)?;
    let cx2 = cx.clone();
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                for (position, seed) in (0_i64..).zip(&seeds) {
                    plant(&cx2, conn, seed, position).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
}

async fn plant(cx: &Cx, conn: &mut Conn, seed: &Seed, position: i64) -> Result<()> {
    let now = cx.clock.now();
    let id = seed.id.clone().unwrap_or_else(|| format!("{}/{}", seed.provider, seed.provider_model));
    let known = store::find_model(conn, &id).await?;
    if known.as_ref().is_some_and(|row| row.source != "seed") {
        return Ok(());
    }
    let mut row = match &known {
        Some(row) => refreshed(row.clone(), seed)?,
        None => row(seed, id, now)?,
    };
    row.position = position;
    if known.as_ref() != Some(&row) {
        row.updated_at = now;
        store::put_model(conn, &row).await?;
    }
    let (rates, open) = (pricing::parse(&seed.prices)?, store::list_prices(conn, &row.id).await?);
    // One whose prices were all closed has been taken off the offer by somebody.
    let is_ours = if open.is_empty() {
        store::list_history(conn, &row.id, 1).await?.is_empty()
    } else {
        open.iter().all(|price| price.source == "seed")
    };
    if is_ours && !rates.is_empty() {
        let said = Said { source: "seed", author: None, at: now };
        pricing::replace(cx, conn, &row.id, &open, &rates, said).await?;
    }
    Ok(())
}

fn row(seed: &Seed, id: String, now: Instant) -> Result<ModelRow> {
    Ok(ModelRow {
        id,
        provider: seed.provider.clone(),
        provider_model: seed.provider_model.clone(),
        name: seed.name.clone(),
        capabilities: capability_column(&seed.capabilities)?,
        input_modalities: facts::column(&seed.input_modalities)?,
        output_modalities: facts::column(&seed.output_modalities)?,
        voices: facts::column(&seed.voices)?,
        sizes: facts::column(&seed.sizes)?,
        context_tokens: seed.context_tokens,
        output_tokens_max: seed.output_tokens_max,
        enabled: seed.enabled,
        position: 0,
        retires_on: seed.retires_on.clone(),
        retires_said: seed.retires_on.is_some().then(|| "seed".to_owned()),
        end_seen: None,
        successor_id: seed.successor_id.clone(),
        source: "seed".to_owned(),
        margin: None,
        pinned: "[]".to_owned(),
        updated_at: now,
        updated_by: None,
    })
}

/// What an older version planted, with what this one knows better.
fn refreshed(mut row: ModelRow, seed: &Seed) -> Result<ModelRow> {
    // A list knows capabilities better than a seed; it says them again every day.
    if !row.is_pinned("capabilities") && row.can().len() <= seed.capabilities.len() {
        row.capabilities = capability_column(&seed.capabilities)?;
    }
    row.input_modalities = facts::column(&seed.input_modalities)?;
    row.output_modalities = facts::column(&seed.output_modalities)?;
    if !row.is_pinned("voices") && facts::words(&row.voices).is_empty() {
        row.voices = facts::column(&seed.voices)?;
    }
    if !row.is_pinned("sizes") {
        row.sizes = facts::column(&seed.sizes)?;
    }
    // A list knows ends better, also that there is none.
    if !row.is_pinned("retires_on") && row.retires_said.as_deref().is_none_or(|who| who == "seed") {
        row.retires_on.clone_from(&seed.retires_on);
        row.retires_said = seed.retires_on.is_some().then(|| "seed".to_owned());
    }
    if !row.is_pinned("successor_id") {
        row.successor_id.clone_from(&seed.successor_id);
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{model::Component, server::offer::always_priced};
    use std::collections::HashMap;

    fn seeds() -> HashMap<String, Seed> {
        let seeds: Vec<Seed> = serde_json::from_str(SEED).unwrap();
        let count = seeds.len();
        let id = |seed: &Seed| seed.id.clone().unwrap_or_else(|| format!("{}/{}", seed.provider, seed.provider_model));
        let seeds: HashMap<String, Seed> = seeds.into_iter().map(|seed| (id(&seed), seed)).collect();
        assert_eq!(seeds.len(), count, "an id twice");
        seeds
    }

    #[test]
    fn every_model_says_what_its_pages_need() {
        let seeds = seeds();
        for (id, seed) in &seeds {
            let can = |capability| seed.capabilities.contains(&capability);
            assert_eq!(seed.voices.is_empty(), !can(Capability::Speech), "{id}: voices");
            assert_eq!(seed.sizes.is_empty(), !can(Capability::Image), "{id}: sizes");
            assert_eq!(
                seed.input_modalities.contains(&"image".to_owned()),
                can(Capability::Vision) || can(Capability::ImageEdit) || id == "gemini/gemini-embedding-2",
                "{id}: pictures"
            );
            if let Some(day) = &seed.retires_on {
                assert_eq!(day.parse::<jiff::civil::Date>().unwrap().to_string(), *day, "{id}");
            }
            let successor = seed.successor_id.as_ref().map(|successor| &seeds[successor]);
            if let Some(successor) = successor {
                assert!(
                    successor.capabilities.contains(&seed.capabilities[0]) && !successor.prices.is_empty(),
                    "{id}: its successor"
                );
            }
        }
    }

    #[test]
    fn what_is_sold_has_a_price_for_all_it_does() {
        for (id, seed) in &seeds() {
            let rates = pricing::parse(&seed.prices).unwrap();
            assert!(
                rates.is_empty() || crate::catalog::model::is_priced(&seed.capabilities, &always_priced(&rates)),
                "{id}"
            );
            // What is read from a cache is cheaper than what is not.
            let usd = |wanted| rates.iter().find(|rate| rate.component == wanted).map(|rate| rate.usd);
            if let (Some(cached), Some(input)) = (usd(Component::CacheRead), usd(Component::Input)) {
                assert!(cached < input, "{id}");
            }
        }
    }

    #[test]
    fn nothing_is_seeded_that_is_no_longer_there() {
        let dead = [
            "dall-e",
            "gpt-image-1",
            "imagen",
            "tts-1",
            "gpt-4o-mini-tts",
            "text-embedding-004",
            "ada-002",
            "gemini-2",
            "llama-3",
            "playai",
        ];
        for id in seeds().keys() {
            assert!(!dead.iter().any(|dead| id.contains(dead)), "{id}");
        }
    }
}
