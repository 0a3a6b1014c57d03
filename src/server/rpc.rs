//! The doorway of server functions: state and request from the context, a witness, the use case, the status.

use super::{Cx, Result, access::Witness};
use crate::kernel::AppError;
use axum::http::{StatusCode, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Runs a use case for a server function: `rpc::run(async |cx, who: Member| service::verb_noun(&cx, &who, input).await)`.
pub async fn run<W: Witness, T>(work: impl AsyncFnOnce(Cx, W) -> Result<T>) -> std::result::Result<T, AppError> {
    // The context is gone after the first await.
    let response = use_context::<ResponseOptions>();
    let (Some(cx), Some(parts)) = (use_context::<Cx>(), use_context::<Parts>()) else {
        return Err(super::Fault::broken("a server function was called outside a request").disclose());
    };
    let outcome = match W::identify(&cx, &parts).await {
        Ok(who) => work(cx, who).await,
        Err(refusal) => Err(refusal),
    };
    outcome.map_err(|fault| {
        let error = fault.disclose();
        if let Some(response) = response {
            response.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        }
        error
    })
}
