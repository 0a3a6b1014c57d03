//! What the admin pages ask.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::{AppError, Page, PageQuery};
use leptos::{prelude::*, server_fn::codec::Json};

/// The accounts, the newest first; `search` finds by a part of the address or the name.
#[server(prefix = "/rpc", endpoint = "admin/list_users", input = Json)]
pub async fn list_users(search: String, query: PageQuery) -> Result<Page<model::UserRow>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_users(&cx, &who, search, query).await).await
}

/// The business at a glance.
#[server(prefix = "/rpc", endpoint = "admin/get_usage", input = Json)]
pub async fn get_usage() -> Result<model::Usage, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_usage(&cx, &who).await).await
}

/// The providers that are on.
#[server(prefix = "/rpc", endpoint = "admin/list_providers", input = Json)]
pub async fn list_providers() -> Result<Vec<model::ProviderRow>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_providers(&cx, &who).await).await
}

/// Asks a provider for its models, to see whether address and key work.
#[server(prefix = "/rpc", endpoint = "admin/test_provider", input = Json)]
pub async fn test_provider(id: String) -> Result<model::ProviderTest, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::test_provider(&cx, &who, id).await).await
}
