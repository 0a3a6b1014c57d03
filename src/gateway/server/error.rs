//! Refusals in OpenAI's shape, so that its clients raise the exception their callers expect.

use crate::{
    kernel::{AppError, error::ProviderProblem},
    server::Fault,
};
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// What a handler of this API refuses with.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    kind: &'static str,
    code: String,
    message: String,
    param: Option<String>,
    retry_after_s: Option<u32>,
}

impl Refusal {
    /// A wrong value in the request.
    pub(super) fn invalid(param: &str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            kind: "invalid_request_error",
            code: "invalid_value".to_owned(),
            message: message.into(),
            param: Some(param.to_owned()),
            retry_after_s: None,
        }
    }

    /// A model that is not on offer, or not for this key.
    pub(super) fn no_model(model: &str) -> Self {
        Self {
            status: 404,
            code: "model_not_found".to_owned(),
            message: format!("The model `{model}` does not exist or you do not have access to it."),
            ..Self::invalid("model", "")
        }
    }

    /// Something that is longer than the model can read.
    pub(super) fn too_long(param: &str, message: String) -> Self {
        Self { code: "context_length_exceeded".to_owned(), message, ..Self::invalid(param, "") }
    }

    /// The error object, as it stands in a body or an event.
    pub(super) fn body(&self) -> Value {
        json!({"error": {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}})
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::from(fault.disclose())
    }
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        let refusal = |status: u16, kind: &'static str, code: &str| Self {
            status,
            kind,
            code: code.to_owned(),
            message: sentence(&error),
            param: None,
            retry_after_s: None,
        };
        match &error {
            AppError::Unauthenticated => refusal(401, "invalid_request_error", "invalid_api_key"),
            AppError::KeyLimit { .. } => refusal(402, "insufficient_quota", "key_limit"),
            AppError::InsufficientCoins { .. } => refusal(402, "insufficient_quota", "insufficient_coins"),
            AppError::RateLimited { retry_after_s } => {
                Self { retry_after_s: Some(*retry_after_s), ..refusal(429, "rate_limit_error", "rate_limit_exceeded") }
            }
            AppError::Invalid { fields } => Self {
                param: fields.first().map(|field| field.field.clone()),
                ..refusal(400, "invalid_request_error", "invalid_value")
            },
            AppError::MalformedRequest => refusal(400, "invalid_request_error", "invalid_json"),
            AppError::Provider { reason } => match reason {
                ProviderProblem::ContextTooLong => refusal(400, "invalid_request_error", "context_length_exceeded"),
                ProviderProblem::Filtered => refusal(400, "invalid_request_error", "content_policy_violation"),
                ProviderProblem::Refused => refusal(400, "invalid_request_error", "invalid_value"),
                ProviderProblem::Busy => refusal(503, "server_error", "server_is_overloaded"),
                ProviderProblem::Interrupted => refusal(502, "server_error", "interrupted"),
                ProviderProblem::Uncertain => refusal(502, "server_error", "uncertain"),
                ProviderProblem::Unavailable => refusal(502, "server_error", "provider_unavailable"),
            },
            other => {
                let status = other.status();
                let kind = if status >= 500 { "server_error" } else { "invalid_request_error" };
                refusal(status, kind, other.code())
            }
        }
    }
}

/// What happened, for a developer.
fn sentence(error: &AppError) -> String {
    match error {
        AppError::Unauthenticated => "The API key is missing, wrong or no longer valid.".to_owned(),
        AppError::InsufficientCoins { required, available, .. } => {
            format!("Not enough coins: this request may cost {required}, and {available} can be spent.")
        }
        AppError::Internal { incident } => format!("Something of ours broke; its number is {incident}."),
        other => {
            let text = other.to_string();
            let mut letters = text.chars();
            letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.body())).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
