//! `payments/invoices` and `billing/details` of the REST API. Contract: `design/api.md`. No key opens these.

use crate::{
    invoice::model::{BillingDetails, Invoice, InvoiceEntry},
    kernel::{Page, PageQuery, id::InvoiceId},
    server::{
        Cx, Result,
        access::Member,
        rest::{Body, Path, Problem, Query},
    },
};
use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_invoices))
        .routes(routes!(get_invoice))
        .routes(routes!(get_details, change_details))
}

/// The invoices and credit notes, the newest first.
#[utoipa::path(get, path = "/payments/invoices", tag = "payments", params(PageQuery),
    responses((status = 200, body = Page<InvoiceEntry>)))]
async fn list_invoices(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<InvoiceEntry>>> {
    Ok(Json(super::list_invoices(&cx, &who, query).await?))
}

/// A whole document. Its page to print is at `/app/invoices/{id}/print?lang=fa`.
#[utoipa::path(get, path = "/payments/invoices/{id}", tag = "payments", params(("id" = InvoiceId, Path)),
    responses((status = 200, body = Invoice), (status = 404, body = Problem)))]
async fn get_invoice(State(cx): State<Cx>, who: Member, Path(id): Path<InvoiceId>) -> Result<Json<Invoice>> {
    Ok(Json(super::get_invoice(&cx, &who, id).await?))
}

/// What is to stand on documents beside name and e-mail address.
#[utoipa::path(get, path = "/billing/details", tag = "billing", responses((status = 200, body = BillingDetails)))]
async fn get_details(State(cx): State<Cx>, who: Member) -> Result<Json<BillingDetails>> {
    Ok(Json(super::get_details(&cx, &who).await?))
}

/// Changes what is to stand on the next documents. What is left out is empty.
#[utoipa::path(put, path = "/billing/details", tag = "billing", request_body = BillingDetails,
    responses((status = 200, body = BillingDetails), (status = 422, body = Problem)))]
async fn change_details(
    State(cx): State<Cx>,
    who: Member,
    Body(details): Body<BillingDetails>,
) -> Result<Json<BillingDetails>> {
    Ok(Json(super::change_details(&cx, &who, details).await?))
}
