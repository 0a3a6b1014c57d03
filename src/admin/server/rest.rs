//! `admin/*` of the REST API. Contract: `design/api.md`. Only for the role admin; others get 403.

use crate::{
    admin::model::{ModelUsage, Usage, UserRow},
    kernel::{Day, Page, PageQuery},
    run::model::DayUsage,
    server::{
        Cx, Result,
        access::Staff,
        csv::{self, Row},
        rest::{Problem, Query},
    },
};
use axum::{Json, extract::State, response::Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(get_dashboard))
        .routes(routes!(get_usage))
        .routes(routes!(export_usage))
        .routes(routes!(list_users))
        .merge(super::ledger_rest::router())
        .merge(super::model_rest::router())
        .merge(super::run_rest::router())
        .merge(super::uncertain_rest::router())
        .merge(super::queue_rest::router())
        .merge(super::finance_rest::router())
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct UserQuery {
    /// A part of the address or the name.
    #[serde(default)]
    search: String,
    /// Entries a page, 1 to 100; 50 when not given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The business at a glance: accounts, runs under way, coins owed, the last 30 days.
#[utoipa::path(get, path = "/admin/dashboard", tag = "admin",
    responses((status = 200, body = Usage), (status = 403, body = Problem)))]
async fn get_dashboard(State(cx): State<Cx>, who: Staff) -> Result<Json<Usage>> {
    Ok(Json(super::get_usage(&cx, &who).await?))
}

/// Use of the last 30 days: by day and by model.
#[utoipa::path(get, path = "/admin/usage", tag = "admin",
    responses((status = 200, body = Usage), (status = 403, body = Problem)))]
async fn get_usage(State(cx): State<Cx>, who: Staff) -> Result<Json<Usage>> {
    Ok(Json(super::get_usage(&cx, &who).await?))
}

/// What the lines of a table stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TableBy {
    /// The last 30 days.
    #[default]
    Day,
    /// The 50 most used models of these days.
    Model,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TableQuery {
    /// What the lines stand for.
    #[serde(default)]
    #[param(inline, required = false)]
    by: TableBy,
}

/// Use of the last 30 days as a table for spreadsheets: UTF-8 with a byte-order mark.
#[utoipa::path(get, path = "/admin/usage.csv", tag = "admin", params(TableQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "day,runs,coins\r\n2026-11-21,3,12.345\r\n"),
        (status = 403, body = Problem)))]
async fn export_usage(State(cx): State<Cx>, who: Staff, Query(query): Query<TableQuery>) -> Result<Response> {
    let usage = super::get_usage(&cx, &who).await?;
    Ok(match query.by {
        TableBy::Day => {
            let row =
                |day: DayUsage| Row::new().text(&Day::new(day.day).to_string()).number(day.runs).number(day.coins);
            csv::table("usage-by-day", &["day", "runs", "coins"], usage.days.into_iter().map(row))
        }
        TableBy::Model => {
            let row = |of: ModelUsage| {
                Row::new().text(&of.model).text(&of.name).number(of.runs).number(of.failed).number(of.coins)
            };
            csv::table(
                "usage-by-model",
                &["model", "name", "runs", "failed", "coins"],
                usage.models.into_iter().map(row),
            )
        }
    })
}

/// The accounts with their wallets and their use, the newest first.
#[utoipa::path(get, path = "/admin/users", tag = "admin",
    params(UserQuery),
    responses((status = 200, body = Page<UserRow>), (status = 403, body = Problem)))]
async fn list_users(State(cx): State<Cx>, who: Staff, Query(query): Query<UserQuery>) -> Result<Json<Page<UserRow>>> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    Ok(Json(super::list_users(&cx, &who, query.search, page).await?))
}
