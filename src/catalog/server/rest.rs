//! `models` of the REST API. Contract: `design/api.md`.

use crate::{
    catalog::model::{Capability, Model},
    kernel::Page,
    server::{
        Cx, Result,
        access::Member,
        rest::{Problem, Query},
    },
};
use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(list_models))
}

#[derive(Debug, Default, Deserialize)]
struct ModelQuery {
    /// Only those that can do this.
    capability: Option<Capability>,
}

/// The models the person may use: what they can do, read and make, and what each thing costs in coins.
#[utoipa::path(get, path = "/models", tag = "models",
    params(("capability" = Option<String>, Query, description = "Only those that can do this: `chat`, `vision`, `image`, `transcription`, `speech`, `embedding` …")),
    responses((status = 200, body = Object), (status = 400, body = Problem), (status = 401, body = Problem)))]
async fn list_models(State(cx): State<Cx>, who: Member, Query(query): Query<ModelQuery>) -> Result<Json<Page<Model>>> {
    let mut items = super::list_models(&cx, &who).await?;
    items.retain(|model| query.capability.is_none_or(|wanted| model.can(wanted)));
    Ok(Json(Page { items, next_cursor: None }))
}
