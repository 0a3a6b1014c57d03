//! What the dashboard asks of the text studio. A text itself streams from `GET /api/v1/runs/{id}/events`.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{meter, model, template};
use crate::{
    kernel::{
        AppError, Page,
        id::{TextId, TextTemplateId},
    },
    run::model::Quote,
};
use leptos::{prelude::*, server_fn::codec::Json};

/// Starts the texts of a form.
#[server(prefix = "/rpc", endpoint = "text/start_texts", input = Json)]
pub async fn start_texts(input: model::NewTexts) -> Result<model::StartedTexts, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::start_texts(&cx, &who, input).await).await
}

/// What they would cost.
#[server(prefix = "/rpc", endpoint = "text/quote_texts", input = Json)]
pub async fn quote_texts(input: model::NewTexts) -> Result<Quote, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::quote_texts(&cx, &who, input).await).await
}

/// Texts of this person's.
#[server(prefix = "/rpc", endpoint = "text/list_texts", input = Json)]
pub async fn list_texts(query: model::TextQuery) -> Result<Page<model::TextLine>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_texts(&cx, &who, query).await).await
}

/// A text.
#[server(prefix = "/rpc", endpoint = "text/get_text", input = Json)]
pub async fn get_text(id: TextId) -> Result<model::Text, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_text(&cx, &who, id).await).await
}

/// A text and its versions.
#[server(prefix = "/rpc", endpoint = "text/list_versions", input = Json)]
pub async fn list_versions(id: TextId) -> Result<Vec<model::Text>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_versions(&cx, &who, id).await).await
}

/// Changes title, text or mark.
#[server(prefix = "/rpc", endpoint = "text/change_text", input = Json)]
pub async fn change_text(id: TextId, input: model::TextChange) -> Result<model::Text, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_text(&cx, &who, id, input).await).await
}

/// Deletes a text.
#[server(prefix = "/rpc", endpoint = "text/delete_text", input = Json)]
pub async fn delete_text(id: TextId) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::delete_text(&cx, &who, id).await).await
}

/// Measures a text.
#[server(prefix = "/rpc", endpoint = "text/measure_text", input = Json)]
pub async fn measure_text(input: meter::MeterInput) -> Result<meter::Meter, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::measure_text(&cx, &who, input).await).await
}

/// The templates of this person.
#[server(prefix = "/rpc", endpoint = "text/list_templates", input = Json)]
pub async fn list_templates() -> Result<Vec<template::TextTemplate>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_templates(&cx, &who).await).await
}

/// Keeps a form.
#[server(prefix = "/rpc", endpoint = "text/create_template", input = Json)]
pub async fn create_template(input: template::TextTemplateInput) -> Result<template::TextTemplate, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::create_template(&cx, &who, input).await).await
}

/// Puts a form in the place of a template's.
#[server(prefix = "/rpc", endpoint = "text/change_template", input = Json)]
pub async fn change_template(
    id: TextTemplateId,
    input: template::TextTemplateInput,
) -> Result<template::TextTemplate, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_template(&cx, &who, id, input).await).await
}

/// Forgets a template.
#[server(prefix = "/rpc", endpoint = "text/delete_template", input = Json)]
pub async fn delete_template(id: TextTemplateId) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::delete_template(&cx, &who, id).await).await
}
