//! `billing/auto-top-up` of the REST API. No key opens these: what they agree to costs money.

use crate::{
    kernel::id::OrderId,
    order::{
        model::Placed,
        topup::{AutoTopUp, CardSetup, TopUpInput},
    },
    server::{
        Cx, Result,
        access::Member,
        rest::{Body, Path, Problem},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(get_top_up, put_top_up, end_top_up))
        .routes(routes!(set_up_card, remove_card))
        .routes(routes!(pay_order))
}

/// How the automatic top-up stands: what was agreed to, the card, what was spent this month.
#[utoipa::path(get, path = "/billing/auto-top-up", tag = "billing",
    responses((status = 200, body = AutoTopUp), (status = 404, body = Problem, description = "`not_found`: Stripe is off")))]
async fn get_top_up(State(cx): State<Cx>, who: Member) -> Result<Json<AutoTopUp>> {
    Ok(Json(super::get_top_up(&cx, &who).await?))
}

/// Agrees to it, or switches it off: when fewer coins than `threshold` can be spent, the package is bought with the card that
/// is kept, up to `month_max_minor` in a month of local days.
#[utoipa::path(put, path = "/billing/auto-top-up", tag = "billing", request_body = TopUpInput,
    responses((status = 200, body = AutoTopUp), (status = 404, body = Problem, description = "`not_found`: Stripe is off"),
        (status = 409, body = Problem, description = "`conflict`: no card is kept"), (status = 422, body = Problem)))]
async fn put_top_up(State(cx): State<Cx>, who: Member, Body(input): Body<TopUpInput>) -> Result<Json<AutoTopUp>> {
    Ok(Json(super::put_top_up(&cx, &who, input).await?))
}

/// Takes back what was agreed to.
#[utoipa::path(delete, path = "/billing/auto-top-up", tag = "billing",
    responses((status = 204), (status = 404, body = Problem, description = "`not_found`: nothing was agreed to, or Stripe is off")))]
async fn end_top_up(State(cx): State<Cx>, who: Member) -> Result<StatusCode> {
    super::end_top_up(&cx, &who).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a page of Stripe's on which a card is given, in place of the one that is kept.
#[utoipa::path(post, path = "/billing/auto-top-up/card", tag = "billing",
    responses((status = 201, body = CardSetup), (status = 404, body = Problem, description = "`not_found`: Stripe is off"),
        (status = 503, body = Problem)))]
async fn set_up_card(State(cx): State<Cx>, who: Member) -> Result<(StatusCode, Json<CardSetup>)> {
    Ok((StatusCode::CREATED, Json(super::set_up_card(&cx, &who).await?)))
}

/// Forgets the card, here and at Stripe.
#[utoipa::path(delete, path = "/billing/auto-top-up/card", tag = "billing",
    responses((status = 204), (status = 404, body = Problem, description = "`not_found`: no card is kept, or Stripe is off")))]
async fn remove_card(State(cx): State<Cx>, who: Member) -> Result<StatusCode> {
    super::remove_card(&cx, &who).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens the page on which an automatic order is paid that the bank wanted to see its customer for.
#[utoipa::path(post, path = "/payments/orders/{id}/pay", tag = "payments", params(("id" = OrderId, Path)),
    responses((status = 200, body = Placed), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`conflict`: it is not to be paid by hand, or not any more"), (status = 503, body = Problem)))]
async fn pay_order(State(cx): State<Cx>, who: Member, Path(id): Path<OrderId>) -> Result<Json<Placed>> {
    Ok(Json(super::pay_order(&cx, &who, id).await?))
}
