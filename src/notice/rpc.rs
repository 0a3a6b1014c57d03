//! What the dashboard asks of notices.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::{AppError, PageQuery};
use leptos::{prelude::*, server_fn::codec::Json};

/// The notices, the newest first.
#[server(prefix = "/rpc", endpoint = "notice/list_notices", input = Json)]
pub async fn list_notices(query: PageQuery) -> Result<model::Inbox, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_notices(&cx, &who, query).await).await
}

/// How many were not read.
#[server(prefix = "/rpc", endpoint = "notice/count_unread", input = Json)]
pub async fn count_unread() -> Result<model::Unread, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::count_unread(&cx, &who).await).await
}

/// Takes notices for read.
#[server(prefix = "/rpc", endpoint = "notice/read_notices", input = Json)]
pub async fn read_notices(input: model::ReadUpTo) -> Result<model::Unread, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::read_notices(&cx, &who, input).await).await
}
