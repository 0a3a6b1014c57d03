//! The OpenAPI document and the page that shows it.

use super::{docs, security::page_policy};
use crate::server::{Cx, random::Random};
use axum::{
    Json, Router,
    http::header,
    response::{Html, IntoResponse},
    routing::get,
};
use std::sync::Arc;
use utoipa::openapi::{
    InfoBuilder, OpenApi, OpenApiBuilder, Server,
    security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};

/// What stands over the routes.
pub(super) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("AI Mall")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("JSON in snake_case. Errors are problem objects (RFC 9457) with a stable `code`. Coins are decimal strings with up to three places."))
        .build();
    let mut components = utoipa::openapi::Components::new();
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new("/api/v1")]))
        .components(Some(components))
        .security(Some([SecurityRequirement::new("bearer", Vec::<String>::new())]))
        .build()
}

/// `/api/openapi.json` and `/api/docs`.
pub(super) fn router(spec: OpenApi) -> Router<Cx> {
    let spec = Arc::new(spec);
    let document = spec.clone();
    Router::new()
        .route("/openapi.json", get(move || async move { Json(document.as_ref().clone()) }))
        .route("/docs", get(move || async move { show(&spec) }))
}

fn show(spec: &OpenApi) -> impl IntoResponse + use<> {
    let nonce = Random::default().secret();
    ([(header::CONTENT_SECURITY_POLICY, page_policy(&nonce))], Html(docs::page(spec, &nonce)))
}
