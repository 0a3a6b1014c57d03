//! `admin/invoices` and `admin/seller` of the REST API. Only for the role admin; others get 403.

use crate::{
    invoice::{
        model::Invoice,
        staff::{InvoiceQuery, SellerInput, SellerProfile, StaffInvoice},
    },
    kernel::{Cash, Page},
    server::{
        Cx, Result,
        access::Staff,
        csv::{self, Row},
        rest::{Body, Problem, Query},
    },
};
use axum::{Json, extract::State, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

const HEAD: [&str; 22] = [
    "number",
    "kind",
    "corrects",
    "order",
    "issued_at",
    "issued_jalali",
    "issued_gregorian",
    "email",
    "name",
    "legal_name",
    "tax_id",
    "address",
    "currency",
    "subtotal",
    "discount",
    "rounding",
    "total",
    "vat_per_mille",
    "vat",
    "net",
    "payment",
    "reference",
];

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_invoices))
        .routes(routes!(export_invoices))
        .routes(routes!(get_seller, change_seller))
}

/// Everybody's documents, the newest first.
#[utoipa::path(get, path = "/admin/invoices", tag = "admin", params(InvoiceQuery),
    responses((status = 200, body = Page<StaffInvoice>), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_invoices(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<InvoiceQuery>,
) -> Result<Json<Page<StaffInvoice>>> {
    Ok(Json(super::list_all_invoices(&cx, &who, query).await?))
}

/// The same as a table for spreadsheets, the newest 50,000. Amounts are in the currency's own unit (rial); those of credit
/// notes are below zero, so that a column sums to what was sold. `limit` and `cursor` say nothing.
#[utoipa::path(get, path = "/admin/invoices.csv", tag = "admin", params(InvoiceQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "number,kind,corrects,order,…"),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn export_invoices(State(cx): State<Cx>, who: Staff, Query(query): Query<InvoiceQuery>) -> Result<Response> {
    let invoices = super::list_for_table(&cx, &who, query).await?;
    Ok(csv::table("invoices", &HEAD, invoices.iter().map(row)))
}

fn row(of: &Invoice) -> Row {
    let (entry, buyer) = (&of.entry, &of.buyer);
    let signed = |cash: Cash| Cash::new(cash.amount_minor.saturating_mul(entry.kind.sign()), cash.currency).decimal();
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let row = Row::new().text(&entry.number).text(entry.kind.code()).text(&word(&entry.corrects));
    let row = row.text(&entry.order_id.to_string()).text(&entry.issued_at.to_string());
    let row = row.text(&of.issued_jalali).text(&of.issued_gregorian).text(&buyer.email).text(&buyer.name);
    let row = row.text(&buyer.legal_name).text(&buyer.tax_id).text(&buyer.address).text(entry.total.currency.code());
    let row = row.number(signed(of.subtotal)).number(signed(of.discount)).number(signed(of.rounding));
    let row = row.number(signed(entry.total)).number(of.vat_per_mille).number(signed(entry.vat)).number(signed(of.net));
    row.text(&of.payment).text(&word(&of.reference))
}

/// Who sells: what stands on documents that are issued from now on.
#[utoipa::path(get, path = "/admin/seller", tag = "admin",
    responses((status = 200, body = SellerProfile), (status = 403, body = Problem)))]
async fn get_seller(State(cx): State<Cx>, who: Staff) -> Result<Json<SellerProfile>> {
    Ok(Json(super::get_seller(&cx, &who).await?))
}

/// Says who sells from now on, and at which rate of VAT. What was issued stays as it is.
#[utoipa::path(put, path = "/admin/seller", tag = "admin", request_body = SellerInput,
    responses((status = 200, body = SellerProfile), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn change_seller(
    State(cx): State<Cx>,
    who: Staff,
    Body(input): Body<SellerInput>,
) -> Result<Json<SellerProfile>> {
    Ok(Json(super::change_seller(&cx, &who, input).await?))
}
