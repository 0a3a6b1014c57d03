//! What the dashboard asks of the wallet.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::{AppError, Page, PageQuery};
use leptos::{prelude::*, server_fn::codec::Json};

/// What the person can spend.
#[server(prefix = "/rpc", endpoint = "billing/get_balance", input = Json)]
pub async fn get_balance() -> Result<model::Balance, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_balance(&cx, &who).await).await
}

/// The movements of the wallet, the newest first.
#[server(prefix = "/rpc", endpoint = "billing/list_transactions", input = Json)]
pub async fn list_transactions(query: PageQuery) -> Result<Page<model::Transaction>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_transactions(&cx, &who, query).await).await
}
