//! A model of a provider's list as a row of ours.

use super::super::{
    facts::{self, capability_column},
    rate::Rate,
    store::ModelRow,
};
use crate::{
    catalog::model::{Capability, Component, Conditions},
    kernel::Instant,
    provider::{ListedModel, ListedPrice},
    server::Result,
};
use rust_decimal::Decimal;

/// Context of a model whose provider does not tell it.
const CONTEXT_UNKNOWN: u32 = 8_192;
/// Tokens a model may write in one answer where its provider does not tell, and at most until staff says more: what is
/// held follows from it.
const OUTPUT_UNKNOWN: u32 = 4_096;
const OUTPUT_MAX: u32 = 8_192;
/// Models of lists stand behind the seeded ones.
const POSITION: i64 = 1_000;

/// The row, new or with what the list says of it; what staff set stays. One whose price is not told begins turned off.
pub(super) fn merged(
    known: Option<&ModelRow>,
    provider: &str,
    id: &str,
    model: &ListedModel,
    is_priced: bool,
    now: Instant,
) -> Result<ModelRow> {
    let mut row = match known {
        Some(row) => row.clone(),
        None => blank(provider, id, model, is_priced, now)?,
    };
    if let Some(name) = model.name.as_ref().filter(|_| !row.is_pinned("name")) {
        row.name.clone_from(name);
    }
    if !model.capabilities.is_empty() && !row.is_pinned("capabilities") {
        row.capabilities = capability_column(&united(&row, model))?;
    }
    for (column, said) in
        [(&mut row.input_modalities, &model.input_modalities), (&mut row.output_modalities, &model.output_modalities)]
    {
        if !said.is_empty() {
            *column = facts::column(said)?;
        }
    }
    if !model.voices.is_empty() && !row.is_pinned("voices") {
        row.voices = facts::column(&model.voices)?;
    }
    if let Some(context) = model.context_tokens.filter(|_| !row.is_pinned("context_tokens")) {
        row.context_tokens = i64::from(context.max(1));
    }
    if let Some(most) = model.output_tokens_max.filter(|_| row.source == "sync" && !row.is_pinned("output_tokens_max"))
    {
        row.output_tokens_max = i64::from(most.clamp(1, OUTPUT_MAX));
    }
    set_end(&mut row, model);
    Ok(row)
}

/// The day on which it ends. One that a list told and tells no longer was taken back; what others said stays.
fn set_end(row: &mut ModelRow, model: &ListedModel) {
    let is_lists = row.retires_said.as_deref() == Some("sync");
    if row.is_pinned("retires_on") || (model.retires_on.is_none() && !is_lists) {
        return;
    }
    row.retires_on = model.retires_on.map(|day| day.to_string());
    row.retires_said = Some("sync".to_owned());
}

fn blank(provider: &str, id: &str, model: &ListedModel, is_priced: bool, now: Instant) -> Result<ModelRow> {
    // What has a price for tokens and no other word about it answers.
    let capabilities = if model.capabilities.is_empty() && is_priced { vec![Capability::Chat] } else { told(model) };
    Ok(ModelRow {
        id: id.to_owned(),
        provider: provider.to_owned(),
        provider_model: model.id.clone(),
        name: model.name.clone().unwrap_or_else(|| model.id.clone()),
        capabilities: capability_column(&capabilities)?,
        input_modalities: r#"["text"]"#.to_owned(),
        output_modalities: r#"["text"]"#.to_owned(),
        voices: "[]".to_owned(),
        sizes: "[]".to_owned(),
        context_tokens: i64::from(model.context_tokens.unwrap_or(CONTEXT_UNKNOWN).max(1)),
        output_tokens_max: i64::from(model.output_tokens_max.unwrap_or(OUTPUT_UNKNOWN).clamp(1, OUTPUT_MAX)),
        enabled: is_priced,
        position: POSITION,
        retires_on: None,
        retires_said: None,
        end_seen: None,
        successor_id: None,
        source: "sync".to_owned(),
        margin: None,
        pinned: "[]".to_owned(),
        updated_at: now,
        updated_by: None,
    })
}

/// What the list tells, and what it has no word for.
fn united(row: &ModelRow, model: &ListedModel) -> Vec<Capability> {
    let unspoken = row.can().into_iter().filter(|one| matches!(one, Capability::Timestamps | Capability::Task));
    told(model).into_iter().chain(unspoken).collect()
}

fn told(model: &ListedModel) -> Vec<Capability> {
    use crate::provider::Capability as Told;
    let ours = |word: &Told| match word {
        Told::Chat => Capability::Chat,
        Told::Vision => Capability::Vision,
        Told::AudioInput => Capability::AudioInput,
        Told::Tools => Capability::Tools,
        Told::Schema => Capability::JsonSchema,
        Told::Reasoning => Capability::Reasoning,
        Told::Image => Capability::Image,
        Told::ImageEdit => Capability::ImageEdit,
        Told::Transcription => Capability::Transcription,
        Told::Speech => Capability::Speech,
        Told::Embedding => Capability::Embedding,
    };
    model.capabilities.iter().map(ours).collect()
}

/// The model's prices; those of the operator's own server are nothing.
pub(super) fn rates(model: &ListedModel, is_own: bool) -> Vec<Rate> {
    if model.prices.is_empty() && is_own {
        let free = |component| Rate { component, usd: Decimal::ZERO, per: 1_000_000, when: Conditions::default() };
        return vec![free(Component::Input), free(Component::Output)];
    }
    model.prices.iter().filter_map(rate).collect()
}

fn rate(price: &ListedPrice) -> Option<Rate> {
    let hhmm = |minute: u16| i64::from(minute / 60 * 100 + minute % 60);
    Some(Rate {
        component: price.component.code().parse().ok()?,
        usd: price.usd.normalize(),
        per: u64::from(price.per.max(1)),
        when: Conditions {
            prompt_tokens_over: price.prompt_tokens_over.map(i64::from),
            utc_from: price.utc_from.map(hhmm),
            utc_to: price.utc_to.map(hhmm),
        },
    })
}
