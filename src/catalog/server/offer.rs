//! What is on offer: enabled, priced, not retired, and served by a provider that is on.

use super::{
    facts, margin,
    price::Price,
    pricing,
    rate::Rate,
    retirement,
    store::{self, ModelRow, PriceRow},
};
use crate::{
    catalog::model::{Capability, Component, Conditions, Model, is_priced},
    kernel::{AppError, FieldProblem, id::UserId},
    provider::Provider,
    server::{Cx, Fault, Result, access::Member, db::Conn},
};
use rust_decimal::Decimal;

/// Successors that are followed: a ring of them leads nowhere.
const SUCCESSORS_MAX: usize = 8;

/// A model on offer, as a run needs it.
#[derive(Debug, Clone)]
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
}

/// The models a person may use, in the order to show them.
pub async fn list_models(cx: &Cx, who: &Member) -> Result<Vec<Model>> {
    let plan = margin::plan_of(who.user());
    let mut conn = cx.db.read().await?;
    let rows = store::list_enabled(&mut conn).await?;
    let prices = store::list_all_prices(&mut conn, "").await?;
    let margins = store::list_margins(&mut conn, plan).await?;
    drop(conn);
    let today = retirement::today(cx.clock.now());
    let mut models = Vec::new();
    for row in rows.into_iter().filter(|row| !retirement::is_retired(row, today) && who.may_use(&row.id)) {
        let margin = margin::margin(&row, margins.get(&row.id), margins.get(""), &cx.settings.pricing)?;
        let open = prices.get(&row.id).map_or(&[][..], Vec::as_slice);
        if let Some(offer) = offer(cx, &row, open, margin)? {
            models.push(shown(row, offer));
        }
    }
    Ok(models)
}

/// A model by its name, for something it is to do; one that has retired is answered by its successor. Refuses:
/// `invalid` (`model`: unknown, not on offer, or not able to).
pub async fn find_offer(cx: &Cx, conn: &mut Conn, user: UserId, id: &str, wanted: Capability) -> Result<Offer> {
    let today = retirement::today(cx.clock.now());
    let mut next = id.to_owned();
    for _ in 0..SUCCESSORS_MAX {
        let row = store::find_model(conn, &next).await?.ok_or_else(unknown)?;
        if retirement::is_retired(&row, today) {
            next = row.successor_id.ok_or_else(unknown)?;
            continue;
        }
        let (for_model, for_all) = store::find_margins(conn, margin::plan_of(user), &row.id).await?;
        let margin = margin::margin(&row, for_model.as_ref(), for_all.as_ref(), &cx.settings.pricing)?;
        let open = if row.enabled { store::list_prices(conn, &row.id).await? } else { Vec::new() };
        let found = offer(cx, &row, &open, margin)?.filter(|offer| offer.can(wanted));
        return Ok(found.ok_or_else(unknown)?);
    }
    Err(unknown().into())
}

/// The model for somebody who chose none: the first on offer that answers.
pub async fn default_offer(cx: &Cx, conn: &mut Conn, user: UserId) -> Result<Offer> {
    let today = retirement::today(cx.clock.now()).to_string();
    for (id, provider) in store::list_defaults(conn, &today).await? {
        if !cx.providers.get(&provider).is_some_and(|provider| serves(&provider, Capability::Chat)) {
            continue;
        }
        match find_offer(cx, conn, user, &id, Capability::Chat).await {
            Err(Fault::Refused(_)) => {}
            found => return found,
        }
    }
    Err(unknown().into())
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

fn unknown() -> AppError {
    AppError::field("model", FieldProblem::Unknown)
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
