//! `admin/orders`, `admin/cards` and `admin/receipts` of the REST API, for staff.

use crate::{
    kernel::{
        Coins, Page,
        id::{CardId, OrderId, ReceiptId},
    },
    order::staff::{NewPayCard, NewRefund, OrderFile, OrderQuery, PayCard, Review, StaffOrder},
    server::{
        Cx, Result,
        access::Staff,
        csv::{self, Row},
        rest::{Body, Path, Problem, Query},
    },
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

const HEAD: [&str; 16] = [
    "time",
    "order",
    "person",
    "state",
    "gateway",
    "currency",
    "subtotal",
    "discount",
    "total",
    "refunded",
    "discount_code",
    "item",
    "quantity",
    "coins",
    "reference",
    "paid_at",
];

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_orders))
        .routes(routes!(export_orders))
        .routes(routes!(get_order))
        .routes(routes!(review_receipt))
        .routes(routes!(refund_order))
        .routes(routes!(get_receipt_image))
        .routes(routes!(list_cards, create_card))
        .routes(routes!(change_card))
}

/// Everybody's orders, the newest first.
#[utoipa::path(get, path = "/admin/orders", tag = "admin", params(OrderQuery),
    responses((status = 200, body = Page<StaffOrder>), (status = 403, body = Problem)))]
async fn list_orders(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<OrderQuery>,
) -> Result<Json<Page<StaffOrder>>> {
    Ok(Json(super::list_all_orders(&cx, &who, query).await?))
}

/// The same as a table for spreadsheets: UTF-8 with a byte-order mark, the newest 50,000; amounts in the currency's own unit (rial).
/// `limit` and `cursor` say nothing.
#[utoipa::path(get, path = "/admin/orders.csv", tag = "admin", params(OrderQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "time,order,person,state,…"),
        (status = 403, body = Problem)))]
async fn export_orders(State(cx): State<Cx>, who: Staff, Query(query): Query<OrderQuery>) -> Response {
    let batches = super::export_orders(&cx, &who, query);
    let lines = batches.map_ok(|batch| batch.iter().map(|order| row(order).line()).collect());
    csv::stream("orders", &HEAD, lines)
}

fn row(of: &StaffOrder) -> Row {
    let order = &of.order;
    let (at, id) = (order.created_at.to_string(), order.id.to_string());
    let (name, quantity) = order.lines.first().map_or(("", 0), |line| (line.name_en.as_str(), line.quantity));
    let coins: i64 = order.lines.iter().map(|line| line.coins.milli).sum();
    let row = Row::new().text(&at).text(&id).text(&of.email).text(order.state.code()).text(order.gateway.code());
    let row = row.text(order.total.currency.code()).number(order.subtotal.decimal()).number(order.discount.decimal());
    let row = row.number(order.total.decimal()).number(order.refunded.decimal());
    let row = row.text(order.discount_code.as_deref().unwrap_or_default()).text(name).number(quantity);
    let row = row.number(Coins::from_milli(coins)).text(order.reference.as_deref().unwrap_or_default());
    row.text(&order.paid_at.map_or_else(String::new, |at| at.to_string()))
}

/// Everything of one order.
#[utoipa::path(get, path = "/admin/orders/{id}", tag = "admin", params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderFile), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_order(State(cx): State<Cx>, who: Staff, Path(id): Path<OrderId>) -> Result<Json<OrderFile>> {
    Ok(Json(super::get_file(&cx, &who, id).await?))
}

/// Believes a receipt or not; large ones take two people.
#[utoipa::path(post, path = "/admin/orders/{id}/review", tag = "admin", params(("id" = OrderId, Path)), request_body = Review,
    responses((status = 200, body = OrderFile), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn review_receipt(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<OrderId>,
    Body(review): Body<Review>,
) -> Result<Json<OrderFile>> {
    Ok(Json(super::review_receipt(&cx, &who, id, review).await?))
}

/// Sends money back, and takes the coins it bought.
#[utoipa::path(post, path = "/admin/orders/{id}/refund", tag = "admin", params(("id" = OrderId, Path)), request_body = NewRefund,
    responses((status = 200, body = OrderFile), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn refund_order(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<OrderId>,
    Body(input): Body<NewRefund>,
) -> Result<Json<OrderFile>> {
    Ok(Json(super::refund_order(&cx, &who, id, input).await?))
}

/// A receipt's picture.
#[utoipa::path(get, path = "/admin/receipts/{id}/image", tag = "admin", params(("id" = ReceiptId, Path)),
    responses((status = 200, content_type = "image/jpeg", body = Jpeg), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_receipt_image(State(cx): State<Cx>, who: Staff, Path(id): Path<ReceiptId>) -> Result<impl IntoResponse> {
    let image = super::get_image(&cx, &who, id).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, no-store")], image))
}

/// A picture.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "described, not read")]
struct Jpeg(Vec<u8>);

/// The cards people pay to.
#[derive(Serialize, ToSchema)]
struct Cards {
    /// Each of them.
    items: Vec<PayCard>,
}

/// The cards people pay to.
#[utoipa::path(get, path = "/admin/cards", tag = "admin", responses((status = 200, body = Cards), (status = 403, body = Problem)))]
async fn list_cards(State(cx): State<Cx>, who: Staff) -> Result<Json<Cards>> {
    Ok(Json(Cards { items: super::list_cards(&cx, &who).await? }))
}

/// Keeps a card that people pay to.
#[utoipa::path(post, path = "/admin/cards", tag = "admin", request_body = NewPayCard,
    responses((status = 201, body = PayCard), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create_card(
    State(cx): State<Cx>,
    who: Staff,
    Body(input): Body<NewPayCard>,
) -> Result<(StatusCode, Json<PayCard>)> {
    Ok((StatusCode::CREATED, Json(super::create_card(&cx, &who, input).await?)))
}

/// Changes a card.
#[utoipa::path(put, path = "/admin/cards/{id}", tag = "admin", params(("id" = CardId, Path)), request_body = NewPayCard,
    responses((status = 200, body = PayCard), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_card(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<CardId>,
    Body(input): Body<NewPayCard>,
) -> Result<Json<PayCard>> {
    Ok(Json(super::change_card(&cx, &who, id, input).await?))
}
