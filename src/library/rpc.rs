//! What the dashboard asks of the library. Files go in over REST: `POST /api/v1/assets`.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::{
    AppError, Page,
    id::{AssetId, FolderId},
};
use leptos::{prelude::*, server_fn::codec::Json};

/// Files of this person's.
#[server(prefix = "/rpc", endpoint = "library/list_assets", input = Json)]
pub async fn list_assets(query: model::AssetQuery) -> Result<Page<model::Asset>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_assets(&cx, &who, query).await).await
}

/// A file.
#[server(prefix = "/rpc", endpoint = "library/get_asset", input = Json)]
pub async fn get_asset(id: AssetId) -> Result<model::Asset, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_asset(&cx, &who, id).await).await
}

/// Folders, tags and room.
#[server(prefix = "/rpc", endpoint = "library/get_shelf", input = Json)]
pub async fn get_shelf() -> Result<model::Shelf, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_shelf(&cx, &who).await).await
}

/// Changes name and tags.
#[server(prefix = "/rpc", endpoint = "library/change_asset", input = Json)]
pub async fn change_asset(id: AssetId, input: model::AssetChange) -> Result<model::Asset, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_asset(&cx, &who, id, input).await).await
}

/// Does one thing with many files.
#[server(prefix = "/rpc", endpoint = "library/bulk", input = Json)]
pub async fn bulk(input: model::Bulk) -> Result<model::BulkDone, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::bulk(&cx, &who, input).await).await
}

/// Makes a link.
#[server(prefix = "/rpc", endpoint = "library/make_link", input = Json)]
pub async fn make_link(id: AssetId, input: model::NewLink) -> Result<model::Link, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::make_link(&cx, &who, id, input).await).await
}

/// Makes a folder.
#[server(prefix = "/rpc", endpoint = "library/create_folder", input = Json)]
pub async fn create_folder(input: model::FolderName) -> Result<model::Folder, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::create_folder(&cx, &who, input).await).await
}

/// Gives a folder another name.
#[server(prefix = "/rpc", endpoint = "library/rename_folder", input = Json)]
pub async fn rename_folder(id: FolderId, input: model::FolderName) -> Result<model::Folder, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::rename_folder(&cx, &who, id, input).await).await
}

/// Takes a folder away.
#[server(prefix = "/rpc", endpoint = "library/delete_folder", input = Json)]
pub async fn delete_folder(id: FolderId) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::delete_folder(&cx, &who, id).await).await
}
