//! `admin/uncertain` of the REST API: runs that wait for a decision. Only for the role admin; others get 403.

use crate::{
    kernel::{Page, PageQuery},
    run::{
        self,
        model::{Resolution, Resolved, UncertainRun},
    },
    server::{
        Cx, Result,
        access::Staff,
        rest::{Body, Problem, Query},
    },
};
use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(list_uncertain, resolve_uncertain))
}

/// The runs whose provider may have done and charged the work although its answer was lost, the newest first. Their holds are frozen.
#[utoipa::path(get, path = "/admin/uncertain", tag = "admin", params(PageQuery),
    responses((status = 200, body = Page<UncertainRun>), (status = 403, body = Problem)))]
async fn list_uncertain(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<UncertainRun>>> {
    Ok(Json(run::server::list_uncertain(&cx, &who, query).await?))
}

/// Decides runs: charges their estimates, or gives everything back. Each is decided once, by whoever is first.
#[utoipa::path(post, path = "/admin/uncertain", tag = "admin", request_body = Resolution,
    responses((status = 200, body = Resolved), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn resolve_uncertain(State(cx): State<Cx>, who: Staff, Body(input): Body<Resolution>) -> Result<Json<Resolved>> {
    Ok(Json(run::server::resolve_uncertain(&cx, &who, input).await?))
}
