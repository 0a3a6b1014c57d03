//! Addresses that providers call when something happened. What they bring is not read: it only wakes who waits.

use crate::{
    kernel::{AppError, id::RunId},
    run,
    server::{Cx, Result, rest::Path},
};
use axum::{extract::State, http::StatusCode};

/// A provider's long task went on. Answers 404 to whoever does not know the run's secret.
pub async fn wake_task(State(cx): State<Cx>, Path((run, secret)): Path<(RunId, String)>) -> Result<StatusCode> {
    if run::server::wake_task(&cx, run, &secret) { Ok(StatusCode::NO_CONTENT) } else { Err(AppError::NotFound.into()) }
}
