//! What the administration asks of policies.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::{model, task, trial};
use crate::kernel::AppError;
use leptos::{prelude::*, server_fn::codec::Json};

/// The policies, one for each task.
#[server(prefix = "/rpc", endpoint = "admin/list_policies", input = Json)]
pub async fn list_policies() -> Result<Vec<model::PolicyLine>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_policies(&cx, &who).await).await
}

/// A task's policy.
#[server(prefix = "/rpc", endpoint = "admin/get_policy", input = Json)]
pub async fn get_policy(task: task::Task) -> Result<model::Policy, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_policy(&cx, &who, task).await).await
}

/// Puts a policy in the place of a task's.
#[server(prefix = "/rpc", endpoint = "admin/put_policy", input = Json)]
pub async fn put_policy(task: task::Task, input: model::PolicyInput) -> Result<model::Policy, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::put_policy(&cx, &who, task, input).await).await
}

/// Gives a task's policy back to the seed.
#[server(prefix = "/rpc", endpoint = "admin/reset_policy", input = Json)]
pub async fn reset_policy(task: task::Task) -> Result<model::Policy, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::reset_policy(&cx, &who, task).await).await
}

/// Which model a request would take, and why.
#[server(prefix = "/rpc", endpoint = "admin/try_policy", input = Json)]
pub async fn try_policy(input: trial::Trial) -> Result<trial::DryRun, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::try_policy(&cx, &who, input).await).await
}
