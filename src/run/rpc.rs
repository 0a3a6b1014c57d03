//! What the dashboard asks of runs. Watching one is a stream: `GET /api/v1/runs/{id}/events`.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{model, usage};
use crate::kernel::{AppError, id::RunId};
use leptos::{prelude::*, server_fn::codec::Json};

/// Use of the last 30 days and the latest runs.
#[server(prefix = "/rpc", endpoint = "run/get_overview", input = Json)]
pub async fn get_overview() -> Result<model::Overview, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_overview(&cx, &who).await).await
}

/// What the person used in the last days: by day, by model and by key.
#[server(prefix = "/rpc", endpoint = "run/get_usage", input = Json)]
pub async fn get_usage(#[server(default)] days: i32) -> Result<usage::UsageBoard, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_usage_board(&cx, &who, days).await).await
}

/// Asks a run to stop.
#[server(prefix = "/rpc", endpoint = "run/cancel_run", input = Json)]
pub async fn cancel_run(id: RunId) -> Result<model::Run, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::cancel_run(&cx, &who, id).await).await
}

/// A run of the person's, with the page of its output.
#[server(prefix = "/rpc", endpoint = "run/get_receipt", input = Json)]
pub async fn get_receipt(id: RunId) -> Result<model::RecentRun, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_receipt(&cx, &who, id).await).await
}
