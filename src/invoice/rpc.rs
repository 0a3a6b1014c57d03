//! What the dashboard asks of documents.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{model, staff};
use crate::kernel::{AppError, Page, PageQuery};
use leptos::{prelude::*, server_fn::codec::Json};

/// The person's documents, the newest first.
#[server(prefix = "/rpc", endpoint = "invoice/list_invoices", input = Json)]
pub async fn list_invoices(query: PageQuery) -> Result<Page<model::InvoiceEntry>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_invoices(&cx, &who, query).await).await
}

/// What the person wants to have on documents.
#[server(prefix = "/rpc", endpoint = "invoice/get_details", input = Json)]
pub async fn get_details() -> Result<model::BillingDetails, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_details(&cx, &who).await).await
}

/// Says what is to stand on documents from now on.
#[server(prefix = "/rpc", endpoint = "invoice/change_details", input = Json)]
pub async fn change_details(input: model::BillingDetails) -> Result<model::BillingDetails, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_details(&cx, &who, input).await).await
}

/// Everybody's documents, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_invoices", input = Json)]
pub async fn list_all_invoices(query: staff::InvoiceQuery) -> Result<Page<staff::StaffInvoice>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_all_invoices(&cx, &who, query).await).await
}

/// Who sells.
#[server(prefix = "/rpc", endpoint = "admin/get_seller", input = Json)]
pub async fn get_seller() -> Result<staff::SellerProfile, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_seller(&cx, &who).await).await
}

/// Says who sells from now on.
#[server(prefix = "/rpc", endpoint = "admin/change_seller", input = Json)]
pub async fn change_seller(input: staff::SellerInput) -> Result<staff::SellerProfile, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_seller(&cx, &who, input).await).await
}
