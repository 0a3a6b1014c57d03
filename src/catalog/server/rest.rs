//! `models` of the REST API. Contract: `design/api.md`.

use crate::{
    catalog::model::{Capability, Model},
    kernel::Page,
    server::{Cx, Result, access::Member, rest::Query},
};
use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(list_models))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ModelQuery {
    /// Only those that can do this.
    capability: Option<Capability>,
}

/// The models the person may use: what they can do, read and make, and what each thing costs in coins.
#[utoipa::path(get, path = "/models", tag = "models", params(ModelQuery), responses((status = 200, body = Page<Model>)))]
async fn list_models(State(cx): State<Cx>, who: Member, Query(query): Query<ModelQuery>) -> Result<Json<Page<Model>>> {
    let mut items = super::list_models(&cx, &who).await?;
    items.retain(|model| query.capability.is_none_or(|wanted| model.can(wanted)));
    Ok(Json(Page { items, next_cursor: None }))
}
