//! `billing/subscription` and `admin/subscriptions` of the REST API. The first is for signed-in people, the second for the
//! role admin.

use crate::{
    kernel::{Page, id::SubscriptionId},
    server::{
        Cx, Result,
        access::{Member, Staff},
        rest::{Body, Path, Problem, Query},
    },
    subscription::model::{Changed, Ending, PlanChange, Portal, StaffSubscription, Standing, SubscriptionQuery},
};
use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(get_subscription))
        .routes(routes!(cancel_subscription))
        .routes(routes!(keep_subscription))
        .routes(routes!(change_plan))
        .routes(routes!(open_portal))
        .routes(routes!(list_subscriptions))
        .routes(routes!(end_subscription))
}

/// The plan the person has, its period and its coins.
#[utoipa::path(get, path = "/billing/subscription", tag = "billing", responses((status = 200, body = Standing)))]
async fn get_subscription(State(cx): State<Cx>, who: Member) -> Result<Json<Standing>> {
    Ok(Json(super::get_subscription(&cx, &who).await?))
}

/// Lets the plan end with its period.
#[utoipa::path(post, path = "/billing/subscription/cancel", tag = "billing",
    responses((status = 200, body = Standing), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn cancel_subscription(State(cx): State<Cx>, who: Member) -> Result<Json<Standing>> {
    Ok(Json(super::cancel_subscription(&cx, &who).await?))
}

/// Keeps a plan that was to end with its period.
#[utoipa::path(post, path = "/billing/subscription/keep", tag = "billing",
    responses((status = 200, body = Standing), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn keep_subscription(State(cx): State<Cx>, who: Member) -> Result<Json<Standing>> {
    Ok(Json(super::keep_subscription(&cx, &who).await?))
}

/// Changes to another plan: to a dearer one now, to a cheaper one with the next period.
///
/// Where plans are paid ahead, `checkout_url` is where the other one is bought. At Stripe the difference for the rest of the
/// period is paid at once; the plan changes with that payment.
#[utoipa::path(post, path = "/billing/subscription/change", tag = "billing", request_body = PlanChange,
    responses((status = 200, body = Changed), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn change_plan(State(cx): State<Cx>, who: Member, Body(change): Body<PlanChange>) -> Result<Json<Changed>> {
    Ok(Json(super::change_plan(&cx, &who, change).await?))
}

/// Makes a page of Stripe's on which the person changes their card or ends their plan. Its address works for minutes.
#[utoipa::path(post, path = "/billing/subscription/portal", tag = "billing",
    responses((status = 200, body = Portal), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn open_portal(State(cx): State<Cx>, who: Member) -> Result<Json<Portal>> {
    Ok(Json(super::open_portal(&cx, &who).await?))
}

/// Everybody's subscriptions, the newest first.
#[utoipa::path(get, path = "/admin/subscriptions", tag = "admin", params(SubscriptionQuery),
    responses((status = 200, body = Page<StaffSubscription>), (status = 403, body = Problem)))]
async fn list_subscriptions(
    State(cx): State<Cx>,
    who: Staff,
    Query(query): Query<SubscriptionQuery>,
) -> Result<Json<Page<StaffSubscription>>> {
    Ok(Json(super::list_subscriptions(&cx, &who, query).await?))
}

/// Ends a subscription now, at Stripe too.
#[utoipa::path(post, path = "/admin/subscriptions/{id}/end", tag = "admin", params(("id" = SubscriptionId, Path)), request_body = Ending,
    responses((status = 200, body = StaffSubscription), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn end_subscription(
    State(cx): State<Cx>,
    who: Staff,
    Path(id): Path<SubscriptionId>,
    Body(ending): Body<Ending>,
) -> Result<Json<StaffSubscription>> {
    Ok(Json(super::end_subscription(&cx, &who, id, ending).await?))
}
