//! What the pages of providers ask.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{input, model};
use crate::kernel::AppError;
use leptos::{prelude::*, server_fn::codec::Json};

/// Every provider that is known, the operator's own and the sandbox.
#[server(prefix = "/rpc", endpoint = "admin/list_connections", input = Json)]
pub async fn list_connections() -> Result<Vec<model::Connection>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_connections(&cx, &who).await).await
}

/// A provider with its health.
#[server(prefix = "/rpc", endpoint = "admin/get_connection", input = Json)]
pub async fn get_connection(id: String) -> Result<model::ConnectionDetail, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_detail(&cx, &who, id).await).await
}

/// Stores how a provider is reached.
#[server(prefix = "/rpc", endpoint = "admin/add_connection", input = Json)]
pub async fn add_connection(input: input::NewConnection) -> Result<model::Connection, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::add_connection(&cx, &who, input).await).await
}

/// Changes how a provider is reached.
#[server(prefix = "/rpc", endpoint = "admin/change_connection", input = Json)]
pub async fn change_connection(id: String, change: input::ConnectionChange) -> Result<model::Connection, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_connection(&cx, &who, id, change).await).await
}

/// Forgets what was stored of a provider.
#[server(prefix = "/rpc", endpoint = "admin/remove_connection", input = Json)]
pub async fn remove_connection(id: String) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::remove_connection(&cx, &who, id).await).await
}

/// Tests what is stored, or other values before they are.
#[server(prefix = "/rpc", endpoint = "admin/test_connection", input = Json)]
pub async fn test_connection(id: String, probe: input::ConnectionProbe) -> Result<model::ProviderTest, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::test_connection(&cx, &who, id, probe).await).await
}

/// Asks a provider what is left of its account.
#[server(prefix = "/rpc", endpoint = "admin/ask_balance", input = Json)]
pub async fn ask_balance(id: String) -> Result<model::Connection, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::ask_balance(&cx, &who, id).await).await
}
