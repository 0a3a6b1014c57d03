//! `payments/*` and `billing/orders/*` of the REST API. Contract: `design/api.md`. No key opens these.

use crate::{
    kernel::{AppError, Page, PageQuery, id::OrderId},
    order::{
        model::{Gateway, GatewayChoice, NewOrder, Order, OrderQuote, Placed},
        server::receipt::{FILE_BYTES_MAX, Proof},
    },
    server::{
        Cx, Fault, Result,
        access::Member,
        rest::{Body, Path, Problem, Query},
    },
};
use axum::{
    Json,
    body::Bytes,
    extract::{DefaultBodyLimit, Multipart, State, multipart::MultipartRejection},
    http::{HeaderMap, StatusCode},
    response::Redirect,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Bytes of a form beside its file.
const AROUND_BYTES: usize = 64 << 10;

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    let receipts = OpenApiRouter::new().routes(routes!(send_receipt));
    OpenApiRouter::new()
        .routes(routes!(list_gateways))
        .routes(routes!(purchase_credits))
        .routes(routes!(create_checkout_session))
        .routes(routes!(quote_order))
        .routes(routes!(list_orders))
        .routes(routes!(get_order))
        .routes(routes!(cancel_order))
        .routes(routes!(zarinpal_callback))
        .routes(routes!(stripe_webhook))
        .merge(receipts.layer(DefaultBodyLimit::max(FILE_BYTES_MAX + AROUND_BYTES)))
}

/// The ways to pay that are open.
#[utoipa::path(get, path = "/payments/gateways", tag = "payments", responses((status = 200, body = Gateways)))]
async fn list_gateways(State(cx): State<Cx>, who: Member) -> Result<Json<Gateways>> {
    Ok(Json(Gateways { items: super::list_gateways(&cx, &who).await? }))
}

/// The ways to pay.
#[derive(Serialize, ToSchema)]
struct Gateways {
    /// Each of them.
    items: Vec<GatewayChoice>,
}

/// Buys a package: makes the order and opens its payment.
///
/// `redirect_url` is the gateway's page. A card-to-card order has none: it says which card to pay to and waits for a receipt.
#[utoipa::path(post, path = "/payments/purchase-credits", tag = "payments", request_body = NewOrder,
    responses((status = 201, body = Placed), (status = 404, body = Problem, description = "`not_found`: the gateway is off"),
        (status = 409, body = Problem, description = "`too_many`: so many orders wait for money"), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn purchase_credits(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<NewOrder>,
) -> Result<(StatusCode, Json<Placed>)> {
    Ok((StatusCode::CREATED, Json(super::place_order(&cx, &who, input).await?)))
}

/// The same at Stripe.
#[utoipa::path(post, path = "/payments/create-checkout-session", tag = "payments", request_body = CheckoutInput,
    responses((status = 201, body = Placed), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn create_checkout_session(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<CheckoutInput>,
) -> Result<(StatusCode, Json<Placed>)> {
    let CheckoutInput { package_id, currency, quantity, discount_code } = input;
    let input = NewOrder { package_id, gateway: Gateway::Stripe, currency, quantity, discount_code };
    Ok((StatusCode::CREATED, Json(super::place_order(&cx, &who, input).await?)))
}

/// What is bought at Stripe.
#[derive(Deserialize, ToSchema)]
struct CheckoutInput {
    /// The package.
    package_id: crate::kernel::id::OfferId,
    /// Dollars when left out.
    #[serde(default)]
    currency: Option<crate::kernel::Currency>,
    /// One when left out.
    #[serde(default)]
    quantity: Option<i64>,
    /// A discount code.
    #[serde(default)]
    discount_code: Option<String>,
}

/// What an order would cost, with its code.
#[utoipa::path(post, path = "/payments/quote", tag = "payments", request_body = NewOrder,
    responses((status = 200, body = OrderQuote), (status = 422, body = Problem)))]
async fn quote_order(State(cx): State<Cx>, who: Member, Body(input): Body<NewOrder>) -> Result<Json<OrderQuote>> {
    Ok(Json(super::quote_order(&cx, &who, input).await?))
}

/// The orders, the newest first.
#[utoipa::path(get, path = "/payments/orders", tag = "payments", params(PageQuery), responses((status = 200, body = Page<Order>)))]
async fn list_orders(State(cx): State<Cx>, who: Member, Query(query): Query<PageQuery>) -> Result<Json<Page<Order>>> {
    Ok(Json(super::list_orders(&cx, &who, query).await?))
}

/// An order. One that waits for its gateway is asked for there, now and then.
#[utoipa::path(get, path = "/payments/orders/{id}", tag = "payments", params(("id" = OrderId, Path)),
    responses((status = 200, body = Order), (status = 404, body = Problem)))]
async fn get_order(State(cx): State<Cx>, who: Member, Path(id): Path<OrderId>) -> Result<Json<Order>> {
    Ok(Json(super::get_order(&cx, &who, id).await?))
}

/// Takes an order back that nobody has paid.
#[utoipa::path(post, path = "/payments/orders/{id}/cancel", tag = "payments", params(("id" = OrderId, Path)),
    responses((status = 200, body = Order), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn cancel_order(State(cx): State<Cx>, who: Member, Path(id): Path<OrderId>) -> Result<Json<Order>> {
    Ok(Json(super::cancel_order(&cx, &who, id).await?))
}

/// Sends the proof of a card-to-card payment, also again after one that was refused: a picture (PNG, JPEG or WebP).
#[utoipa::path(post, path = "/payments/{order}/receipt", tag = "payments", params(("order" = OrderId, Path)),
    request_body(content = ReceiptForm, content_type = "multipart/form-data"),
    responses((status = 202, body = Order), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn send_receipt(
    State(cx): State<Cx>,
    who: Member,
    Path(order): Path<OrderId>,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<Order>)> {
    let form = form.map_err(|_| AppError::MalformedRequest)?;
    let order = super::send_receipt(&cx, &who, order, read(form).await?).await?;
    Ok((StatusCode::ACCEPTED, Json(order)))
}

/// The form of a receipt.
#[derive(ToSchema)]
#[allow(dead_code, reason = "described, not read")]
struct ReceiptForm {
    /// The picture.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The bank's tracking number.
    tracking: Option<String>,
    /// The last four digits of the card that paid.
    last4: Option<String>,
    /// A word to whoever looks at it.
    note: Option<String>,
}

async fn read(mut form: Multipart) -> Result<Proof> {
    let limit_bytes = u64::try_from(FILE_BYTES_MAX)?;
    let refused = |error: axum::extract::multipart::MultipartError| match error.status().as_u16() {
        413 => Fault::Refused(AppError::TooLarge { limit_bytes }),
        _ => Fault::Refused(AppError::MalformedRequest),
    };
    let mut proof = Proof::default();
    while let Some(part) = form.next_field().await.map_err(refused)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            proof.file = part.bytes().await.map_err(refused)?;
            continue;
        }
        let text = part.text().await.map_err(refused)?;
        match name.as_str() {
            "tracking" => proof.tracking = Some(text),
            "last4" => proof.last4 = Some(text),
            "note" => proof.note = Some(text),
            _ => {}
        }
    }
    Ok(proof)
}

/// What Zarinpal's page sends the browser back with. None of it is believed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Callback {
    /// The payment.
    #[serde(rename = "Authority", default)]
    authority: String,
    /// `OK` or `NOK`.
    #[serde(rename = "Status", default)]
    #[allow(dead_code, reason = "anybody can write it into an address")]
    status: String,
}

/// The browser comes back from Zarinpal: asks the gateway how it went, and goes on to the order's page.
#[utoipa::path(get, path = "/payments/zarinpal/callback", tag = "payments", params(Callback), security(()),
    responses((status = 303, description = "to the order's page"), (status = 404, body = Problem, description = "`not_found`: Zarinpal is off")))]
async fn zarinpal_callback(State(cx): State<Cx>, Query(query): Query<Callback>) -> Result<Redirect> {
    let order = super::come_back(&cx, &query.authority).await?;
    Ok(Redirect::to(&order.map_or_else(|| "/app/orders".to_owned(), |id| format!("/app/orders/{id}"))))
}

/// Events of Stripe's, proved by their signature over the very bytes of the body.
#[utoipa::path(post, path = "/payments/webhook", tag = "payments", security(()),
    request_body(content = String, content_type = "application/json"),
    responses((status = 204), (status = 400, body = Problem, description = "`malformed_request`: the signature proves nothing"), (status = 404, body = Problem, description = "`not_found`: Stripe is off")))]
async fn stripe_webhook(State(cx): State<Cx>, headers: HeaderMap, body: Bytes) -> Result<StatusCode> {
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    super::take_event(&cx, signature, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}
