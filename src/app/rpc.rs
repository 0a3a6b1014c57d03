//! What the layouts ask for.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::session::Signed;
use crate::kernel::AppError;
use leptos::{prelude::*, server_fn::codec::Json};

/// The signed-in person and what they can spend.
#[server(prefix = "/rpc", endpoint = "app/get_session", input = Json)]
pub async fn get_session() -> Result<Signed, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_session(&cx, &who).await).await
}
