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
use serde_json::{Value, json};
use std::{net::SocketAddr, time::Duration};
use tokio::time::timeout;

/// How long a part may take to answer before it counts as away.
const PATIENCE: Duration = Duration::from_secs(3);

/// The process runs.
pub(super) async fn live() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// The process can work: its database answers and it is not about to end. 503 names the part that fails.
pub(super) async fn ready(State(cx): State<Cx>) -> (StatusCode, Json<Value>) {
    let database = matches!(timeout(PATIENCE, ask_database(&cx)).await, Ok(Ok(())));
    let stopping = cx.stopping.is_cancelled();
    let (status, word) =
        if database && !stopping { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "unavailable") };
    let part = |fine: bool| if fine { "ok" } else { "unavailable" };
    (status, Json(json!({ "status": word, "parts": { "database": part(database), "process": part(!stopping) } })))
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
