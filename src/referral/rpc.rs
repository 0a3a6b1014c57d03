//! What the dashboard asks of the programme.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{model, staff};
use crate::kernel::{AppError, Page, PageQuery, id::CommissionId};
use leptos::{prelude::*, server_fn::codec::Json};

/// The person's link, the rules, and what came of it.
#[server(prefix = "/rpc", endpoint = "referral/get_referral", input = Json)]
pub async fn get_referral() -> Result<model::MyReferral, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_referral(&cx, &who).await).await
}

/// Who came through the link, the newest first.
#[server(prefix = "/rpc", endpoint = "referral/list_people", input = Json)]
pub async fn list_people(query: PageQuery) -> Result<Page<model::ReferredPerson>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_people(&cx, &who, query).await).await
}

/// What their purchases earned, the newest first.
#[server(prefix = "/rpc", endpoint = "referral/list_commissions", input = Json)]
pub async fn list_commissions(query: PageQuery) -> Result<Page<model::Commission>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_commissions(&cx, &who, query).await).await
}

/// Chooses how commissions are paid.
#[server(prefix = "/rpc", endpoint = "referral/change_payout", input = Json)]
pub async fn change_payout(input: model::PayoutChoice) -> Result<model::PayoutChoice, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_payout(&cx, &who, input).await).await
}

/// Everybody's commissions, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_commissions", input = Json)]
pub async fn list_all_commissions(query: staff::CommissionQuery) -> Result<Page<staff::StaffCommission>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_all_commissions(&cx, &who, query).await).await
}

/// What the programme came to.
#[server(prefix = "/rpc", endpoint = "admin/get_referral_totals", input = Json)]
pub async fn get_totals() -> Result<staff::ReferralTotals, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_totals(&cx, &who).await).await
}

/// The rules of now.
#[server(prefix = "/rpc", endpoint = "admin/get_programme", input = Json)]
pub async fn get_programme() -> Result<staff::ReferralProgramme, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_programme(&cx, &who).await).await
}

/// Says what counts from now on.
#[server(prefix = "/rpc", endpoint = "admin/change_programme", input = Json)]
pub async fn change_programme(input: staff::ProgrammeInput) -> Result<staff::ReferralProgramme, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_programme(&cx, &who, input).await).await
}

/// Decides about a commission.
#[server(prefix = "/rpc", endpoint = "admin/decide_commission", input = Json)]
pub async fn decide_commission(
    id: CommissionId,
    input: staff::CommissionDecision,
) -> Result<staff::StaffCommission, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::decide_commission(&cx, &who, id, input).await).await
}

/// Decides about several.
#[server(prefix = "/rpc", endpoint = "admin/decide_commissions", input = Json)]
pub async fn decide_commissions(input: staff::CommissionDecisions) -> Result<staff::CommissionOutcomes, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::decide_commissions(&cx, &who, input).await).await
}
