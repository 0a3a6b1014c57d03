//! `me` and `billing/*` of the REST API. Contract: `design/api.md`. The person comes with what can be spent, so `me`
//! is here and not with the accounts, which know nothing of coins.

use crate::{
    account::{
        self,
        model::{Person, ProfileChange},
    },
    billing::model::{Balance, Transaction},
    kernel::{Page, PageQuery},
    server::{
        Cx, Result,
        access::Member,
        rest::{Body, Problem, Query},
    },
};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(get_me, change_me))
        .routes(routes!(get_balance))
        .routes(routes!(list_transactions))
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

/// What can be spent and what is set aside.
#[utoipa::path(get, path = "/billing/balance", tag = "billing", responses((status = 200, body = Balance)))]
async fn get_balance(State(cx): State<Cx>, who: Member) -> Result<Json<Balance>> {
    Ok(Json(super::get_balance(&cx, &who).await?))
}

/// The movements of the wallet, the newest first.
#[utoipa::path(get, path = "/billing/transactions", tag = "billing", params(PageQuery),
    responses((status = 200, body = Page<Transaction>)))]
async fn list_transactions(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Transaction>>> {
    Ok(Json(super::list_transactions(&cx, &who, query).await?))
}
