//! `admin/models/*` of the REST API: the catalogue. Only for the role admin; others get 403.
//!
//! A model's id stands in the path percent-encoded: `admin/models/openai%2Fgpt-5.1`.

use crate::{
    catalog::{
        entry::{Entry, EntryChange, EntryDetail, EntryQuery, Margin, NewEntry, Overview, PriceChange},
        server as catalogue,
    },
    kernel::Page,
    server::{
        Cx, Result,
        access::Staff,
        rest::{Body, Path, Problem, Query},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub(super) fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_models, add_model))
        .routes(routes!(get_overview, sync_models))
        .routes(routes!(set_margin))
        .routes(routes!(get_model, change_model))
        .routes(routes!(set_prices))
}

/// Which provider to ask; all of them when not given.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct SyncInput {
    provider: Option<String>,
}

/// The models of the catalogue with their prices, in the order of their ids.
#[utoipa::path(get, path = "/admin/models", tag = "admin",
    params(EntryQuery),
    responses((status = 200, body = Page<Entry>), (status = 403, body = Problem)))]
async fn list_models(State(cx): State<Cx>, who: Staff, Query(query): Query<EntryQuery>) -> Result<Json<Page<Entry>>> {
    Ok(Json(catalogue::list_entries(&cx, &who, query).await?))
}

/// Adds a model by hand; its id is `provider/provider_model`. Without prices it is not on offer.
#[utoipa::path(post, path = "/admin/models", tag = "admin", request_body = NewEntry,
    responses((status = 201, body = EntryDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_model(
    State(cx): State<Cx>,
    who: Staff,
    Body(input): Body<NewEntry>,
) -> Result<(StatusCode, Json<EntryDetail>)> {
    Ok((StatusCode::CREATED, Json(catalogue::add_entry(&cx, &who, input).await?)))
}

/// How the last list of each provider went, the models that end soon, and the margins.
#[utoipa::path(get, path = "/admin/models/sync", tag = "admin",
    responses((status = 200, body = Overview), (status = 403, body = Problem)))]
async fn get_overview(State(cx): State<Cx>, who: Staff) -> Result<Json<Overview>> {
    Ok(Json(catalogue::get_overview(&cx, &who).await?))
}

/// Asks a provider, or all of them, for their models now. A provider that fails is a 200 with its `failure`.
#[utoipa::path(post, path = "/admin/models/sync", tag = "admin", request_body = SyncInput,
    responses((status = 200, body = Overview), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn sync_models(State(cx): State<Cx>, who: Staff, Body(input): Body<SyncInput>) -> Result<Json<Overview>> {
    Ok(Json(super::sync_models(&cx, &who, input.provider).await?))
}

/// Sets what a plan pays for each unit of cost, of one model or of all; an empty margin takes it away.
#[utoipa::path(put, path = "/admin/margins", tag = "admin", request_body = Margin,
    responses((status = 200, body = Overview), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn set_margin(State(cx): State<Cx>, who: Staff, Body(margin): Body<Margin>) -> Result<Json<Overview>> {
    Ok(Json(catalogue::set_margin(&cx, &who, margin).await?))
}

/// A model with every price it had.
#[utoipa::path(get, path = "/admin/models/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = EntryDetail), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_model(State(cx): State<Cx>, who: Staff, Path(id): Path<String>) -> Result<Json<EntryDetail>> {
    Ok(Json(catalogue::get_entry(&cx, &who, &id).await?))
}

/// Changes a model: what is given is set, and no provider's list changes it any more. An empty text takes a value away.
#[utoipa::path(patch, path = "/admin/models/{id}", tag = "admin", params(("id" = String, Path)), request_body = EntryChange,
    responses((status = 200, body = EntryDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_model(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<String>,
    Body(change): Body<EntryChange>,
) -> Result<Json<EntryDetail>> {
    Ok(Json(catalogue::change_entry(&cx, &who, id, change).await?))
}

/// Sets all prices of a model at once, in US dollars; the old ones are closed. None at all leaves the model without, until
/// its provider's list sets them again, where it tells prices (`price_list` is `told`).
#[utoipa::path(put, path = "/admin/models/{id}/prices", tag = "admin", params(("id" = String, Path)), request_body = PriceChange,
    responses((status = 200, body = EntryDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn set_prices(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<String>,
    Body(change): Body<PriceChange>,
) -> Result<Json<EntryDetail>> {
    Ok(Json(catalogue::set_prices(&cx, &who, id, change).await?))
}
