//! `runs/*` of the REST API. Contract: `design/api.md`. The dashboard watches runs through the same stream.

use crate::{
    kernel::id::RunId,
    run::model::{Run, RunEvent},
    server::{
        Cx, Result,
        access::Member,
        rest::{Path, Problem, Query},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{
        IntoResponse, Response,
        sse::{KeepAlive, Sse},
    },
};
use serde::Deserialize;
use std::time::Duration;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Between two comments that keep a quiet stream alive.
pub const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(get_run)).routes(routes!(stream_events)).routes(routes!(cancel_run))
}

/// A run of yours.
#[utoipa::path(get, path = "/runs/{id}", tag = "runs", params(("id" = RunId, Path)),
    responses((status = 200, body = Run), (status = 404, body = Problem)))]
async fn get_run(State(cx): State<Cx>, who: Member, Path(id): Path<RunId>) -> Result<Json<Run>> {
    Ok(Json(super::get_run(&cx, &who, id).await?))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct After {
    /// The number of the last event the watcher has.
    after: Option<i64>,
    /// `html`: also `preview` events, without a number, whose data is `{"done", "open"}`: append `done`, put `open` in
    /// place of the last `open`. Both are safe HTML.
    render: Option<String>,
}

/// The run's events: those after `after` (or `Last-Event-ID`), then the new ones until its end.
#[utoipa::path(get, path = "/runs/{id}/events", tag = "runs",
    params(("id" = RunId, Path), After,
        ("Last-Event-ID" = Option<i64>, Header, description = "As `after`, and counts before it.")),
    responses((status = 200, content_type = "text/event-stream", body = RunEvent, description = "The events, each with its number as `id`."),
        (status = 404, body = Problem)))]
async fn stream_events(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<RunId>,
    Query(query): Query<After>,
    headers: HeaderMap,
) -> Result<Response> {
    // A browser that reconnects repeats its first address; the header is newer.
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let after: i64 = last.or(query.after).unwrap_or(0).max(0);
    let events = super::events(&cx, &who, id, after, query.render.as_deref() == Some("html")).await?;
    Ok(event_stream(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()))
}

/// Tells proxies not to gather a stream.
pub fn event_stream(mut response: Response) -> Response {
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Stops a run. What was written is kept and paid; the rest of the hold comes back.
#[utoipa::path(post, path = "/runs/{id}/cancel", tag = "runs", params(("id" = RunId, Path)),
    responses((status = 202, body = Run), (status = 404, body = Problem)))]
async fn cancel_run(State(cx): State<Cx>, who: Member, Path(id): Path<RunId>) -> Result<impl IntoResponse> {
    Ok((axum::http::StatusCode::ACCEPTED, Json(super::cancel_run(&cx, &who, id).await?)))
}
