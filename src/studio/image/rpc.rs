//! What the dashboard asks of the image studio.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::{AppError, Page, id::RunId};
use leptos::{prelude::*, server_fn::codec::Json};

/// Orders pictures.
#[server(prefix = "/rpc", endpoint = "image/draw", input = Json)]
pub async fn draw(input: model::PictureOrder) -> Result<model::Drawing, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::draw(&cx, &who, input).await).await
}

/// What an order would cost.
#[server(prefix = "/rpc", endpoint = "image/quote_drawing", input = Json)]
pub async fn quote_drawing(input: model::PictureOrder) -> Result<model::DrawingQuote, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::quote_drawing(&cx, &who, input).await).await
}

/// Writes a prompt out.
#[server(prefix = "/rpc", endpoint = "image/enhance_prompt", input = Json)]
pub async fn enhance_prompt(input: model::PromptDraft) -> Result<model::PromptEnhanced, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::enhance_prompt(&cx, &who, input).await).await
}

/// The drawings, the newest first.
#[server(prefix = "/rpc", endpoint = "image/list_drawings", input = Json)]
pub async fn list_drawings(query: model::DrawingQuery) -> Result<Page<model::Drawing>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_drawings(&cx, &who, query).await).await
}

/// How some drawings stand now.
#[server(prefix = "/rpc", endpoint = "image/refresh_drawings", input = Json)]
pub async fn refresh_drawings(ids: Vec<RunId>) -> Result<Vec<model::Drawing>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::refresh_drawings(&cx, &who, ids).await).await
}

/// A drawing.
#[server(prefix = "/rpc", endpoint = "image/get_drawing", input = Json)]
pub async fn get_drawing(id: RunId) -> Result<model::Drawing, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_drawing(&cx, &who, id).await).await
}

/// Takes a drawing off the wall; its pictures go to the trash.
#[server(prefix = "/rpc", endpoint = "image/delete_drawing", input = Json)]
pub async fn delete_drawing(id: RunId) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::delete_drawing(&cx, &who, id).await).await
}
