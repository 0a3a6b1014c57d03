//! The link: it keeps its code in a cookie until the visitor signs up, and needs no script.

use super::code;
use crate::server::{
    Cx,
    access::{REFERRAL_COOKIE, REFERRAL_QUERY},
};
use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use time::Duration;

/// Days that the cookie stays.
const DAYS: i64 = 30;

/// `/r/{code}`.
pub fn router() -> Router<Cx> {
    Router::new().route("/r/{code}", get(follow))
}

/// Leads to the sign-up; what is no code leads there too.
async fn follow(State(cx): State<Cx>, Path(text): Path<String>) -> Response {
    let Some(code) = code::read(&text) else { return Redirect::to("/sign-up").into_response() };
    let mut response = Redirect::to(&format!("/sign-up?{REFERRAL_QUERY}={code}")).into_response();
    keep(&cx, &mut response, code);
    response
}

/// Any page that is opened with a code in its address keeps it. The last link counts.
pub async fn remember(State(cx): State<Cx>, request: Request, next: Next) -> Response {
    let named = (request.method() == Method::GET).then(|| request.uri().query().and_then(named)).flatten();
    let mut response = next.run(request).await;
    if let Some(code) = named {
        keep(&cx, &mut response, code);
    }
    response
}

fn named(query: &str) -> Option<String> {
    let value = |pair: &str| {
        pair.split_once('=').filter(|(name, _)| *name == REFERRAL_QUERY).map(|(_, value)| value.to_owned())
    };
    query.split('&').find_map(value).and_then(|text| code::read(&text))
}

fn keep(cx: &Cx, response: &mut Response, code: String) {
    let mut cookie = Cookie::new(REFERRAL_COOKIE, code);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(cx.settings.secure());
    cookie.set_max_age(Duration::days(DAYS));
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_code_is_found_among_other_words() {
        assert_eq!(named("a=1&ref=7k3m9qxv&b=2").as_deref(), Some("7K3M9QXV"));
        for query in ["", "ref", "ref=", "ref=short", "other=7K3M9QXV", "ref=%3Cscript%3E"] {
            assert_eq!(named(query), None, "{query}");
        }
    }
}
