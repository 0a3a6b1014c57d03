//! What the dashboard asks of keys.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::{AppError, Page, PageQuery, id::KeyId};
use leptos::{prelude::*, server_fn::codec::Json};

/// What the page of keys opens with.
#[server(prefix = "/rpc", endpoint = "key/get_desk", input = Json)]
pub async fn get_desk() -> Result<model::KeyDesk, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_desk(&cx, &who).await).await
}

/// The keys, the newest first.
#[server(prefix = "/rpc", endpoint = "key/list_keys", input = Json)]
pub async fn list_keys(query: PageQuery) -> Result<Page<model::ApiKey>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_keys(&cx, &who, query).await).await
}

/// Makes a key.
#[server(prefix = "/rpc", endpoint = "key/create_key", input = Json)]
pub async fn create_key(input: model::KeyInput) -> Result<model::NewKey, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::create_key(&cx, &who, input).await).await
}

/// Changes a key's name and rules.
#[server(prefix = "/rpc", endpoint = "key/change_key", input = Json)]
pub async fn change_key(id: KeyId, input: model::KeyChange) -> Result<model::ApiKey, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_key(&cx, &who, id, input).await).await
}

/// Gives a key a new secret.
#[server(prefix = "/rpc", endpoint = "key/rotate_key", input = Json)]
pub async fn rotate_key(id: KeyId, input: model::Rotation) -> Result<model::NewKey, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::rotate_key(&cx, &who, id, input).await).await
}

/// Takes a key back, for good.
#[server(prefix = "/rpc", endpoint = "key/revoke_key", input = Json)]
pub async fn revoke_key(id: KeyId) -> Result<model::ApiKey, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::revoke_key(&cx, &who, id).await).await
}
