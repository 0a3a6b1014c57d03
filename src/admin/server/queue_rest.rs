//! `admin/queue` of the REST API: work that waits. Only for the role admin; others get 403.

use crate::{
    run::{
        self,
        model::Resolved,
        parked::{QueueBoard, Settling},
    },
    server::{
        Cx, Result,
        access::Staff,
        rest::{Body, Problem},
    },
};
use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(get_queue, settle_parked))
}

/// How the queue stands, and the runs that failed each time through no fault of their own.
#[utoipa::path(get, path = "/admin/queue", tag = "admin",
    responses((status = 200, body = QueueBoard), (status = 403, body = Problem)))]
async fn get_queue(State(cx): State<Cx>, who: Staff) -> Result<Json<QueueBoard>> {
    Ok(Json(run::server::get_board(&cx, &who).await?))
}

/// Tries parked runs again, or gives them up: then they have failed and their coins go back.
#[utoipa::path(post, path = "/admin/queue", tag = "admin", request_body = Settling,
    responses((status = 200, body = Resolved), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn settle_parked(State(cx): State<Cx>, who: Staff, Body(input): Body<Settling>) -> Result<Json<Resolved>> {
    Ok(Json(run::server::settle_parked(&cx, &who, input).await?))
}
