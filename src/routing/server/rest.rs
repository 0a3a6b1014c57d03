//! `admin/routes` of the REST API: which model does what. Only for the role admin; others get 403.

use crate::{
    kernel::{AppError, Page},
    routing::{
        model::{Policy, PolicyInput, PolicyLine},
        task::Task,
        trial::{DryRun, Trial},
    },
    server::{
        Cx, Result,
        access::Staff,
        rest::{Body, Path, Problem},
    },
};
use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new().routes(routes!(list_policies)).routes(routes!(try_policy)).routes(routes!(
        get_policy,
        put_policy,
        reset_policy
    ))
}

fn task(code: &str) -> Result<Task> {
    Ok(code.parse().map_err(|_| AppError::NotFound)?)
}

/// The policies, one for each task, with the model that a request would usually take.
#[utoipa::path(get, path = "/admin/routes", tag = "admin",
    responses((status = 200, body = Page<PolicyLine>), (status = 403, body = Problem)))]
async fn list_policies(State(cx): State<Cx>, who: Staff) -> Result<Json<Page<PolicyLine>>> {
    Ok(Json(Page { items: super::list_policies(&cx, &who).await?, next_cursor: None }))
}

/// Which model a request would take, and why not another one. Nobody is asked and nothing is charged.
#[utoipa::path(post, path = "/admin/routes/dry-run", tag = "admin", request_body = Trial,
    responses((status = 200, body = DryRun), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn try_policy(State(cx): State<Cx>, who: Staff, Body(input): Body<Trial>) -> Result<Json<DryRun>> {
    Ok(Json(super::try_policy(&cx, &who, input).await?))
}

/// A task's policy: its models in order, the conditions of each, and where each stands.
#[utoipa::path(get, path = "/admin/routes/{task}", tag = "admin", params(("task" = Task, Path)),
    responses((status = 200, body = Policy), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_policy(State(cx): State<Cx>, who: Staff, Path(code): Path<String>) -> Result<Json<Policy>> {
    Ok(Json(super::get_policy(&cx, &who, task(&code)?).await?))
}

/// Puts a policy in the place of a task's; it counts from the next request on, and no update of the seed changes it. What
/// is wrong is named by its place: `candidates.0.max_price`.
#[utoipa::path(put, path = "/admin/routes/{task}", tag = "admin", params(("task" = Task, Path)), request_body = PolicyInput,
    responses((status = 200, body = Policy), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn put_policy(
    State(cx): State<Cx>,
    who: Staff,
    Path(code): Path<String>,
    Body(input): Body<PolicyInput>,
) -> Result<Json<Policy>> {
    Ok(Json(super::put_policy(&cx, &who, task(&code)?, input).await?))
}

/// Takes back what staff changed of a task's policy: the one that came with this version counts again.
#[utoipa::path(delete, path = "/admin/routes/{task}", tag = "admin", params(("task" = Task, Path)),
    responses((status = 200, body = Policy), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn reset_policy(State(cx): State<Cx>, who: Staff, Path(code): Path<String>) -> Result<Json<Policy>> {
    Ok(Json(super::reset_policy(&cx, &who, task(&code)?).await?))
}
