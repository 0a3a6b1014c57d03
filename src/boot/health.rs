//! Is it alive, can it work, what does it count.

use crate::{
    fetch_one,
    kernel::AppError,
    server::{
        Cx, Result,
        access::{Staff, Witness},
    },
};
use axum::{
    Json,
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
};
use serde::Serialize;
use std::{net::SocketAddr, time::Duration};
use tokio::time::timeout;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long a part may take to answer before it counts as away.
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether something works.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Condition {
    /// It works.
    Ok,
    /// It does not.
    Unavailable,
}

/// The process runs.
#[derive(Serialize, ToSchema)]
struct Health {
    /// Always `ok`: a process that does not run does not answer.
    status: Condition,
    /// The version that runs.
    #[schema(example = "1.0.0")]
    version: &'static str,
}

/// Whether the process can work.
#[derive(Serialize, ToSchema)]
struct Readiness {
    /// `ok` when every part is.
    status: Condition,
    /// The parts.
    parts: Parts,
}

/// What a process needs to work.
#[derive(Serialize, ToSchema)]
struct Parts {
    /// The database answers.
    database: Condition,
    /// The storage of files answers.
    storage: Condition,
    /// The process is not about to end.
    process: Condition,
}

/// The routes that the API's callers and a load balancer ask.
pub(super) fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready))
}

/// The process runs.
#[utoipa::path(get, path = "/health", tag = "health", security(()), responses((status = 200, body = Health)))]
async fn live() -> Json<Health> {
    Json(Health { status: Condition::Ok, version: env!("CARGO_PKG_VERSION") })
}

/// The process can work: its database and its storage answer, and it is not about to end.
#[utoipa::path(get, path = "/health/ready", tag = "health", security(()),
    responses((status = 200, body = Readiness), (status = 503, body = Readiness, description = "`parts` names what fails.")))]
async fn ready(State(cx): State<Cx>) -> (StatusCode, Json<Readiness>) {
    let condition = |fine: bool| if fine { Condition::Ok } else { Condition::Unavailable };
    let database = condition(matches!(timeout(PATIENCE, ask_database(&cx)).await, Ok(Ok(()))));
    let storage = condition(timeout(PATIENCE, cx.storage.is_there()).await.unwrap_or(false));
    let process = condition(!cx.stopping.is_cancelled());
    let status = condition([database, storage, process].iter().all(|part| *part == Condition::Ok));
    let code = if status == Condition::Ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(Readiness { status, parts: Parts { database, storage, process } }))
}

async fn ask_database(cx: &Cx) -> Result<()> {
    let mut conn = cx.db.read().await?;
    fetch_one!(&mut conn, (i64,), "SELECT CAST(1 AS BIGINT)")?;
    Ok(())
}

/// The counters: for a scraper on this machine, or for staff.
pub(super) async fn metrics(State(cx): State<Cx>, request: Request) -> Result<String> {
    let (parts, _) = request.into_parts();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let local = peer.is_some_and(|peer| peer.0.ip().is_loopback()) && !parts.headers.contains_key("x-forwarded-for");
    if !local && Staff::identify(&cx, &parts).await.is_err() {
        return Err(AppError::NotFound.into());
    }
    Ok(cx.metrics.render())
}
