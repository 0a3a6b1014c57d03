//! `admin/attempts` and `admin/earnings` of the REST API. Only for the role admin; others get 403.
//!
//! `admin/margins` sets what is asked for a unit of cost; what came of it is `admin/earnings`.

use crate::{
    kernel::{Page, id::AttemptId},
    run::{
        record::{AttemptDetail, AttemptEntry, AttemptQuery, EarningQuery, Earnings},
        server::{self as runs, EarningCell},
    },
    server::{
        Cx, Result,
        access::Staff,
        csv::{self, Row},
        rest::{Path, Problem, Query},
    },
};
use axum::{Json, extract::State, response::Response};
use futures::TryStreamExt;
use utoipa_axum::{router::OpenApiRouter, routes};

const ATTEMPT_HEAD: [&str; 21] = [
    "time",
    "run",
    "number",
    "person",
    "kind",
    "state",
    "provider",
    "model",
    "model_asked",
    "model_served",
    "outcome",
    "status",
    "begun_ms",
    "first_output_ms",
    "total_ms",
    "cost_usd",
    "cost_source",
    "charged_coins",
    "request_id",
    "attempt",
    "detail",
];
const EARNING_HEAD: [&str; 9] = [
    "day",
    "model",
    "runs",
    "revenue_coins",
    "revenue_usd",
    "cost_usd",
    "margin_usd",
    "margin_percent",
    "unknown_cost_runs",
];

/// The routes.
pub(super) fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_attempts))
        .routes(routes!(export_attempts))
        .routes(routes!(get_attempt))
        .routes(routes!(get_earnings))
        .routes(routes!(export_earnings))
}

/// Requests to providers, the newest first: who was asked, how it ended, how long it took, what it cost.
#[utoipa::path(get, path = "/admin/attempts", tag = "admin", params(AttemptQuery),
    responses((status = 200, body = Page<AttemptEntry>), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_attempts(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<AttemptQuery>,
) -> Result<Json<Page<AttemptEntry>>> {
    Ok(Json(runs::list_attempts(&cx, &who, query).await?))
}

/// The same as a table for spreadsheets: UTF-8 with a byte-order mark, the newest 50,000. `limit` and `cursor` say nothing.
#[utoipa::path(get, path = "/admin/attempts.csv", tag = "admin", params(AttemptQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "time,run,number,person,…"),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn export_attempts(State(cx): State<Cx>, who: Staff, Query(query): Query<AttemptQuery>) -> Result<Response> {
    let batches = runs::export_attempts(&cx, &who, query).await?;
    let lines = batches.map_ok(|batch| batch.iter().map(|attempt| row(attempt).line()).collect());
    Ok(csv::stream("attempts", &ATTEMPT_HEAD, lines))
}

/// Everything of one request to a provider, with the run's others.
#[utoipa::path(get, path = "/admin/attempts/{id}", tag = "admin", params(("id" = AttemptId, Path)),
    responses((status = 200, body = AttemptDetail), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_attempt(State(cx): State<Cx>, who: Staff, Path(id): Path<AttemptId>) -> Result<Json<AttemptDetail>> {
    Ok(Json(runs::get_attempt(&cx, &who, id).await?))
}

/// What runs brought and cost, by day and by model. A run counts on the day it ended, with the model that answered it;
/// coins become dollars at each run's own rate. Where some cost is unknown, the margin is at most what is told.
#[utoipa::path(get, path = "/admin/earnings", tag = "admin", params(EarningQuery),
    responses((status = 200, body = Earnings), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn get_earnings(State(cx): State<Cx>, who: Staff, Query(query): Query<EarningQuery>) -> Result<Json<Earnings>> {
    Ok(Json(runs::get_earnings(&cx, &who, query).await?))
}

/// The same as a table for spreadsheets, a line for each model on each day.
#[utoipa::path(get, path = "/admin/earnings.csv", tag = "admin", params(EarningQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "day,model,runs,revenue_coins,…"),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn export_earnings(State(cx): State<Cx>, who: Staff, Query(query): Query<EarningQuery>) -> Result<Response> {
    let (span, cells) = runs::list_earning_cells(&cx, &who, query).await?;
    let row = |EarningCell { day, model, sum }| {
        let row = Row::new().text(&day.to_string()).text(&model).number(sum.runs).number(sum.revenue);
        let row = row.number(sum.revenue_usd).number(sum.cost_usd).number(sum.margin_usd);
        row.maybe(sum.margin_percent).number(sum.unknown_runs)
    };
    Ok(csv::table(&format!("margin-{}-{}", span.first, span.last), &EARNING_HEAD, cells.into_iter().map(row)))
}

fn row(of: &AttemptEntry) -> Row {
    let (run, id, at) = (of.run.to_string(), of.id.to_string(), of.created_at.to_string());
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let row = Row::new().text(&at).text(&run).number(of.number).text(&of.email).text(&of.kind).text(of.state.code());
    let row = row.text(&of.provider).text(&of.model).text(&of.model_asked).text(&word(&of.model_served));
    let row = row.text(&of.outcome).maybe(of.status).maybe(of.begun_ms).maybe(of.first_output_ms).number(of.total_ms);
    let row = row.maybe(of.cost_usd.as_ref()).text(&of.cost_source).number(of.charged);
    row.text(&word(&of.request_id)).text(&id).text(&word(&of.detail))
}
