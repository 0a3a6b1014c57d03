//! What the dashboard asks of the catalogue.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::AppError;
use leptos::{prelude::*, server_fn::codec::Json};

/// The models the person may use, in the order to show them.
#[server(prefix = "/rpc", endpoint = "catalog/list_models", input = Json)]
pub async fn list_models() -> Result<Vec<model::Model>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_models(&cx, &who).await).await
}
