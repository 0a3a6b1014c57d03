//! What the dashboard asks of the catalogue.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::AppError;
use leptos::{prelude::*, server_fn::codec::Json};

/// The models the person may use, in the order to show them; with a capability, only those that have it.
#[server(prefix = "/rpc", endpoint = "catalog/list_models", input = Json)]
pub async fn list_models(capability: Option<model::Capability>) -> Result<Vec<model::Model>, AppError> {
    use super::server;
    let mut models = crate::server::rpc::run(async |cx, who| server::list_models(&cx, &who).await).await?;
    models.retain(|model| capability.is_none_or(|wanted| model.can(wanted)));
    Ok(models)
}
