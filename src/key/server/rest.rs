//! `api-keys` of the REST API. Contract: `design/api.md`. No key opens these.

use crate::{
    kernel::{Page, PageQuery, id::KeyId},
    key::model::{ApiKey, KeyChange, KeyInput, NewKey, Rotation},
    server::{
        Cx, Result,
        access::Member,
        rest::{Body, Path, Problem, Query, idempotency::Kept},
    },
};
use axum::{Extension, Json, extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(create_key, list_keys))
        .routes(routes!(change_key, revoke_key))
        .routes(routes!(rotate_key))
}

/// Makes an API key.
///
/// The answer's `key` is shown this once: it is stored as a hash, and a replay by `Idempotency-Key` comes without it.
#[utoipa::path(post, path = "/api-keys", tag = "api-keys", request_body = KeyInput,
    responses((status = 201, body = NewKey), (status = 409, body = Problem, description = "`too_many`"), (status = 422, body = Problem)))]
async fn create_key(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<KeyInput>,
) -> Result<(StatusCode, Extension<Kept>, Json<NewKey>)> {
    let made = super::create_key(&cx, &who, input).await?;
    Ok((StatusCode::CREATED, Extension(Kept::of(&made.about)?), Json(made)))
}

/// The keys, the newest first, without their secrets. Revoked ones stay in the list.
#[utoipa::path(get, path = "/api-keys", tag = "api-keys", params(PageQuery),
    responses((status = 200, body = Page<ApiKey>)))]
async fn list_keys(State(cx): State<Cx>, who: Member, Query(query): Query<PageQuery>) -> Result<Json<Page<ApiKey>>> {
    Ok(Json(super::list_keys(&cx, &who, query).await?))
}

/// Changes a key's name and rules. What is left out stays; `null` takes an end or a limit away.
#[utoipa::path(patch, path = "/api-keys/{id}", tag = "api-keys", params(("id" = KeyId, Path)), request_body = KeyChange,
    responses((status = 200, body = ApiKey), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn change_key(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<KeyId>,
    Body(input): Body<KeyChange>,
) -> Result<Json<ApiKey>> {
    Ok(Json(super::change_key(&cx, &who, id, input).await?))
}

/// Revokes a key, for good. It stays in the list.
#[utoipa::path(delete, path = "/api-keys/{id}", tag = "api-keys", params(("id" = KeyId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn revoke_key(State(cx): State<Cx>, who: Member, Path(id): Path<KeyId>) -> Result<StatusCode> {
    super::revoke_key(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a key a new secret, shown this once. The old one works on for `overlap_s` seconds: a day unless given, 0 ends it
/// at once.
#[utoipa::path(post, path = "/api-keys/{id}/rotate", tag = "api-keys", params(("id" = KeyId, Path)), request_body = Rotation,
    responses((status = 200, body = NewKey), (status = 404, body = Problem), (status = 409, body = Problem, description = "`conflict`, `too_many`"), (status = 422, body = Problem)))]
async fn rotate_key(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<KeyId>,
    Body(input): Body<Rotation>,
) -> Result<(Extension<Kept>, Json<NewKey>)> {
    let made = super::rotate_key(&cx, &who, id, input).await?;
    Ok((Extension(Kept::of(&made.about)?), Json(made)))
}
