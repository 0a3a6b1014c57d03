//! Pages: files of the site, rendered documents, server functions.

use super::security::page_policy;
use crate::{
    app::{Brand, Surroundings, shell::shell},
    kernel::form::FormReply,
    server::{
        Cx, Fault,
        access::{Visitor, Witness, cookie},
        rest::BODY_BYTES_MAX,
    },
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
};
use leptos::{
    nonce::use_nonce,
    prelude::{LeptosOptions, provide_context, use_context},
};
use leptos_axum::ResponseOptions;
use std::path::PathBuf;
use tower_http::services::ServeDir;

/// What pages are made from.
#[derive(Clone)]
pub(super) struct Site {
    cx: Cx,
    options: LeptosOptions,
}

impl Site {
    pub(super) fn new(cx: &Cx, options: &LeptosOptions) -> Self {
        // Rendering spawns; a second time (tests) finds it set.
        let _ = any_spawner::Executor::init_tokio();
        Self { cx: cx.clone(), options: options.clone() }
    }
}

/// Files first, then documents.
pub(super) fn router(site: Site) -> Router {
    let root = PathBuf::from(site.options.site_root.as_ref());
    let hashed = site.options.hash_files.then(|| format!("/{}/", site.options.site_pkg_dir));
    let files = ServeDir::new(root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(Router::new().fallback(show).with_state(site));
    Router::new().fallback_service(files).layer(from_fn_with_state(hashed, cache))
}

/// Files may be kept: fonts and those with a hash in their name (all below `hashed`) for ever, the others are asked about
/// again.
async fn cache(State(hashed): State<Option<String>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let immutable = path.starts_with("/fonts/") || hashed.is_some_and(|folder| path.starts_with(&folder));
    let mut response = next.run(request).await;
    if response.headers().contains_key(header::LAST_MODIFIED) && response.status().is_success() {
        let value = if immutable { "public, max-age=31536000, immutable" } else { "public, no-cache" };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    }
    response
}

/// Renders the document of an address.
async fn show(State(site): State<Site>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Fault::from(crate::kernel::AppError::NotFound).into_response();
    }
    let (parts, body) = request.into_parts();
    let visitor = match Visitor::identify(&site.cx, &parts).await {
        Ok(visitor) => visitor,
        // The page still comes; what it asks for will say that the database is away.
        Err(fault) => {
            fault.disclose();
            return render(&site, parts, body, None).await;
        }
    };
    if let Some(elsewhere) = elsewhere(&parts.uri, &visitor) {
        return Redirect::to(&elsewhere).into_response();
    }
    render(&site, parts, body, None).await
}

/// Where a visitor belongs instead: to the sign-in before the dashboard, to the dashboard instead of the sign-in.
fn elsewhere(uri: &Uri, visitor: &Visitor) -> Option<String> {
    let inside =
        |part: &str| uri.path().strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let signed_in = visitor.member().is_some();
    if !signed_in && (inside("/app") || inside("/admin")) {
        let back = uri.path_and_query().map_or("/app", |address| address.as_str());
        let back: String = form_encoded(back);
        return Some(format!("/sign-in?return_to={back}"));
    }
    (signed_in && matches!(uri.path(), "/sign-in" | "/sign-up")).then(|| "/app".to_owned())
}

fn form_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Shows the page of a posted form again, when the form was refused.
pub(super) async fn show_refusal(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let again = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(reply) = response.extensions().get::<FormReply>().cloned() else { return response };
    let mut page = render(&site, again, Body::empty(), Some(reply)).await;
    *page.status_mut() = response.status();
    page
}

/// Shows the page for what is not there, where a page of another kind was asked for.
pub(super) async fn show_missing(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let again = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    let mut page = render(&site, again, Body::empty(), None).await;
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}

async fn render(site: &Site, parts: Parts, body: Body, reply: Option<FormReply>) -> Response {
    let surroundings = surroundings(&site.cx, &parts);
    let (cx, options) = (site.cx.clone(), site.options.clone());
    let provide = move || {
        provide_context(cx.clone());
        provide_context(surroundings.clone());
        if let Some(reply) = &reply {
            provide_context(reply.clone());
        }
        if let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) {
            let policy = HeaderValue::from_str(&page_policy(&nonce));
            if let Ok(policy) = policy {
                response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
            }
            // Signed-in pages stay out of every cache; the header also serves the back button after a sign-out.
            response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response.insert_header(HeaderName::from_static("vary"), HeaderValue::from_static("cookie"));
        }
    };
    let document = leptos_axum::render_app_async_with_context(provide, move || shell(options.clone()));
    document(Request::from_parts(parts, body)).await
}

fn surroundings(cx: &Cx, parts: &Parts) -> Surroundings {
    Surroundings {
        language: cookie(&parts.headers, "language").and_then(|code| code.parse().ok()).unwrap_or_default(),
        theme: cookie(&parts.headers, "theme").and_then(|code| code.parse().ok()).unwrap_or_default(),
        path: parts.uri.path().to_owned(),
        brand: Brand::default(),
        signup_coins: cx.settings.signup_coins,
    }
}

/// Server functions.
pub(super) async fn call_server_function(State(cx): State<Cx>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let limit = usize::try_from(BODY_BYTES_MAX).unwrap_or(usize::MAX);
    let Ok(body) = axum::body::to_bytes(body, limit).await else {
        return Fault::from(crate::kernel::AppError::TooLarge { limit_bytes: BODY_BYTES_MAX }).into_response();
    };
    let request = Request::from_parts(parts, Body::from(body));
    let provide = move || provide_context(cx.clone());
    let response = leptos_axum::handle_server_fns_with_context(provide, request).await.into_response();
    if response.status() == StatusCode::BAD_REQUEST && !response.headers().contains_key(header::CONTENT_TYPE) {
        // An address no function has any more: the page is older than the server.
        return Fault::from(crate::kernel::AppError::OutdatedClient).into_response();
    }
    response
}
