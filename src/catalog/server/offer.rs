//! What is on offer: enabled, priced, and its provider is on.

use super::{
    price::Price,
    store::{self, ModelRow},
};
use crate::{
    catalog::model::Model,
    kernel::{AppError, FieldProblem},
    server::{Cx, Fault, Result, access::Member, db::Conn},
};
use rust_decimal::Decimal;

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
    /// Tokens it can read and write together.
    pub context_tokens: u32,
    /// Tokens it may write in one answer.
    pub output_tokens_max: u32,
    /// Today's price.
    pub price: Price,
}

/// The models a person may use, in the order to show them.
pub async fn list_models(cx: &Cx, who: &Member) -> Result<Vec<Model>> {
    let rows = store::list_enabled(&mut cx.db.read().await?).await?;
    let offers = rows.into_iter().filter(|row| is_on(cx, row) && who.may_use(&row.id)).map(|row| offer(cx, row));
    offers.map(|offer| Ok(shown(offer?))).collect()
}

/// A model by its name. Refuses: `invalid` (`model`: unknown or not on offer).
pub async fn find_offer(cx: &Cx, conn: &mut Conn, id: &str) -> Result<Offer> {
    let found = store::find_enabled(conn, id).await?.filter(|row| is_on(cx, row));
    offer(cx, found.ok_or_else(|| AppError::field("model", FieldProblem::Unknown))?)
}

/// The model for somebody who chose none: the first on offer.
pub async fn default_offer(cx: &Cx, conn: &mut Conn) -> Result<Offer> {
    let first = store::list_enabled(conn).await?.into_iter().find(|row| is_on(cx, row));
    offer(cx, first.ok_or_else(|| AppError::field("model", FieldProblem::Unknown))?)
}

fn is_on(cx: &Cx, row: &ModelRow) -> bool {
    cx.providers.get(&row.provider).is_some()
}

fn offer(cx: &Cx, row: ModelRow) -> Result<Offer> {
    let usd = |text: Option<String>| text.unwrap_or_default().parse::<Decimal>();
    Ok(Offer {
        price: Price::new(usd(row.input_usd)?, usd(row.output_usd)?, &cx.settings.pricing),
        context_tokens: u32::try_from(row.context_tokens).map_err(Fault::from)?,
        output_tokens_max: u32::try_from(row.output_tokens_max).map_err(Fault::from)?,
        id: row.id,
        name: row.name,
        provider: row.provider,
        provider_model: row.provider_model,
    })
}

fn shown(offer: Offer) -> Model {
    Model {
        id: offer.id,
        name: offer.name,
        provider: offer.provider,
        capabilities: vec!["chat".to_owned()],
        context: offer.context_tokens,
        price: offer.price.shown(),
    }
}
