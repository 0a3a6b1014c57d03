//! `models` of the REST API. Contract: `design/api.md`.

use crate::{
    catalog::model::Model,
    kernel::Page,
    server::{Cx, Result, access::Member},
};
use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(list_models))
}

/// The models the person may use, with prices in coins.
#[utoipa::path(get, path = "/models", tag = "models", responses((status = 200, body = Page<Model>)))]
async fn list_models(State(cx): State<Cx>, who: Member) -> Result<Json<Page<Model>>> {
    Ok(Json(Page { items: super::list_models(&cx, &who).await?, next_cursor: None }))
}
