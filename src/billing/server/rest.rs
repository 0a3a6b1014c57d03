//! `me` and `billing/*` of the REST API. Contract: `design/api.md`. The person comes with what can be spent, so `me`
//! is here and not with the accounts, which know nothing of coins.

use crate::{
    account::{
        self,
        model::{Person, ProfileChange},
    },
    billing::{
        journal::TransactionQuery,
        model::{Balance, Lots, Transaction, Wallet, WalletChange},
    },
    kernel::Page,
    server::{
        Cx, Result,
        access::Member,
        csv::{self, Row},
        rest::{Body, Problem, Query},
    },
};
use axum::{Json, extract::State, response::Response};
use futures::TryStreamExt;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(get_me, change_me))
        .routes(routes!(get_balance))
        .routes(routes!(get_wallet, change_wallet))
        .routes(routes!(list_lots))
        .routes(routes!(list_transactions))
        .routes(routes!(export_transactions))
}

/// The person and what can be spent.
#[derive(Serialize, ToSchema)]
struct Me {
    #[serde(flatten)]
    person: Person,
    /// What can be spent.
    balance: Balance,
}

/// The signed-in person.
#[utoipa::path(get, path = "/me", tag = "me", responses((status = 200, body = Me)))]
async fn get_me(State(cx): State<Cx>, who: Member) -> Result<Json<Me>> {
    let person = account::server::get_profile(&cx, &who).await?;
    Ok(Json(Me { person, balance: super::get_balance(&cx, &who).await? }))
}

/// Changes name, language or theme.
#[utoipa::path(patch, path = "/me", tag = "me", request_body = ProfileChange,
    responses((status = 200, body = Me), (status = 422, body = Problem)))]
async fn change_me(State(cx): State<Cx>, who: Member, Body(input): Body<ProfileChange>) -> Result<Json<Me>> {
    let person = account::server::change_profile(&cx, &who, input).await?;
    Ok(Json(Me { person, balance: super::get_balance(&cx, &who).await? }))
}

/// What can be spent, what is set aside, what of both expires, and what is owed.
#[utoipa::path(get, path = "/billing/balance", tag = "billing", responses((status = 200, body = Balance)))]
async fn get_balance(State(cx): State<Cx>, who: Member) -> Result<Json<Balance>> {
    Ok(Json(super::get_balance(&cx, &who).await?))
}

/// What there is, and which coins are spent first.
#[utoipa::path(get, path = "/billing/wallet", tag = "billing", responses((status = 200, body = Wallet)))]
async fn get_wallet(State(cx): State<Cx>, who: Member) -> Result<Json<Wallet>> {
    Ok(Json(super::get_wallet(&cx, &who).await?))
}

/// Chooses which coins are spent first: those that expire, or those that stay.
#[utoipa::path(patch, path = "/billing/wallet", tag = "billing", request_body = WalletChange,
    responses((status = 200, body = Wallet), (status = 422, body = Problem)))]
async fn change_wallet(State(cx): State<Cx>, who: Member, Body(input): Body<WalletChange>) -> Result<Json<Wallet>> {
    Ok(Json(super::change_wallet(&cx, &who, input).await?))
}

/// Coins that expire and have something left, the ones that expire first in front.
#[utoipa::path(get, path = "/billing/lots", tag = "billing", responses((status = 200, body = Lots)))]
async fn list_lots(State(cx): State<Cx>, who: Member) -> Result<Json<Lots>> {
    Ok(Json(super::list_lots(&cx, &who).await?))
}

/// The movements of the wallet, the newest first.
#[utoipa::path(get, path = "/billing/transactions", tag = "billing", params(TransactionQuery),
    responses((status = 200, body = Page<Transaction>), (status = 422, body = Problem)))]
async fn list_transactions(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<TransactionQuery>,
) -> Result<Json<Page<Transaction>>> {
    Ok(Json(super::list_transactions(&cx, &who, query).await?))
}

const HEAD: [&str; 9] =
    ["time", "kind", "available_coins", "held_coins", "owed_coins", "run", "order", "reason", "transaction"];

/// The same as a table for spreadsheets: UTF-8 with a byte-order mark, the newest 50,000. `limit` and `cursor` say nothing.
#[utoipa::path(get, path = "/billing/transactions.csv", tag = "billing", params(TransactionQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "time,kind,available_coins,…"),
        (status = 422, body = Problem)))]
async fn export_transactions(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<TransactionQuery>,
) -> Result<Response> {
    let batches = super::export_transactions(&cx, &who, query)?;
    let lines = batches.map_ok(|batch| batch.iter().map(|one| row(one).line()).collect());
    Ok(csv::stream("transactions", &HEAD, lines))
}

fn row(of: &Transaction) -> Row {
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let row = Row::new().text(&of.created_at.to_string()).text(of.kind.code());
    let row = row.number(of.available).number(of.held).number(of.owed);
    let row = row.text(&id(of.run_id.map(|run| run.0))).text(&id(of.order_id));
    row.text(of.reason.as_deref().unwrap_or_default()).text(&of.id.to_string())
}
