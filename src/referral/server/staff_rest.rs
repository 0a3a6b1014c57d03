//! `admin/referrals` of the REST API, for staff.

use crate::{
    kernel::{Coins, Page, id::CommissionId},
    referral::staff::{
        CommissionDecision, CommissionDecisions, CommissionOutcomes, CommissionQuery, ProgrammeInput,
        ReferralProgramme, ReferralTotals, StaffCommission,
    },
    server::{
        Cx, Result,
        access::Staff,
        csv::{self, Row},
        rest::{Body, Path, Problem, Query},
    },
};
use axum::{Json, extract::State, response::Response};
use futures::TryStreamExt;
use utoipa_axum::{router::OpenApiRouter, routes};

const HEAD: [&str; 22] = [
    "time",
    "commission",
    "order",
    "referrer",
    "buyer",
    "state",
    "flags",
    "per_mille",
    "base_coins",
    "coins",
    "taken_coins",
    "currency",
    "order_total",
    "order_refunded",
    "amount",
    "to_recover",
    "payout",
    "account",
    "payable_at",
    "paid_at",
    "reference",
    "reason",
];

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(list_commissions))
        .routes(routes!(export_commissions))
        .routes(routes!(get_totals))
        .routes(routes!(get_programme, change_programme))
        .routes(routes!(decide_commissions))
        .routes(routes!(get_commission))
        .routes(routes!(decide_commission))
}

/// Everybody's commissions, the newest first.
#[utoipa::path(get, path = "/admin/referrals", tag = "admin", params(CommissionQuery),
    responses((status = 200, body = Page<StaffCommission>), (status = 403, body = Problem)))]
async fn list_commissions(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<CommissionQuery>,
) -> Result<Json<Page<StaffCommission>>> {
    Ok(Json(super::list_all_commissions(&cx, &who, query).await?))
}

/// The same as a table for spreadsheets, the newest 50,000; amounts in the currency's own unit (rial). `limit` and `cursor` say
/// nothing.
#[utoipa::path(get, path = "/admin/referrals.csv", tag = "admin", params(CommissionQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "time,commission,order,referrer,…"),
        (status = 403, body = Problem)))]
async fn export_commissions(State(cx): State<Cx>, who: Staff, Query(query): Query<CommissionQuery>) -> Response {
    let batches = super::export_commissions(&cx, &who, query);
    let lines = batches.map_ok(|batch| batch.iter().map(|one| row(one).line()).collect());
    csv::stream("referrals", &HEAD, lines)
}

fn row(of: &StaffCommission) -> Row {
    let one = &of.commission;
    let flags: Vec<&str> = of.flags.iter().map(|flag| flag.code()).collect();
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let row = Row::new().text(&one.created_at.to_string()).text(&one.id.to_string()).text(&of.order_id.to_string());
    let row = row.text(&of.referrer).text(&of.buyer).text(one.state.code()).text(&flags.join(" "));
    let row = row.number(one.rate_per_mille).number(of.base).number(one.coins).number(negated(one.taken));
    let row = row.text(one.amount.currency.code()).number(of.order_total.decimal());
    let row = row.number(of.order_refunded.decimal()).number(one.amount.decimal()).number(of.to_recover.decimal());
    let row = row.text(of.payout.code()).text(&of.account).text(&one.payable_at.to_string());
    let row = row.text(&one.paid_at.map_or_else(String::new, |at| at.to_string()));
    row.text(&word(&one.reference)).text(&word(&one.reason))
}

/// What is gone stands below zero, so that columns sum.
fn negated(coins: Coins) -> Coins {
    Coins::from_milli(coins.milli.saturating_neg())
}

/// What the programme came to.
#[utoipa::path(get, path = "/admin/referrals/totals", tag = "admin",
    responses((status = 200, body = ReferralTotals), (status = 403, body = Problem)))]
async fn get_totals(State(cx): State<Cx>, who: Staff) -> Result<Json<ReferralTotals>> {
    Ok(Json(super::get_totals(&cx, &who).await?))
}

/// The rules of now.
#[utoipa::path(get, path = "/admin/referrals/programme", tag = "admin",
    responses((status = 200, body = ReferralProgramme), (status = 403, body = Problem)))]
async fn get_programme(State(cx): State<Cx>, who: Staff) -> Result<Json<ReferralProgramme>> {
    Ok(Json(super::get_programme(&cx, &who).await?))
}

/// Says what counts from now on; what was earned stays.
#[utoipa::path(put, path = "/admin/referrals/programme", tag = "admin", request_body = ProgrammeInput,
    responses((status = 200, body = ReferralProgramme), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn change_programme(
    State(cx): State<Cx>,
    who: Staff,
    Body(input): Body<ProgrammeInput>,
) -> Result<Json<ReferralProgramme>> {
    Ok(Json(super::change_programme(&cx, &who, input).await?))
}

/// One decision about several commissions. Each succeeds or fails by itself, and suspicious ones are approved alone only.
#[utoipa::path(post, path = "/admin/referrals/decisions", tag = "admin", request_body = CommissionDecisions,
    responses((status = 200, body = CommissionOutcomes), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn decide_commissions(
    State(cx): State<Cx>,
    who: Staff,
    Body(input): Body<CommissionDecisions>,
) -> Result<Json<CommissionOutcomes>> {
    Ok(Json(super::decide_commissions(&cx, &who, input).await?))
}

/// A commission.
#[utoipa::path(get, path = "/admin/referrals/{id}", tag = "admin", params(("id" = CommissionId, Path)),
    responses((status = 200, body = StaffCommission), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_commission(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<CommissionId>,
) -> Result<Json<StaffCommission>> {
    Ok(Json(super::get_commission(&cx, &who, id).await?))
}

/// Approves a commission, refuses it, or notes that it was paid at the bank. Coins are paid at once, as soon as all that is to be
/// paid to the referrer comes to the minimum. Of two who decide at once, one does.
#[utoipa::path(post, path = "/admin/referrals/{id}/decision", tag = "admin", params(("id" = CommissionId, Path)), request_body = CommissionDecision,
    responses((status = 200, body = StaffCommission), (status = 403, body = Problem, description = "`forbidden`, also for an own one"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`conflict`: it was decided, its review time is not over, or less than the minimum is to be paid"),
        (status = 422, body = Problem)))]
async fn decide_commission(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<CommissionId>,
    Body(decision): Body<CommissionDecision>,
) -> Result<Json<StaffCommission>> {
    Ok(Json(super::decide_commission(&cx, &who, id, decision).await?))
}
