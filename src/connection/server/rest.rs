//! `admin/providers/*` of the REST API. Only for the role admin; others get 403. Keys are written, never read.

use crate::{
    connection::{
        input::{ConnectionChange, ConnectionProbe, NewConnection},
        model::{Connection, ConnectionDetail, ProviderTest},
    },
    kernel::Page,
    server::{
        Cx, Result,
        access::Staff,
        rest::{Body, Path, Problem},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_providers, add_provider))
        .routes(routes!(get_provider, change_provider, remove_provider))
        .routes(routes!(test_provider))
        .routes(routes!(ask_balance))
}

/// Every AI provider that is known, the operator's own and the sandbox: whether each is on, its key's health, its balance,
/// its requests of the last 24 hours.
#[utoipa::path(get, path = "/admin/providers", tag = "admin",
    responses((status = 200, body = Page<Connection>), (status = 403, body = Problem)))]
async fn list_providers(State(cx): State<Cx>, who: Staff) -> Result<Json<Page<Connection>>> {
    Ok(Json(Page { items: super::list_connections(&cx, &who).await?, next_cursor: None }))
}

/// Stores how a provider is reached that has nothing stored yet: a known one by its id, or a server of the operator's own.
#[utoipa::path(post, path = "/admin/providers", tag = "admin", request_body = NewConnection,
    responses((status = 201, body = Connection), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_provider(
    State(cx): State<Cx>,
    who: Staff,
    Body(input): Body<NewConnection>,
) -> Result<(StatusCode, Json<Connection>)> {
    Ok((StatusCode::CREATED, Json(super::add_connection(&cx, &who, input).await?)))
}

/// A provider with its health: the last 24 hours, the last 30 days, and what this process passes over now.
#[utoipa::path(get, path = "/admin/providers/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = ConnectionDetail), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_provider(State(cx): State<Cx>, who: Staff, Path(id): Path<String>) -> Result<Json<ConnectionDetail>> {
    Ok(Json(super::get_detail(&cx, &who, id).await?))
}

/// Changes how a provider is reached; it is in force at once. What is left out stays, `null` gives a value back to the
/// settings. Another host needs the key again.
#[utoipa::path(patch, path = "/admin/providers/{id}", tag = "admin", params(("id" = String, Path)), request_body = ConnectionChange,
    responses((status = 200, body = Connection), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_provider(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<String>,
    Body(change): Body<ConnectionChange>,
) -> Result<Json<Connection>> {
    Ok(Json(super::change_connection(&cx, &who, id, change).await?))
}

/// Forgets what was stored, the key included: a provider of the operator's own is gone, another is as the settings say.
#[utoipa::path(delete, path = "/admin/providers/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn remove_provider(State(cx): State<Cx>, who: Staff, Path(id): Path<String>) -> Result<StatusCode> {
    super::remove_connection(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks a provider for its models, to see whether its address and key work: those that are stored, or the given ones
/// before they are. A provider that fails is a 200 with `ok: false`.
#[utoipa::path(post, path = "/admin/providers/{id}/test", tag = "admin", params(("id" = String, Path)), request_body = ConnectionProbe,
    responses((status = 200, body = ProviderTest), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn test_provider(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<String>,
    Body(input): Body<ConnectionProbe>,
) -> Result<Json<ProviderTest>> {
    Ok(Json(super::test_connection(&cx, &who, id, input).await?))
}

/// Asks a provider what is left of its account. A question without an answer is a 200 with the balance's `failure`; one
/// that does not tell balances is a 409.
#[utoipa::path(post, path = "/admin/providers/{id}/balance", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = Connection), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn ask_balance(State(cx): State<Cx>, who: Staff, Path(id): Path<String>) -> Result<Json<Connection>> {
    Ok(Json(super::ask_balance(&cx, &who, id).await?))
}
