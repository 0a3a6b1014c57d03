//! What the dashboard asks of accounts. Signing in and out are plain forms (`server/form.rs`): they work without wasm.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::{AppError, id::SessionId};
use leptos::{prelude::*, server_fn::codec::Json};

/// The person's own account.
#[server(prefix = "/rpc", endpoint = "account/get_profile", input = Json)]
pub async fn get_profile() -> Result<model::Person, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_profile(&cx, &who).await).await
}

/// Changes name, language or theme.
#[server(prefix = "/rpc", endpoint = "account/change_profile", input = Json)]
pub async fn change_profile(input: model::ProfileChange) -> Result<model::Person, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_profile(&cx, &who, input).await).await
}

/// Changes the password; other devices are signed out.
#[server(prefix = "/rpc", endpoint = "account/change_password", input = Json)]
pub async fn change_password(input: model::PasswordChange) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_password(&cx, &who, input).await).await
}

/// The devices where the person is signed in, the last seen first.
#[server(prefix = "/rpc", endpoint = "account/list_devices", input = Json)]
pub async fn list_devices() -> Result<Vec<model::Device>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_devices(&cx, &who).await).await
}

/// Signs a device out.
#[server(prefix = "/rpc", endpoint = "account/end_device", input = Json)]
pub async fn end_device(id: SessionId) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::end_device(&cx, &who, id).await).await
}

/// Signs every other device out; how many there were.
#[server(prefix = "/rpc", endpoint = "account/end_other_devices", input = Json)]
pub async fn end_other_devices() -> Result<u32, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::end_other_devices(&cx, &who).await).await
}
