//! The URL table.

use super::{health, hook, openapi, page, security};
use crate::{
    account, admin, billing, catalog, chat, code, connection, gateway, invoice,
    kernel::AppError,
    key, library, notice, offer, order, referral, routing, run,
    server::{
        Cx, Fault,
        rest::{BODY_BYTES_MAX, idempotency},
    },
    studio, subscription,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get, post},
};
use leptos::prelude::LeptosOptions;
use tower::ServiceExt;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Everything the server answers.
pub fn router(cx: &Cx, options: &LeptosOptions) -> Router {
    let (calls, spec) = rest();
    let body_limit = usize::try_from(BODY_BYTES_MAX).unwrap_or(usize::MAX);
    let api = calls
        .layer(from_fn_with_state(cx.clone(), idempotency::layer))
        .merge(openapi::router(spec))
        .fallback(no_such_call)
        .method_not_allowed_fallback(no_such_call);
    let site = page::Site::new(cx, options);
    // Its pages are shown at the addresses it posts to.
    let form = account::server::form::router().layer(from_fn_with_state(site.clone(), page::show_refusal));
    let print = invoice::server::print::router().layer(from_fn_with_state(site.clone(), page::show_missing));
    // A page that is opened through somebody's link keeps whose it was.
    let pages = page::router(site).layer(from_fn_with_state(cx.clone(), referral::server::link::remember));
    let shown = pages.clone();
    let form = form.method_not_allowed_fallback(move |request: Request| shown.clone().oneshot(request));
    Router::new()
        .nest("/api", api)
        .nest("/v1", gateway::server::openai::router())
        // The nest leaves this one address to the pages.
        .route("/api/", any(no_such_call))
        .route("/hooks/tasks/{run}/{secret}", post(hook::wake_task))
        .route("/metrics", get(health::metrics))
        .route("/rpc/{*function}", post(page::call_server_function))
        .merge(form)
        .merge(print)
        .merge(referral::server::link::router())
        .with_state(cx.clone())
        .fallback_service(pages)
        .layer(DefaultBodyLimit::max(body_limit))
        .layer(cross_site(cx))
        .layer(CatchPanicLayer::custom(security::answer_panic))
        .layer(from_fn_with_state(cx.clone(), security::headers))
        .layer(CompressionLayer::new())
        .layer(from_fn(security::count))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(security::span).on_failure(()))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// The REST API below `/api`, and its OpenAPI document.
pub fn rest() -> (Router<Cx>, OpenApi) {
    let v1 = OpenApiRouter::new()
        .merge(account::server::rest::router())
        .merge(notice::server::rest::router())
        .merge(billing::server::rest::router())
        .merge(offer::server::rest::router())
        .merge(code::server::rest::router())
        .merge(subscription::server::rest::router())
        .merge(invoice::server::rest::router())
        .merge(invoice::server::staff_rest::router())
        .merge(referral::server::rest::router())
        .merge(referral::server::staff_rest::router())
        .merge(order::server::rest::router())
        .merge(order::server::staff_rest::router())
        .merge(order::server::topup_rest::router())
        .merge(catalog::server::rest::router())
        .merge(routing::server::rest::router())
        .merge(key::server::rest::router())
        .merge(chat::server::rest::router())
        .merge(studio::text::server::rest::router())
        .merge(run::server::rest::router())
        .merge(library::server::rest::router())
        .merge(studio::audio::server::rest::router())
        .merge(studio::image::server::rest::router())
        .merge(connection::server::rest::router())
        .merge(run::server::usage_rest::router())
        .merge(admin::server::rest::router());
    let all = OpenApiRouter::with_openapi(openapi::head()).nest("/v1", v1).merge(health::router());
    let (calls, notes) = all.split_for_parts();
    (calls, openapi::complete(notes))
}

/// Unsafe requests from other sites are refused, on pages, server functions and REST alike.
fn cross_site(cx: &Cx) -> CsrfLayer<security::AnswerCrossSite> {
    let layer = CsrfLayer::new();
    let layer = layer.clone().add_trusted_origin(&cx.settings.public_url).unwrap_or(layer);
    layer.with_rejection_response(security::AnswerCrossSite)
}

async fn no_such_call() -> Fault {
    AppError::NotFound.into()
}
