//! How a refusal looks on the wire: `application/problem+json`.

use crate::{kernel::AppError, server::Fault};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value};

/// A problem object (RFC 9457) with our stable `code` and, where it applies, what to act on: `fields`;
/// `required`, `available`, `missing`; `retry_after_s`; `limit_bytes`; `reason`; `incident`.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A URN of the code.
    pub r#type: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in English; programs read `code`.
    pub detail: String,
    /// The rest.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub more: Map<String, Value>,
}

impl From<&AppError> for Problem {
    fn from(error: &AppError) -> Self {
        let more = match serde_json::to_value(error) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::from_iter([("code".to_owned(), Value::from(error.code()))]),
        };
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            r#type: format!("urn:aimall:problem:{}", error.code()),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: error.to_string(),
            more,
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let error = self.disclose();
        let problem = Problem::from(&error);
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let AppError::RateLimited { retry_after_s } = error {
            headers.insert(header::RETRY_AFTER, retry_after_s.into());
        }
        response
    }
}
