//! `admin/*` of the REST API. Contract: `design/api.md`. Only for the role admin; others get 403.

use crate::{
    admin::model::{ProviderRow, ProviderTest, Usage, UserRow},
    kernel::{Page, PageQuery},
    server::{
        Cx, Result,
        access::Staff,
        rest::{Path, Problem, Query},
    },
};
use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(get_dashboard))
        .routes(routes!(get_usage))
        .routes(routes!(list_users))
        .routes(routes!(list_providers))
        .routes(routes!(test_provider))
        .merge(super::model_rest::router())
        .merge(super::uncertain_rest::router())
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

/// The accounts with their wallets and their use, the newest first.
#[utoipa::path(get, path = "/admin/users", tag = "admin",
    params(UserQuery),
    responses((status = 200, body = Page<UserRow>), (status = 403, body = Problem)))]
async fn list_users(State(cx): State<Cx>, who: Staff, Query(query): Query<UserQuery>) -> Result<Json<Page<UserRow>>> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    Ok(Json(super::list_users(&cx, &who, query.search, page).await?))
}

/// The AI providers that are on, with their models on offer and their attempts of the last 24 hours.
#[utoipa::path(get, path = "/admin/providers", tag = "admin",
    responses((status = 200, body = Page<ProviderRow>), (status = 403, body = Problem)))]
async fn list_providers(State(cx): State<Cx>, who: Staff) -> Result<Json<Page<ProviderRow>>> {
    Ok(Json(Page { items: super::list_providers(&cx, &who).await?, next_cursor: None }))
}

/// Asks a provider for its models, to see whether its address and key work. A provider that fails is a 200 with `ok: false`.
#[utoipa::path(post, path = "/admin/providers/{id}/test", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = ProviderTest), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn test_provider(State(cx): State<Cx>, who: Staff, Path(id): Path<String>) -> Result<Json<ProviderTest>> {
    Ok(Json(super::test_provider(&cx, &who, id).await?))
}
