//! `notifications` of the REST API. Contract: `design/api.md`.

use crate::{
    kernel::PageQuery,
    notice::model::{Inbox, ReadUpTo, Unread},
    server::{
        Cx, Result,
        access::Member,
        rest::{Body, Problem, Query},
    },
};
use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(list_notices)).routes(routes!(read_notices))
}

/// What the person should know, the newest first.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(PageQuery), responses((status = 200, body = Inbox)))]
async fn list_notices(State(cx): State<Cx>, who: Member, Query(query): Query<PageQuery>) -> Result<Json<Inbox>> {
    Ok(Json(super::list_notices(&cx, &who, query).await?))
}

/// Takes a notice and all before it for read, or all of them.
#[utoipa::path(post, path = "/notifications/read", tag = "notifications", request_body = ReadUpTo,
    responses((status = 200, body = Unread), (status = 422, body = Problem)))]
async fn read_notices(State(cx): State<Cx>, who: Member, Body(input): Body<ReadUpTo>) -> Result<Json<Unread>> {
    Ok(Json(super::read_notices(&cx, &who, input).await?))
}
