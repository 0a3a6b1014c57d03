//! `admin/finance` and `admin/reconciliation` of the REST API. Only for the role admin; others get 403.

use crate::{
    admin::finance::{CoinLine, Finance, FinanceQuery, MoneyLine, Reconciliation},
    run::record::EarningLine,
    server::{
        Cx, Result,
        access::Staff,
        csv::{self, Row},
        rest::{Problem, Query},
    },
};
use axum::{Json, extract::State, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

const MONEY_HEAD: [&str; 10] =
    ["day", "gateway", "currency", "orders", "paid", "refunded", "disputed", "net", "fees", "fees_unknown_orders"];
const COIN_HEAD: [&str; 13] = [
    "day",
    "sold_coins",
    "granted_coins",
    "adjusted_coins",
    "expired_coins",
    "spent_coins",
    "available_coins_at_end",
    "held_coins_at_end",
    "owed_coins_at_end",
    "runs_revenue_usd",
    "runs_cost_usd",
    "runs_margin_usd",
    "runs_unknown_cost",
];

/// The routes.
pub(super) fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(get_finance))
        .routes(routes!(export_money))
        .routes(routes!(export_coins))
        .routes(routes!(list_concerns))
}

/// What came in and went back by day, gateway and currency; how coins moved and what the house owed at each day's end; and,
/// beside it in US dollars, what runs brought and cost.
#[utoipa::path(get, path = "/admin/finance", tag = "admin", params(FinanceQuery),
    responses((status = 200, body = Finance), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn get_finance(State(cx): State<Cx>, who: Staff, Query(query): Query<FinanceQuery>) -> Result<Json<Finance>> {
    Ok(Json(super::get_finance(&cx, &who, query).await?))
}

/// The money as a table for spreadsheets, a line for each day, gateway and currency. Amounts are in the currency's own unit
/// (rial).
#[utoipa::path(get, path = "/admin/finance.csv", tag = "admin", params(FinanceQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "day,gateway,currency,orders,…"),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn export_money(State(cx): State<Cx>, who: Staff, Query(query): Query<FinanceQuery>) -> Result<Response> {
    let finance = super::get_finance(&cx, &who, query).await?;
    let row = |line: &MoneyLine| {
        let sum = &line.sum;
        let row = Row::new().text(&line.day.to_string()).text(line.gateway.code()).text(sum.paid.currency.code());
        let row = row.number(sum.orders).number(sum.paid.decimal()).number(sum.refunded.decimal());
        let row = row.number(sum.disputed.decimal()).number(sum.net.decimal()).number(sum.fees.decimal());
        row.number(sum.fees_unknown)
    };
    let name = format!("finance-{}-{}", finance.from, finance.to);
    Ok(csv::table(&name, &MONEY_HEAD, finance.money.iter().map(row)))
}

/// The coins of each day as a table for spreadsheets, with what runs brought and cost in US dollars.
#[utoipa::path(get, path = "/admin/finance-coins.csv", tag = "admin", params(FinanceQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8", example = "day,sold_coins,granted_coins,…"),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn export_coins(State(cx): State<Cx>, who: Staff, Query(query): Query<FinanceQuery>) -> Result<Response> {
    let finance = super::get_finance(&cx, &who, query).await?;
    // Both have every day of the span, in order.
    let row = |(line, of): (&CoinLine, &EarningLine)| {
        let (sum, runs) = (&line.sum, &of.sum);
        let row = Row::new().text(&line.day.to_string()).number(sum.sold).number(sum.granted).number(sum.adjusted);
        let row = row.number(sum.expired).number(sum.spent).number(line.available).number(line.held).number(line.owed);
        let row = row.number(&runs.revenue_usd).number(&runs.cost_usd).number(&runs.margin_usd);
        row.number(runs.unknown_runs)
    };
    let name = format!("coins-{}-{}", finance.from, finance.to);
    Ok(csv::table(&name, &COIN_HEAD, finance.coins.iter().zip(&finance.provider).map(row)))
}

/// What needs a human: orders with a problem and no payment after it, refunds without an answer, deliveries that are late,
/// disputes, and payments that belong to no order.
#[utoipa::path(get, path = "/admin/reconciliation", tag = "admin",
    responses((status = 200, body = Reconciliation), (status = 403, body = Problem)))]
async fn list_concerns(State(cx): State<Cx>, who: Staff) -> Result<Json<Reconciliation>> {
    Ok(Json(super::list_concerns(&cx, &who).await?))
}
