//! What is on offer: enabled, priced, not retired, and served by a provider that is on.

use super::{
    facts, margin,
    price::Price,
    pricing,
    rate::Rate,
    retirement,
    store::{self, ModelRow, PriceRow},
    view,
};
use crate::{
    catalog::{
        entry::{EntryState, PLAN_DEFAULT},
        model::{Capability, Component, Conditions, Model, is_priced},
    },
    kernel::{AppError, FieldProblem, id::UserId},
    provider::Provider,
    server::{Cx, Fault, Result, access::Member, db::Conn},
    subscription::server::{PlanStanding, plan_of},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Successors that are followed: a ring of them leads nowhere.
const SUCCESSORS_MAX: usize = 8;

/// A model on offer, as a run needs it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Offer {
    /// Its name in our catalogue.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Who serves it.
    pub provider: String,
    /// Its name at the provider.
    pub provider_model: String,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// Names of its voices.
    pub voices: Vec<String>,
    /// Sizes of its pictures.
    pub sizes: Vec<String>,
    /// Tokens it can read and write together.
    pub context_tokens: u32,
    /// Tokens it may write in one answer.
    pub output_tokens_max: u32,
    /// Today's price.
    pub price: Price,
}

impl Offer {
    /// Whether it can do this.
    pub fn can(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }

    /// Whether it can read so many tokens and has room left for an answer.
    pub fn reads(&self, input_tokens: u64) -> bool {
        let context = u64::from(self.context_tokens);
        let answer = u64::from(self.output_tokens_max).min(context / 2);
        input_tokens <= context.saturating_sub(answer)
    }

    /// How many tokens it may write after reading so many, of those that are wanted.
    pub fn room(&self, input_tokens: u64, wanted: u32) -> u32 {
        let left = u64::from(self.context_tokens).saturating_sub(input_tokens);
        wanted.min(self.output_tokens_max).min(u32::try_from(left).unwrap_or(u32::MAX))
    }
}

/// Where a model stands for people of a plan: its successor's place where it has retired.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The model, or its successor.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Who serves it.
    pub provider: String,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// Whether people can use it, and why not.
    pub state: EntryState,
    /// Whether their plan opens it.
    pub is_open: bool,
    /// What they get; only where it is on offer, to them.
    pub offer: Option<Offer>,
}

/// The models a person may use, in the order to show them.
pub async fn list_models(cx: &Cx, who: &Member) -> Result<Vec<Model>> {
    let plan = plan_of(cx, &mut cx.db.read().await?, who.user()).await?;
    list(cx, &plan, |id| who.may_use(id)).await
}

/// The models that anybody would get who signed up, in the order to show them.
pub async fn list_for_visitors(cx: &Cx) -> Result<Vec<Model>> {
    list(cx, &PlanStanding::none(), |_| true).await
}

async fn list(cx: &Cx, plan: &PlanStanding, may_use: impl Fn(&str) -> bool) -> Result<Vec<Model>> {
    let mut conn = cx.db.read().await?;
    let rows = store::list_enabled(&mut conn).await?;
    let prices = store::list_all_prices(&mut conn, "").await?;
    let margins = margins(&mut conn, &plan.code).await?;
    drop(conn);
    let today = retirement::today(cx.clock.now());
    let may_use = |id: &str| plan.opens(id) && may_use(id);
    let mut models = Vec::new();
    for row in rows.into_iter().filter(|row| !retirement::is_retired(row, today) && may_use(&row.id)) {
        let margin = margin::margin(&row, margins.get(&row.id), margins.get(""), &cx.settings.pricing)?;
        let margin = margin::multiplied(margin, plan.multiplier);
        let open = prices.get(&row.id).map_or(&[][..], Vec::as_slice);
        if let Some(offer) = offer(cx, &row, open, margin)? {
            models.push(shown(row, offer));
        }
    }
    Ok(models)
}

/// A model by its name, for something it is to do; one that has retired is answered by its successor. Refuses:
/// `invalid` (`model`: unknown, not on offer, not of the person's plan, or not able to).
pub async fn find_offer(cx: &Cx, conn: &mut Conn, user: UserId, id: &str, wanted: Capability) -> Result<Offer> {
    let plan = plan_of(cx, conn, user).await?;
    let standing = find_standing(cx, conn, &plan, id).await?;
    let offer = standing.and_then(|standing| standing.offer).filter(|offer| offer.can(wanted));
    Ok(offer.ok_or_else(|| AppError::field("model", FieldProblem::Unknown))?)
}

/// Where a model stands for people of a plan; none where there is no such model.
pub async fn find_standing(cx: &Cx, conn: &mut Conn, plan: &PlanStanding, id: &str) -> Result<Option<Standing>> {
    let today = retirement::today(cx.clock.now());
    let Some(mut row) = store::find_model(conn, id).await? else { return Ok(None) };
    let mut is_retired = retirement::is_retired(&row, today);
    for _ in 0..SUCCESSORS_MAX {
        let Some(successor) = row.successor_id.as_deref().filter(|_| is_retired) else { break };
        let Some(next) = store::find_model(conn, successor).await? else { break };
        is_retired = retirement::is_retired(&next, today);
        row = next;
    }
    let (mut for_model, mut for_all) = store::find_margins(conn, &plan.code, &row.id).await?;
    if plan.code != PLAN_DEFAULT && (for_model.is_none() || for_all.is_none()) {
        let (usual_for_model, usual_for_all) = store::find_margins(conn, PLAN_DEFAULT, &row.id).await?;
        (for_model, for_all) = (for_model.or(usual_for_model), for_all.or(usual_for_all));
    }
    let margin = margin::margin(&row, for_model.as_ref(), for_all.as_ref(), &cx.settings.pricing)?;
    let margin = margin::multiplied(margin, plan.multiplier);
    let open = if row.enabled { store::list_prices(conn, &row.id).await? } else { Vec::new() };
    let price = Price::new(pricing::rates(&open)?, margin, &cx.settings.pricing, cx.clock.now());
    Ok(Some(Standing {
        capabilities: row.can(),
        state: view::state(cx, &row, &price, is_retired),
        is_open: plan.opens(&row.id),
        offer: if is_retired || !plan.opens(&row.id) { None } else { offer(cx, &row, &open, margin)? },
        id: row.id,
        name: row.name,
        provider: row.provider,
    }))
}

/// The margins of a plan by model, `""` for all; where it has none of its own, the usual ones.
async fn margins(conn: &mut Conn, plan: &str) -> Result<HashMap<String, String>> {
    let mut margins = store::list_margins(conn, PLAN_DEFAULT).await?;
    if plan != PLAN_DEFAULT {
        margins.extend(store::list_margins(conn, plan).await?);
    }
    Ok(margins)
}

/// Whether a provider has what it takes for a capability.
pub(super) fn serves(provider: &Provider, capability: Capability) -> bool {
    use Capability as C;
    let can = &provider.can;
    match capability {
        C::Chat | C::Vision | C::AudioInput | C::Tools | C::JsonSchema | C::Reasoning => can.chat.is_some(),
        C::Image | C::ImageEdit => can.image.is_some(),
        C::Transcription | C::Timestamps => can.transcriber.is_some(),
        C::Speech => can.speaker.is_some(),
        C::Embedding => can.embedder.is_some(),
        C::Task => can.task.is_some(),
    }
}

/// What has a price under all circumstances: one that holds only now and then prices nothing.
pub(super) fn always_priced(rates: &[Rate]) -> Vec<Component> {
    rates.iter().filter(|rate| rate.when == Conditions::default()).map(|rate| rate.component).collect()
}

/// The row as an offer; none where it is not on offer.
fn offer(cx: &Cx, row: &ModelRow, open: &[PriceRow], margin: Decimal) -> Result<Option<Offer>> {
    let Some(provider) = cx.providers.get(&row.provider).filter(|_| row.enabled) else { return Ok(None) };
    let rates = pricing::rates(open)?;
    let known = always_priced(&rates);
    let capabilities: Vec<Capability> = row.can().into_iter().filter(|one| serves(&provider, *one)).collect();
    if !is_priced(&capabilities, &known) {
        return Ok(None);
    }
    Ok(Some(Offer {
        id: row.id.clone(),
        name: row.name.clone(),
        provider: row.provider.clone(),
        provider_model: row.provider_model.clone(),
        capabilities,
        voices: facts::words(&row.voices),
        sizes: facts::words(&row.sizes),
        context_tokens: u32::try_from(row.context_tokens).map_err(Fault::from)?,
        output_tokens_max: u32::try_from(row.output_tokens_max).map_err(Fault::from)?,
        price: Price {
            interrupted: provider.interrupted,
            ..Price::new(rates, margin, &cx.settings.pricing, cx.clock.now())
        },
    }))
}

fn shown(row: ModelRow, offer: Offer) -> Model {
    Model {
        id: offer.id,
        name: offer.name,
        provider: offer.provider,
        capabilities: offer.capabilities,
        input_modalities: facts::words(&row.input_modalities),
        output_modalities: facts::words(&row.output_modalities),
        voices: offer.voices,
        sizes: offer.sizes,
        context: offer.context_tokens,
        output_tokens_max: offer.output_tokens_max,
        retires_on: row.retires_on,
        price: offer.price.shown(),
        interrupted: offer.price.interrupted,
    }
}
