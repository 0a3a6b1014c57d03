//! What the pages ask of orders.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{model, staff, topup};
use crate::kernel::{
    AppError, Page, PageQuery,
    id::{CardId, OfferId, OrderId},
};
use leptos::{prelude::*, server_fn::codec::Json};

/// What the page of a purchase opens with.
#[server(prefix = "/rpc", endpoint = "order/open_checkout", input = Json)]
pub async fn open_checkout(offer: OfferId) -> Result<model::Checkout, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::open_checkout(&cx, &who, offer).await).await
}

/// What an order would cost, with its code.
#[server(prefix = "/rpc", endpoint = "order/quote_order", input = Json)]
pub async fn quote_order(input: model::NewOrder) -> Result<model::OrderQuote, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::quote_order(&cx, &who, input).await).await
}

/// Makes an order and opens its payment.
#[server(prefix = "/rpc", endpoint = "order/place_order", input = Json)]
pub async fn place_order(input: model::NewOrder) -> Result<model::Placed, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::place_order(&cx, &who, input).await).await
}

/// The orders, the newest first.
#[server(prefix = "/rpc", endpoint = "order/list_orders", input = Json)]
pub async fn list_orders(query: PageQuery) -> Result<Page<model::Order>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_orders(&cx, &who, query).await).await
}

/// An order, as it is now.
#[server(prefix = "/rpc", endpoint = "order/view_order", input = Json)]
pub async fn view_order(id: OrderId) -> Result<model::OrderView, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::view_order(&cx, &who, id).await).await
}

/// Takes an order back that nobody has paid.
#[server(prefix = "/rpc", endpoint = "order/cancel_order", input = Json)]
pub async fn cancel_order(id: OrderId) -> Result<model::Order, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::cancel_order(&cx, &who, id).await).await
}

/// What the page of the automatic top-up opens with.
#[server(prefix = "/rpc", endpoint = "order/open_top_up", input = Json)]
pub async fn open_top_up() -> Result<topup::TopUpBoard, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::open_top_up(&cx, &who).await).await
}

/// Agrees to the automatic top-up, or switches it off.
#[server(prefix = "/rpc", endpoint = "order/put_top_up", input = Json)]
pub async fn put_top_up(input: topup::TopUpInput) -> Result<topup::AutoTopUp, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::put_top_up(&cx, &who, input).await).await
}

/// Opens a page on which a card is given.
#[server(prefix = "/rpc", endpoint = "order/set_up_card", input = Json)]
pub async fn set_up_card() -> Result<topup::CardSetup, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::set_up_card(&cx, &who).await).await
}

/// Forgets the card.
#[server(prefix = "/rpc", endpoint = "order/remove_card", input = Json)]
pub async fn remove_card() -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::remove_card(&cx, &who).await).await
}

/// Opens the page on which an automatic order is paid by hand.
#[server(prefix = "/rpc", endpoint = "order/pay_order", input = Json)]
pub async fn pay_order(id: OrderId) -> Result<model::Placed, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::pay_order(&cx, &who, id).await).await
}

/// Everybody's orders, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_all_orders", input = Json)]
pub async fn list_all_orders(query: staff::OrderQuery) -> Result<Page<staff::StaffOrder>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_all_orders(&cx, &who, query).await).await
}

/// How many receipts wait for staff.
#[server(prefix = "/rpc", endpoint = "admin/count_receipts", input = Json)]
pub async fn count_receipts() -> Result<i64, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::count_receipts(&cx, &who).await).await
}

/// Everything of one order.
#[server(prefix = "/rpc", endpoint = "admin/get_order_file", input = Json)]
pub async fn get_order_file(id: OrderId) -> Result<staff::OrderFile, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_file(&cx, &who, id).await).await
}

/// Believes a receipt or not.
#[server(prefix = "/rpc", endpoint = "admin/review_receipt", input = Json)]
pub async fn review_receipt(id: OrderId, review: staff::Review) -> Result<staff::OrderFile, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::review_receipt(&cx, &who, id, review).await).await
}

/// Sends money back, and takes the coins it bought.
#[server(prefix = "/rpc", endpoint = "admin/refund_order", input = Json)]
pub async fn refund_order(id: OrderId, input: staff::NewRefund) -> Result<staff::OrderFile, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::refund_order(&cx, &who, id, input).await).await
}

/// The cards people pay to.
#[server(prefix = "/rpc", endpoint = "admin/list_pay_cards", input = Json)]
pub async fn list_pay_cards() -> Result<Vec<staff::PayCard>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_cards(&cx, &who).await).await
}

/// Keeps a card that people pay to.
#[server(prefix = "/rpc", endpoint = "admin/create_pay_card", input = Json)]
pub async fn create_pay_card(input: staff::NewPayCard) -> Result<staff::PayCard, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::create_card(&cx, &who, input).await).await
}

/// Changes a card.
#[server(prefix = "/rpc", endpoint = "admin/change_pay_card", input = Json)]
pub async fn change_pay_card(id: CardId, input: staff::NewPayCard) -> Result<staff::PayCard, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_card(&cx, &who, id, input).await).await
}
