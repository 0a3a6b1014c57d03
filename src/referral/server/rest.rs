//! `referral` of the REST API. Keys with the scope `account` may read it.

use crate::{
    kernel::{Page, PageQuery},
    referral::model::{Commission, MyReferral, PayoutChoice, ReferredPerson},
    server::{
        Cx, Result,
        access::Member,
        rest::{Body, Problem, Query},
    },
};
use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(get_referral))
        .routes(routes!(list_people))
        .routes(routes!(list_commissions))
        .routes(routes!(change_payout))
}

/// The link to give away, the rules, and what came of it. Whoever opens the link and signs up within 30 days is bound to its
/// owner, for ever.
#[utoipa::path(get, path = "/referral", tag = "referral", responses((status = 200, body = MyReferral)))]
async fn get_referral(State(cx): State<Cx>, who: Member) -> Result<Json<MyReferral>> {
    Ok(Json(super::get_referral(&cx, &who).await?))
}

/// Who came through the link, the newest first.
#[utoipa::path(get, path = "/referral/people", tag = "referral", params(PageQuery),
    responses((status = 200, body = Page<ReferredPerson>)))]
async fn list_people(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<ReferredPerson>>> {
    Ok(Json(super::list_people(&cx, &who, query).await?))
}

/// What their purchases earned, the newest first.
#[utoipa::path(get, path = "/referral/commissions", tag = "referral", params(PageQuery),
    responses((status = 200, body = Page<Commission>)))]
async fn list_commissions(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Commission>>> {
    Ok(Json(super::list_commissions(&cx, &who, query).await?))
}

/// Chooses how commissions are paid that are approved from now on.
#[utoipa::path(put, path = "/referral/payout", tag = "referral", request_body = PayoutChoice,
    responses((status = 200, body = PayoutChoice), (status = 422, body = Problem)))]
async fn change_payout(
    State(cx): State<Cx>,
    who: Member,
    Body(choice): Body<PayoutChoice>,
) -> Result<Json<PayoutChoice>> {
    Ok(Json(super::change_payout(&cx, &who, choice).await?))
}
