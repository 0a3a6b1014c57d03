//! What the pages of subscriptions ask.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::kernel::{
    AppError, Page,
    id::{OfferId, SubscriptionId},
};
use leptos::{prelude::*, server_fn::codec::Json};

/// The plan the person has.
#[server(prefix = "/rpc", endpoint = "subscription/get_subscription", input = Json)]
pub async fn get_subscription() -> Result<model::Standing, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_subscription(&cx, &who).await).await
}

/// The plan the person has, and what else there is.
#[server(prefix = "/rpc", endpoint = "subscription/open_page", input = Json)]
pub async fn open_page() -> Result<(model::Standing, Vec<crate::offer::model::Offer>), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::open_page(&cx, &who).await).await
}

/// Ends with the period.
#[server(prefix = "/rpc", endpoint = "subscription/cancel", input = Json)]
pub async fn cancel_subscription() -> Result<model::Standing, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::cancel_subscription(&cx, &who).await).await
}

/// Does not end with the period after all.
#[server(prefix = "/rpc", endpoint = "subscription/keep", input = Json)]
pub async fn keep_subscription() -> Result<model::Standing, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::keep_subscription(&cx, &who).await).await
}

/// Changes to another plan.
#[server(prefix = "/rpc", endpoint = "subscription/change_plan", input = Json)]
pub async fn change_plan(id: OfferId) -> Result<model::Changed, AppError> {
    use super::server;
    let change = model::PlanChange { offer_id: id };
    crate::server::rpc::run(async |cx, who| server::change_plan(&cx, &who, change).await).await
}

/// A page of the gateway's.
#[server(prefix = "/rpc", endpoint = "subscription/open_portal", input = Json)]
pub async fn open_portal() -> Result<model::Portal, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::open_portal(&cx, &who).await).await
}

/// Everybody's subscriptions.
#[server(prefix = "/rpc", endpoint = "admin/list_subscriptions", input = Json)]
pub async fn list_subscriptions(query: model::SubscriptionQuery) -> Result<Page<model::StaffSubscription>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_subscriptions(&cx, &who, query).await).await
}

/// Ends one now.
#[server(prefix = "/rpc", endpoint = "admin/end_subscription", input = Json)]
pub async fn end_subscription(id: SubscriptionId, input: model::Ending) -> Result<model::StaffSubscription, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::end_subscription(&cx, &who, id, input).await).await
}
