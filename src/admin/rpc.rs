//! What the admin pages ask.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{finance, model};
use crate::{
    billing::{adjustment, journal},
    catalog::entry,
    kernel::{AppError, Page, PageQuery, id::AttemptId},
    run::{model as run, parked, record},
};
use leptos::{prelude::*, server_fn::codec::Json};
use uuid::Uuid;

/// The accounts, the newest first; `search` finds by a part of the address or the name.
#[server(prefix = "/rpc", endpoint = "admin/list_users", input = Json)]
pub async fn list_users(search: String, query: PageQuery) -> Result<Page<model::UserRow>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_users(&cx, &who, search, query).await).await
}

/// The business at a glance.
#[server(prefix = "/rpc", endpoint = "admin/get_usage", input = Json)]
pub async fn get_usage() -> Result<model::Usage, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_usage(&cx, &who).await).await
}

/// The models of the catalogue, in the order of their ids.
#[server(prefix = "/rpc", endpoint = "admin/list_entries", input = Json)]
pub async fn list_entries(query: entry::EntryQuery) -> Result<Page<entry::Entry>, AppError> {
    use crate::catalog::server;
    crate::server::rpc::run(async |cx, who| server::list_entries(&cx, &who, query).await).await
}

/// A model with every price it had.
#[server(prefix = "/rpc", endpoint = "admin/get_entry", input = Json)]
pub async fn get_entry(model: String) -> Result<entry::EntryDetail, AppError> {
    use crate::catalog::server;
    crate::server::rpc::run(async |cx, who| server::get_entry(&cx, &who, &model).await).await
}

/// Providers with their last lists, models that end soon, margins.
#[server(prefix = "/rpc", endpoint = "admin/get_catalogue", input = Json)]
pub async fn get_catalogue() -> Result<entry::Overview, AppError> {
    use crate::catalog::server;
    crate::server::rpc::run(async |cx, who| server::get_overview(&cx, &who).await).await
}

/// Adds a model by hand.
#[server(prefix = "/rpc", endpoint = "admin/add_entry", input = Json)]
pub async fn add_entry(input: entry::NewEntry) -> Result<entry::EntryDetail, AppError> {
    use crate::catalog::server;
    crate::server::rpc::run(async |cx, who| server::add_entry(&cx, &who, input).await).await
}

/// Changes a model.
#[server(prefix = "/rpc", endpoint = "admin/change_entry", input = Json)]
pub async fn change_entry(model: String, change: entry::EntryChange) -> Result<entry::EntryDetail, AppError> {
    use crate::catalog::server;
    crate::server::rpc::run(async |cx, who| server::change_entry(&cx, &who, model, change).await).await
}

/// Sets all prices of a model at once; none leaves it without, until a list that tells prices sets them.
#[server(prefix = "/rpc", endpoint = "admin/set_prices", input = Json)]
pub async fn set_prices(model: String, change: entry::PriceChange) -> Result<entry::EntryDetail, AppError> {
    use crate::catalog::server;
    crate::server::rpc::run(async |cx, who| server::set_prices(&cx, &who, model, change).await).await
}

/// Sets what a plan pays for each unit of cost.
#[server(prefix = "/rpc", endpoint = "admin/set_margin", input = Json)]
pub async fn set_margin(margin: entry::Margin) -> Result<entry::Overview, AppError> {
    use crate::catalog::server;
    crate::server::rpc::run(async |cx, who| server::set_margin(&cx, &who, margin).await).await
}

/// Asks a provider, or all of them where none is named, for their models now.
#[server(prefix = "/rpc", endpoint = "admin/sync_models", input = Json)]
pub async fn sync_models(provider: Option<String>) -> Result<entry::Overview, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::sync_models(&cx, &who, provider).await).await
}

/// Requests to providers, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_attempts", input = Json)]
pub async fn list_attempts(query: record::AttemptQuery) -> Result<Page<record::AttemptEntry>, AppError> {
    use crate::run::server;
    crate::server::rpc::run(async |cx, who| server::list_attempts(&cx, &who, query).await).await
}

/// What attempts can be narrowed to.
#[server(prefix = "/rpc", endpoint = "admin/get_attempt_choices", input = Json)]
pub async fn get_attempt_choices() -> Result<record::AttemptChoices, AppError> {
    use crate::run::server;
    crate::server::rpc::run(async |cx, who| server::get_attempt_choices(&cx, &who).await).await
}

/// Everything of one request to a provider.
#[server(prefix = "/rpc", endpoint = "admin/get_attempt", input = Json)]
pub async fn get_attempt(id: AttemptId) -> Result<record::AttemptDetail, AppError> {
    use crate::run::server;
    crate::server::rpc::run(async |cx, who| server::get_attempt(&cx, &who, id).await).await
}

/// What runs brought and cost in the last days.
#[server(prefix = "/rpc", endpoint = "admin/get_earnings", input = Json)]
pub async fn get_earnings(#[server(default)] days: i32) -> Result<record::Earnings, AppError> {
    use crate::run::server;
    crate::server::rpc::run(async |cx, who| server::get_latest_earnings(&cx, &who, days).await).await
}

/// The runs that wait for a decision, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_uncertain", input = Json)]
pub async fn list_uncertain(query: PageQuery) -> Result<Page<run::UncertainRun>, AppError> {
    use crate::run::server;
    crate::server::rpc::run(async |cx, who| server::list_uncertain(&cx, &who, query).await).await
}

/// Decides runs: charges their estimates, or gives everything back.
#[server(prefix = "/rpc", endpoint = "admin/resolve_uncertain", input = Json)]
pub async fn resolve_uncertain(input: run::Resolution) -> Result<run::Resolved, AppError> {
    use crate::run::server;
    crate::server::rpc::run(async |cx, who| server::resolve_uncertain(&cx, &who, input).await).await
}

/// How the queue stands, and the work that waits for staff.
#[server(prefix = "/rpc", endpoint = "admin/get_queue", input = Json)]
pub async fn get_queue() -> Result<parked::QueueBoard, AppError> {
    use crate::run::server;
    crate::server::rpc::run(async |cx, who| server::get_board(&cx, &who).await).await
}

/// Tries parked work again, or gives it up.
#[server(prefix = "/rpc", endpoint = "admin/settle_parked", input = Json)]
pub async fn settle_parked(input: parked::Settling) -> Result<run::Resolved, AppError> {
    use crate::run::server;
    crate::server::rpc::run(async |cx, who| server::settle_parked(&cx, &who, input).await).await
}

/// The money of some days.
#[server(prefix = "/rpc", endpoint = "admin/get_finance", input = Json)]
pub async fn get_finance(query: finance::FinanceQuery) -> Result<finance::Finance, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_finance(&cx, &who, query).await).await
}

/// What needs a human.
#[server(prefix = "/rpc", endpoint = "admin/list_concerns", input = Json)]
pub async fn list_concerns() -> Result<finance::Reconciliation, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_concerns(&cx, &who).await).await
}

/// What the page of the ledger shows above the movements.
#[server(prefix = "/rpc", endpoint = "admin/get_ledger_board", input = Json)]
pub async fn get_ledger_board() -> Result<journal::LedgerBoard, AppError> {
    use crate::billing::server;
    crate::server::rpc::run(async |cx, who| server::get_ledger_board(&cx, &who).await).await
}

/// Movements of all wallets, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_ledger", input = Json)]
pub async fn list_ledger(query: journal::LedgerQuery) -> Result<Page<journal::LedgerEntry>, AppError> {
    use crate::billing::server;
    crate::server::rpc::run(async |cx, who| server::list_ledger(&cx, &who, query).await).await
}

/// Asks the data whether the invariants of the ledger hold.
#[server(prefix = "/rpc", endpoint = "admin/check_soundness", input = Json)]
pub async fn check_soundness() -> Result<journal::Soundness, AppError> {
    use crate::billing::server;
    crate::server::rpc::run(async |cx, who| server::check_soundness(&cx, &who).await).await
}

/// Adjustments, the newest first, and above how many coins a second one approves.
#[server(prefix = "/rpc", endpoint = "admin/get_adjustment_board", input = Json)]
pub async fn get_adjustment_board(query: adjustment::AdjustmentQuery) -> Result<adjustment::AdjustmentBoard, AppError> {
    use crate::billing::server;
    crate::server::rpc::run(async |cx, who| server::get_adjustment_board(&cx, &who, query).await).await
}

/// Adjustments, the newest first.
#[server(prefix = "/rpc", endpoint = "admin/list_adjustments", input = Json)]
pub async fn list_adjustments(query: adjustment::AdjustmentQuery) -> Result<Page<adjustment::Adjustment>, AppError> {
    use crate::billing::server;
    crate::server::rpc::run(async |cx, who| server::list_adjustments(&cx, &who, query).await).await
}

/// Gives or takes coins by hand, or proposes it.
#[server(prefix = "/rpc", endpoint = "admin/propose_adjustment", input = Json)]
pub async fn propose_adjustment(input: adjustment::NewAdjustment) -> Result<adjustment::Adjustment, AppError> {
    use crate::billing::server;
    crate::server::rpc::run(async |cx, who| server::propose_adjustment(&cx, &who, input).await).await
}

/// Approves an adjustment of another one of the staff.
#[server(prefix = "/rpc", endpoint = "admin/approve_adjustment", input = Json)]
pub async fn approve_adjustment(id: Uuid) -> Result<adjustment::Adjustment, AppError> {
    use crate::billing::server;
    crate::server::rpc::run(async |cx, who| server::approve_adjustment(&cx, &who, id).await).await
}

/// Rejects an adjustment.
#[server(prefix = "/rpc", endpoint = "admin/reject_adjustment", input = Json)]
pub async fn reject_adjustment(id: Uuid) -> Result<adjustment::Adjustment, AppError> {
    use crate::billing::server;
    crate::server::rpc::run(async |cx, who| server::reject_adjustment(&cx, &who, id).await).await
}
