//! `admin/codes`, `admin/code-batches` and `billing/redeem` of the REST API. No key opens these.

use super::redeem::{HEAD, row};
use crate::{
    code::{
        discount::{DiscountCode, DiscountInput, DiscountUse},
        redeem::{BatchInput, CodeBatch, RedeemInput, Redeemed},
    },
    kernel::{
        Page, PageQuery,
        id::{BatchId, DiscountId},
    },
    server::{
        Cx, Result,
        access::{Member, Staff},
        csv,
        rest::{Body, Path, Problem, Query, idempotency::Kept},
    },
};
use axum::{
    Extension, Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use futures::stream;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_codes, create_code))
        .routes(routes!(get_code, change_code))
        .routes(routes!(list_code_uses))
        .routes(routes!(list_batches, create_batch))
        .routes(routes!(revoke_batch))
        .routes(routes!(redeem_code))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CodeQuery {
    /// A part of the code.
    #[serde(default)]
    search: String,
    /// Entries a page, 1 to 100; 50 when not given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The discount codes, the newest first.
#[utoipa::path(get, path = "/admin/codes", tag = "admin", params(CodeQuery),
    responses((status = 200, body = Page<DiscountCode>), (status = 403, body = Problem)))]
async fn list_codes(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<CodeQuery>,
) -> Result<Json<Page<DiscountCode>>> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    Ok(Json(super::list_discounts(&cx, &who, &query.search, page).await?))
}

/// Makes a discount code. What is wrong is named by its place: `caps.0.currency`, `users.2`.
#[utoipa::path(post, path = "/admin/codes", tag = "admin", request_body = DiscountInput,
    responses((status = 201, body = DiscountCode), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_code(
    State(cx): State<Cx>,
    who: Staff,
    Body(input): Body<DiscountInput>,
) -> Result<(StatusCode, Json<DiscountCode>)> {
    Ok((StatusCode::CREATED, Json(super::create_discount(&cx, &who, input).await?)))
}

/// A discount code.
#[utoipa::path(get, path = "/admin/codes/{id}", tag = "admin", params(("id" = DiscountId, Path)),
    responses((status = 200, body = DiscountCode), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_code(State(cx): State<Cx>, who: Staff, Path(id): Path<DiscountId>) -> Result<Json<DiscountCode>> {
    Ok(Json(super::get_discount(&cx, &who, id).await?))
}

/// Says anew what a discount code is. Orders keep what it took off.
#[utoipa::path(put, path = "/admin/codes/{id}", tag = "admin", params(("id" = DiscountId, Path)), request_body = DiscountInput,
    responses((status = 200, body = DiscountCode), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_code(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<DiscountId>,
    Body(input): Body<DiscountInput>,
) -> Result<Json<DiscountCode>> {
    Ok(Json(super::change_discount(&cx, &who, id, input).await?))
}

/// The uses of a discount code, the newest first.
#[utoipa::path(get, path = "/admin/codes/{id}/uses", tag = "admin", params(("id" = DiscountId, Path), PageQuery),
    responses((status = 200, body = Page<DiscountUse>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list_code_uses(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<DiscountId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<DiscountUse>>> {
    Ok(Json(super::list_uses(&cx, &who, id, query).await?))
}

/// The batches of redeem codes, the newest first, without their codes.
#[utoipa::path(get, path = "/admin/code-batches", tag = "admin", params(PageQuery),
    responses((status = 200, body = Page<CodeBatch>), (status = 403, body = Problem)))]
async fn list_batches(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<CodeBatch>>> {
    Ok(Json(super::list_batches(&cx, &who, query).await?))
}

/// Makes a batch of redeem codes.
///
/// The answer is the table of its codes, UTF-8 with a byte-order mark; `Location` names the batch. They are shown this
/// once: only hashes are stored, and a replay by `Idempotency-Key` comes as the batch in JSON, without them.
#[utoipa::path(post, path = "/admin/code-batches", tag = "admin", request_body = BatchInput,
    responses((status = 201, body = String, content_type = "text/csv; charset=utf-8", example = "code,coins,expires_at\r\n7K3M-9QXV-2HTR-W5PD,100,\r\n"),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_batch(State(cx): State<Cx>, who: Staff, Body(input): Body<BatchInput>) -> Result<impl IntoResponse> {
    let (about, codes) = super::create_batch(&cx, &who, input).await?;
    let (coins, expires_at) = (about.coins, about.expires_at);
    let rows = stream::iter(codes.into_iter().map(move |code| Ok(row(&code, coins, expires_at).line())));
    let table = csv::stream(&format!("codes-{}", about.id), &HEAD, rows);
    let place = [(header::LOCATION, format!("/api/v1/admin/code-batches/{}", about.id))];
    Ok((StatusCode::CREATED, place, Extension(Kept::of(&about)?), table))
}

/// Takes a batch back: what was redeemed stays, the rest works no more.
#[utoipa::path(delete, path = "/admin/code-batches/{id}", tag = "admin", params(("id" = BatchId, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn revoke_batch(State(cx): State<Cx>, who: Staff, Path(id): Path<BatchId>) -> Result<StatusCode> {
    super::revoke_batch(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Redeems a code: its coins are in the wallet at once. A code that gives nothing is a 422, whatever the reason.
#[utoipa::path(post, path = "/billing/redeem", tag = "billing", request_body = RedeemInput,
    responses((status = 200, body = Redeemed), (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn redeem_code(State(cx): State<Cx>, who: Member, Body(input): Body<RedeemInput>) -> Result<Json<Redeemed>> {
    Ok(Json(super::redeem(&cx, &who, input).await?))
}
