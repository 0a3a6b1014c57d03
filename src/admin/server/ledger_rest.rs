//! `admin/ledger` and `admin/adjustments` of the REST API. Only for the role admin; others get 403.

use crate::{
    billing::{
        adjustment::{Adjustment, AdjustmentQuery, NewAdjustment},
        journal::{HouseTotals, LedgerEntry, LedgerQuery, Soundness},
        model::Account,
        server as billing,
    },
    kernel::Page,
    server::{
        Cx, Result,
        access::Staff,
        csv::{self, Row},
        rest::{Body, Path, Problem, Query},
    },
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use futures::TryStreamExt;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

const HEAD: [&str; 16] = [
    "time",
    "transaction",
    "kind",
    "person",
    "available",
    "held",
    "debt",
    "sold",
    "granted",
    "revenue",
    "expired",
    "adjusted",
    "run",
    "order",
    "author",
    "reason",
];

/// The routes.
pub(super) fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_ledger))
        .routes(routes!(export_ledger))
        .routes(routes!(check_ledger))
        .routes(routes!(get_totals))
        .routes(routes!(list_adjustments, propose_adjustment))
        .routes(routes!(approve_adjustment))
        .routes(routes!(reject_adjustment))
}

/// Movements of all wallets with their postings, the newest first.
#[utoipa::path(get, path = "/admin/ledger", tag = "admin", params(LedgerQuery),
    responses((status = 200, body = Page<LedgerEntry>), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_ledger(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<LedgerQuery>,
) -> Result<Json<Page<LedgerEntry>>> {
    Ok(Json(billing::list_ledger(&cx, &who, query).await?))
}

/// The same as a table for spreadsheets, an account in each column: UTF-8 with a byte-order mark, the newest 50,000. `limit` and
/// `cursor` say nothing.
#[utoipa::path(get, path = "/admin/ledger.csv", tag = "admin", params(LedgerQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "time,transaction,kind,person,…"),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn export_ledger(State(cx): State<Cx>, who: Staff, Query(query): Query<LedgerQuery>) -> Result<Response> {
    let batches = billing::export_ledger(&cx, &who, query)?;
    let lines = batches.map_ok(|batch| batch.iter().map(|entry| row(entry).line()).collect());
    Ok(csv::stream("ledger", &HEAD, lines))
}

fn row(of: &LedgerEntry) -> Row {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let row = Row::new().text(&of.created_at.to_string()).text(&of.id.to_string()).text(of.kind.code()).text(&of.email);
    let amount = |account| of.postings.iter().find(|posting| posting.account == account).map(|posting| posting.amount);
    let columns = [
        Account::Available,
        Account::Held,
        Account::Debt,
        Account::Sold,
        Account::Granted,
        Account::Revenue,
        Account::Expired,
        Account::Adjusted,
    ];
    let row = columns.into_iter().fold(row, |row, account| row.maybe(amount(account)));
    let row = row.text(&id(of.run_id.map(|run| run.0))).text(&id(of.order_id));
    row.text(of.author.as_deref().unwrap_or_default()).text(of.reason.as_deref().unwrap_or_default())
}

/// Asks the data now whether every invariant of the ledger holds: the same as `aimall check ledger`.
#[utoipa::path(get, path = "/admin/ledger/check", tag = "admin",
    responses((status = 200, body = Soundness), (status = 403, body = Problem)))]
async fn check_ledger(State(cx): State<Cx>, who: Staff) -> Result<Json<Soundness>> {
    Ok(Json(billing::check_soundness(&cx, &who).await?))
}

/// What the accounts sum up to.
#[utoipa::path(get, path = "/admin/ledger/totals", tag = "admin",
    responses((status = 200, body = HouseTotals), (status = 403, body = Problem)))]
async fn get_totals(State(cx): State<Cx>, who: Staff) -> Result<Json<HouseTotals>> {
    Ok(Json(billing::get_house_totals(&cx, &who).await?))
}

/// Coins that staff gave or took by hand, the newest first.
#[utoipa::path(get, path = "/admin/adjustments", tag = "admin", params(AdjustmentQuery),
    responses((status = 200, body = Page<Adjustment>), (status = 403, body = Problem)))]
async fn list_adjustments(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<AdjustmentQuery>,
) -> Result<Json<Page<Adjustment>>> {
    Ok(Json(billing::list_adjustments(&cx, &who, query).await?))
}

/// Gives or takes coins. Up to the limit of a day it is applied at once; above it waits, as `proposed`, for another one of the staff.
#[utoipa::path(post, path = "/admin/adjustments", tag = "admin", request_body = NewAdjustment,
    responses((status = 201, body = Adjustment), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn propose_adjustment(
    State(cx): State<Cx>,
    who: Staff,
    Body(input): Body<NewAdjustment>,
) -> Result<(StatusCode, Json<Adjustment>)> {
    Ok((StatusCode::CREATED, Json(billing::propose_adjustment(&cx, &who, input).await?)))
}

/// Approves what another one of the staff proposed: the coins move. Once, by whoever is first.
#[utoipa::path(post, path = "/admin/adjustments/{id}/approve", tag = "admin", params(("id" = Uuid, Path)),
    responses((status = 200, body = Adjustment), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn approve_adjustment(State(cx): State<Cx>, who: Staff, Path(id): Path<Uuid>) -> Result<Json<Adjustment>> {
    Ok(Json(billing::approve_adjustment(&cx, &who, id).await?))
}

/// Rejects what waits, or withdraws one's own.
#[utoipa::path(post, path = "/admin/adjustments/{id}/reject", tag = "admin", params(("id" = Uuid, Path)),
    responses((status = 200, body = Adjustment), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn reject_adjustment(State(cx): State<Cx>, who: Staff, Path(id): Path<Uuid>) -> Result<Json<Adjustment>> {
    Ok(Json(billing::reject_adjustment(&cx, &who, id).await?))
}
