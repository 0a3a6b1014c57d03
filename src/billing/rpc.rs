//! What the dashboard asks of the wallet.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{journal, model};
use crate::kernel::{AppError, Page};
use leptos::{prelude::*, server_fn::codec::Json};

/// What the person can spend.
#[server(prefix = "/rpc", endpoint = "billing/get_balance", input = Json)]
pub async fn get_balance() -> Result<model::Balance, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_balance(&cx, &who).await).await
}

/// The movements of the wallet, the newest first.
#[server(prefix = "/rpc", endpoint = "billing/list_transactions", input = Json)]
pub async fn list_transactions(query: journal::TransactionQuery) -> Result<Page<model::Transaction>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_transactions(&cx, &who, query).await).await
}

/// What the page of the wallet shows above the movements.
#[server(prefix = "/rpc", endpoint = "billing/get_wallet_board", input = Json)]
pub async fn get_wallet_board() -> Result<journal::WalletBoard, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_wallet_board(&cx, &who).await).await
}

/// Chooses which coins are spent first.
#[server(prefix = "/rpc", endpoint = "billing/change_wallet", input = Json)]
pub async fn change_wallet(input: model::WalletChange) -> Result<model::Wallet, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_wallet(&cx, &who, input).await).await
}
