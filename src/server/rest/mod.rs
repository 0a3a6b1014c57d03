//! The doorway of REST: wrapped bodies, queries and paths whose refusals are problem objects (RFC 9457), and the
//! answer to an [`Idempotency-Key`](idempotency).

pub mod idempotency;
mod problem;

use super::{Fault, Result};
use crate::kernel::{AppError, FieldProblem};
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path as AxumPath, Query as AxumQuery, Request, rejection::JsonRejection},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

pub use problem::Problem;

/// The largest JSON body, in bytes.
pub const BODY_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// A JSON body.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// The query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The path's parameters.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        Json::from_request(request, state).await.map(|Json(body)| Self(body)).map_err(|rejection| match rejection {
            JsonRejection::JsonDataError(error) => Fault::Refused(wrong_shape(&error.body_text())),
            JsonRejection::BytesRejection(error) if error.status().as_u16() == 413 => {
                Fault::Refused(AppError::TooLarge { limit_bytes: BODY_BYTES_MAX })
            }
            _ => Fault::Refused(AppError::MalformedRequest),
        })
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let AxumQuery(query) = AxumQuery::from_request_parts(parts, state)
            .await
            .map_err(|_| Fault::Refused(AppError::MalformedRequest))?;
        Ok(Self(query))
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Fault;

    /// What is no id names nothing.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let AxumPath(path) =
            AxumPath::from_request_parts(parts, state).await.map_err(|_| Fault::Refused(AppError::NotFound))?;
        Ok(Self(path))
    }
}

/// Serde names the field it stumbled over between backquotes: `missing field `email``, `unknown field `x``.
fn wrong_shape(text: &str) -> AppError {
    let named = |after: &str| text.split_once(after).and_then(|(_, rest)| rest.split('`').next()).map(str::to_owned);
    if let Some(field) = named("missing field `") {
        return AppError::field(&field, FieldProblem::Required);
    }
    if let Some(field) = named("unknown field `") {
        return AppError::field(&field, FieldProblem::Unknown);
    }
    AppError::MalformedRequest
}
