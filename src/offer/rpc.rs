//! What the administration asks of offers. Visitors read them from the page the server renders.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{draft, model};
use crate::kernel::{AppError, id::OfferId};
use leptos::{prelude::*, server_fn::codec::Json};

/// All offers, those that are archived last.
#[server(prefix = "/rpc", endpoint = "admin/list_offers", input = Json)]
pub async fn list_offers() -> Result<Vec<model::OfferLine>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_offers(&cx, &who).await).await
}

/// An offer with its revisions.
#[server(prefix = "/rpc", endpoint = "admin/get_offer", input = Json)]
pub async fn get_offer(id: OfferId) -> Result<model::OfferDetail, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_offer(&cx, &who, id).await).await
}

/// Makes an offer.
#[server(prefix = "/rpc", endpoint = "admin/create_offer", input = Json)]
pub async fn create_offer(input: draft::OfferInput) -> Result<model::OfferDetail, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::create_offer(&cx, &who, input).await).await
}

/// Gives an offer a new revision.
#[server(prefix = "/rpc", endpoint = "admin/change_offer", input = Json)]
pub async fn change_offer(id: OfferId, input: draft::OfferInput) -> Result<model::OfferDetail, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_offer(&cx, &who, id, input).await).await
}

/// Takes an offer from sale, puts it there, archives it or takes it back.
#[server(prefix = "/rpc", endpoint = "admin/switch_offer", input = Json)]
pub async fn switch_offer(id: OfferId, input: draft::OfferSwitch) -> Result<model::OfferDetail, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::switch_offer(&cx, &who, id, input).await).await
}

/// Puts offers into an order.
#[server(prefix = "/rpc", endpoint = "admin/order_offers", input = Json)]
pub async fn order_offers(input: draft::OfferOrder) -> Result<Vec<model::OfferLine>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::order_offers(&cx, &who, input).await).await
}
