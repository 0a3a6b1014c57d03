//! `usage` of the REST API: what the caller used, as JSON and as a table.

use crate::{
    run::usage::{UsageBy, UsageLine, UsageQuery, UsageReport},
    server::{
        Cx, Result,
        access::Member,
        csv::{self, Row},
        rest::{Problem, Query},
    },
};
use axum::{Json, extract::State, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(get_usage)).routes(routes!(export_usage))
}

/// What you used: by day, by model or by API key. Runs count on the day they ended.
#[utoipa::path(get, path = "/usage", tag = "usage", params(UsageQuery),
    responses((status = 200, body = UsageReport), (status = 422, body = Problem)))]
async fn get_usage(State(cx): State<Cx>, who: Member, Query(query): Query<UsageQuery>) -> Result<Json<UsageReport>> {
    Ok(Json(super::get_usage(&cx, &who, query).await?))
}

/// The same as a table for spreadsheets: UTF-8 with a byte-order mark, one line each.
#[utoipa::path(get, path = "/usage.csv", tag = "usage", params(UsageQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8",
        example = "day,runs,input_tokens,output_tokens,coins\r\n2026-11-21,3,1204,860,12.345\r\n"), (status = 422, body = Problem)))]
async fn export_usage(State(cx): State<Cx>, who: Member, Query(query): Query<UsageQuery>) -> Result<Response> {
    let by = query.by;
    let report = super::get_usage(&cx, &who, query).await?;
    let (name, first): (_, &[&str]) = match by {
        UsageBy::Day => ("usage-by-day", &["day"]),
        UsageBy::Model => ("usage-by-model", &["model", "name"]),
        UsageBy::Key => ("usage-by-key", &["key", "name"]),
    };
    let head = [first, &["runs", "input_tokens", "output_tokens", "coins"]].concat();
    let row = |line: UsageLine| {
        let id = line.id.as_deref().unwrap_or_default();
        let row = Row::new().text(id);
        let row = if by == UsageBy::Day { row } else { row.text(line.name.as_deref().unwrap_or_default()) };
        row.number(line.sum.runs).number(line.sum.input_tokens).number(line.sum.output_tokens).number(line.sum.coins)
    };
    let name = format!("{name}-{}-{}", report.from, report.to);
    Ok(csv::table(&name, &head, report.items.into_iter().map(row)))
}
