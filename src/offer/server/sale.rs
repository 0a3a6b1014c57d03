//! What can be bought.

use super::store;
use crate::{
    kernel::{AppError, Currency, FieldProblem},
    offer::model::{Offer, OfferKind},
    server::{Cx, Result, access::Visitor, db::Conn},
};

/// What anybody may know: everything for sale, in the order to show it. Refuses: `invalid` (`currency`, `kind`).
pub async fn list_for_all(cx: &Cx, _who: &Visitor, currency: Option<&str>, kind: Option<&str>) -> Result<Vec<Offer>> {
    let unknown = |field| AppError::field(field, FieldProblem::Unknown);
    let currency = currency.map(|code| code.parse::<Currency>().map_err(|_| unknown("currency"))).transpose()?;
    let kind = kind.map(|code| code.parse::<OfferKind>().map_err(|_| unknown("kind"))).transpose()?;
    let mut offers = list_for_sale(&mut cx.db.read().await?, currency).await?;
    offers.retain(|offer| kind.is_none_or(|kind| offer.content.kind() == kind));
    Ok(offers)
}

/// Everything for sale, in the order to show it; with a currency, what can be paid with it.
pub async fn list_for_sale(conn: &mut Conn, currency: Option<Currency>) -> Result<Vec<Offer>> {
    let lines = store::list_lines(conn).await?;
    let mut offers: Vec<Offer> = lines.into_iter().map(|line| line.offer).collect();
    offers.retain(|offer| {
        offer.content.enabled && currency.is_none_or(|currency| offer.content.price(currency).is_some())
    });
    Ok(offers)
}

/// The newest revision of the plan of this code, whether it is still for sale or not: people who have it keep it.
pub async fn plan_by_code(conn: &mut Conn, code: &str) -> Result<Option<Offer>> {
    match store::find_by_code(conn, code).await? {
        Some(id) => Ok(store::find_line(conn, id).await?.map(|line| line.offer)),
        None => Ok(None),
    }
}
