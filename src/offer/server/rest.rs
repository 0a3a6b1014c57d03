//! `billing/packages` and `admin/offers` of the REST API. The first is for anybody, the second for the role admin.

use crate::{
    kernel::{Page, id::OfferId},
    offer::{
        draft::{OfferInput, OfferOrder, OfferSwitch},
        model::{Offer, OfferDetail, OfferLine},
    },
    server::{
        Cx, Result,
        access::{Staff, Visitor},
        rest::{Body, Path, Problem, Query},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_packages))
        .routes(routes!(list_offers, create_offer))
        .routes(routes!(order_offers))
        .routes(routes!(get_offer, change_offer, switch_offer, archive_offer))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SaleQuery {
    /// Only what can be paid with it: `IRR`, `USD`, `EUR`.
    #[serde(default)]
    currency: Option<String>,
    /// Only `package` or only `plan`.
    #[serde(default)]
    kind: Option<String>,
}

/// What is for sale, in the order to show it: packages of coins and plans, with their prices. Needs no sign-in.
#[utoipa::path(get, path = "/billing/packages", tag = "billing", security(()), params(SaleQuery),
    responses((status = 200, body = Page<Offer>), (status = 422, body = Problem)))]
async fn list_packages(
    State(cx): State<Cx>,
    who: Visitor,
    Query(query): Query<SaleQuery>,
) -> Result<Json<Page<Offer>>> {
    let items = super::list_for_all(&cx, &who, query.currency.as_deref(), query.kind.as_deref()).await?;
    Ok(Json(Page { items, next_cursor: None }))
}

/// All offers in their order; those that are archived come last.
#[utoipa::path(get, path = "/admin/offers", tag = "admin",
    responses((status = 200, body = Page<OfferLine>), (status = 403, body = Problem)))]
async fn list_offers(State(cx): State<Cx>, who: Staff) -> Result<Json<Page<OfferLine>>> {
    Ok(Json(Page { items: super::list_offers(&cx, &who).await?, next_cursor: None }))
}

/// Makes an offer. What is wrong is named by its place: `prices.0.currency`.
#[utoipa::path(post, path = "/admin/offers", tag = "admin", request_body = OfferInput,
    responses((status = 201, body = OfferDetail), (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`too_many`"), (status = 422, body = Problem)))]
async fn create_offer(
    State(cx): State<Cx>,
    who: Staff,
    Body(input): Body<OfferInput>,
) -> Result<(StatusCode, Json<OfferDetail>)> {
    Ok((StatusCode::CREATED, Json(super::create_offer(&cx, &who, input).await?)))
}

/// Puts offers into an order.
#[utoipa::path(put, path = "/admin/offers/order", tag = "admin", request_body = OfferOrder,
    responses((status = 200, body = Page<OfferLine>), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn order_offers(
    State(cx): State<Cx>,
    who: Staff,
    Body(order): Body<OfferOrder>,
) -> Result<Json<Page<OfferLine>>> {
    Ok(Json(Page { items: super::order_offers(&cx, &who, order).await?, next_cursor: None }))
}

/// An offer with its revisions.
#[utoipa::path(get, path = "/admin/offers/{id}", tag = "admin", params(("id" = OfferId, Path)),
    responses((status = 200, body = OfferDetail), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_offer(State(cx): State<Cx>, who: Staff, Path(id): Path<OfferId>) -> Result<Json<OfferDetail>> {
    Ok(Json(super::get_offer(&cx, &who, id).await?))
}

/// Gives an offer a new revision. Orders keep the one they were made from. The kind and a plan's code stay.
#[utoipa::path(put, path = "/admin/offers/{id}", tag = "admin", params(("id" = OfferId, Path)), request_body = OfferInput,
    responses((status = 200, body = OfferDetail), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn change_offer(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<OfferId>,
    Body(input): Body<OfferInput>,
) -> Result<Json<OfferDetail>> {
    Ok(Json(super::change_offer(&cx, &who, id, input).await?))
}

/// Takes an offer from sale or puts it there, archives it or takes it back from the archive.
#[utoipa::path(patch, path = "/admin/offers/{id}", tag = "admin", params(("id" = OfferId, Path)), request_body = OfferSwitch,
    responses((status = 200, body = OfferDetail), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`conflict`, `too_many`"), (status = 422, body = Problem)))]
async fn switch_offer(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<OfferId>,
    Body(switch): Body<OfferSwitch>,
) -> Result<Json<OfferDetail>> {
    Ok(Json(super::switch_offer(&cx, &who, id, switch).await?))
}

/// Archives an offer: it is sold no more, and stays for the orders made from it.
#[utoipa::path(delete, path = "/admin/offers/{id}", tag = "admin", params(("id" = OfferId, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn archive_offer(State(cx): State<Cx>, who: Staff, Path(id): Path<OfferId>) -> Result<StatusCode> {
    super::switch_offer(&cx, &who, id, OfferSwitch { archived: Some(true), enabled: None }).await?;
    Ok(StatusCode::NO_CONTENT)
}
