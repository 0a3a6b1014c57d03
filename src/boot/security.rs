//! What stands around every answer: headers, request ids, panics, refusals of other sites, counters.

use crate::{
    kernel::AppError,
    server::{Cx, Fault},
};
use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{any::Any, time::Instant};
use tower_http::csrf::{ProtectionError, ResponseForProtectionError};
use tracing::Span;

/// For pages. `nonce` is the page's own; wasm needs its own word.
pub(super) fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// For everything that is no page.
const BARE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// For the service worker, which fetches for our pages.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

/// For the page that the service worker shows while the network is away.
const OFFLINE_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The headers of every answer.
pub(super) async fn headers(State(cx): State<Cx>, request: Request, next: Next) -> Response {
    let policy = match request.uri().path() {
        "/sw.js" => WORKER_POLICY,
        "/offline.html" => OFFLINE_POLICY,
        _ => BARE_POLICY,
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), payment=()");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::CONTENT_SECURITY_POLICY, policy);
    // What is not said to be cacheable is private.
    set(header::CACHE_CONTROL, "no-store");
    if cx.settings.secure() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}

/// A log line's frame: no query string, no body, no cookie.
pub(super) fn span<B>(request: &axum::http::Request<B>) -> Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("");
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

/// Counts answers and their time by route.
pub(super) async fn count(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("page", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("http_requests", "route" => route.clone(), "status" => status).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(started.elapsed());
    response
}

/// A panic is our failure: logged, told by its incident.
#[allow(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub(super) fn answer_panic(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Fault::broken(format!("panic: {text}")).into_response()
}

/// Answers a request that came from another site.
#[derive(Clone)]
pub(super) struct AnswerCrossSite;

impl ResponseForProtectionError<Body> for AnswerCrossSite {
    fn response_for_protection_error(&mut self, _error: ProtectionError) -> axum::http::Response<Body> {
        Fault::from(AppError::CrossSite).into_response()
    }
}
