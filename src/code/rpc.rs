//! What the dashboard asks of codes.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{discount, redeem as gift};
use crate::kernel::{
    AppError, Page, PageQuery,
    id::{BatchId, DiscountId},
};
use leptos::{prelude::*, server_fn::codec::Json};

/// The discount codes with `search` in them, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_discounts", input = Json)]
pub async fn list_discounts(search: String, query: PageQuery) -> Result<Page<discount::DiscountCode>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_discounts(&cx, &who, &search, query).await).await
}

/// Makes a discount code.
#[server(prefix = "/rpc", endpoint = "admin/create_discount", input = Json)]
pub async fn create_discount(input: discount::DiscountInput) -> Result<discount::DiscountCode, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::create_discount(&cx, &who, input).await).await
}

/// Says anew what a discount code is.
#[server(prefix = "/rpc", endpoint = "admin/change_discount", input = Json)]
pub async fn change_discount(
    id: DiscountId,
    input: discount::DiscountInput,
) -> Result<discount::DiscountCode, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_discount(&cx, &who, id, input).await).await
}

/// The uses of a discount code, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_discount_uses", input = Json)]
pub async fn list_uses(id: DiscountId, query: PageQuery) -> Result<Page<discount::DiscountUse>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_uses(&cx, &who, id, query).await).await
}

/// The batches of redeem codes, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_batches", input = Json)]
pub async fn list_batches(query: PageQuery) -> Result<Page<gift::CodeBatch>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_batches(&cx, &who, query).await).await
}

/// Makes a batch; its codes are shown this once.
#[server(prefix = "/rpc", endpoint = "admin/make_batch", input = Json)]
pub async fn make_batch(input: gift::BatchInput) -> Result<gift::NewBatch, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::make_batch(&cx, &who, input).await).await
}

/// Takes a batch back.
#[server(prefix = "/rpc", endpoint = "admin/revoke_batch", input = Json)]
pub async fn revoke_batch(id: BatchId) -> Result<gift::CodeBatch, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::revoke_batch(&cx, &who, id).await).await
}

/// Redeems a code.
#[server(prefix = "/rpc", endpoint = "code/redeem", input = Json)]
pub async fn redeem(input: gift::RedeemInput) -> Result<gift::Redeemed, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::redeem(&cx, &who, input).await).await
}
