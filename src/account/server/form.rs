//! The forms that browsers post: sign-in, sign-up, set-up, sign-out, preferences. They need no script.
//!
//! On success they answer with a redirect and the session's cookie. A refusal leaves as a [`FormReply`] in the
//! response's extensions; `boot` renders the page of the same address with it.

use super::{
    invitation,
    register::{self, Chosen},
    sign_in,
    token::{Client, PAGE_S, Signed},
};
use crate::{
    account::model::{Credentials, Person, ProfileChange, Registration},
    kernel::{
        form::FormReply,
        locale::{Language, Theme},
    },
    server::{
        Cx, Fault, Result,
        access::{REFERRAL_COOKIE, REFERRAL_QUERY, Visitor, cookie, session_cookie},
        rest::unreadable_form,
    },
};
use axum::{
    Form, Router,
    extract::{FromRequest, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use std::collections::HashMap;
use time::Duration;

/// The routes.
pub fn router() -> Router<Cx> {
    Router::new()
        .route("/sign-in", post(submit_sign_in))
        .route("/sign-up", post(submit_sign_up))
        .route("/setup", post(submit_setup))
        .route("/sign-out", post(submit_sign_out))
        .route("/preferences", post(submit_preferences))
}

/// What a form carried.
struct Posted(HashMap<String, String>);

impl Posted {
    fn take(&self, field: &str) -> String {
        self.0.get(field).cloned().unwrap_or_default()
    }

    /// Where to go after it: an address of ours, or the given one.
    fn next(&self, otherwise: &str) -> String {
        let next = self.take("return_to");
        // Browsers drop tabs and line ends from an address: "/\t/host" is "//host" to them.
        let odd = |letter: char| letter == '\\' || letter.is_control();
        let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(odd);
        if ours { next } else { otherwise.to_owned() }
    }

    fn registration(&self) -> Registration {
        Registration {
            email: self.take("email"),
            password: self.take("password"),
            full_name: Some(self.take("full_name")),
            referral_code: None,
        }
    }

    /// The page again, with what was typed.
    fn refuse(&self, fault: Fault) -> Response {
        let error = fault.disclose();
        let kept = |(name, _): &(&String, &String)| !name.contains("password");
        let values = self.0.iter().filter(kept).map(|(name, value)| (name.clone(), value.clone())).collect();
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(FormReply { error, values });
        response
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Fault;
    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self> {
        match Form::<HashMap<String, String>>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) => Err(unreadable_form(&rejection).into()),
        }
    }
}

async fn submit_sign_in(State(cx): State<Cx>, who: Visitor, form: Posted) -> Response {
    let input = Credentials { email: form.take("email"), password: form.take("password") };
    match sign_in::sign_in(&cx, &who, Client::Page, input).await {
        Ok(signed) => enter(&cx, signed, &form.next("/app")),
        Err(fault) => form.refuse(fault),
    }
}

async fn submit_sign_up(State(cx): State<Cx>, who: Visitor, headers: HeaderMap, form: Posted) -> Response {
    let kept = cookie(&headers, REFERRAL_COOKIE).map(str::to_owned);
    let named = Some(form.take(REFERRAL_QUERY)).filter(|code| !code.is_empty());
    let input = Registration { referral_code: named.or_else(|| kept.clone()), ..form.registration() };
    match register::register(&cx, &who, Client::Page, chosen(&headers), input).await {
        Ok(signed) => {
            let mut response = enter(&cx, signed, &form.next("/app"));
            if kept.is_some() {
                // It brought one account; the next one from this browser comes by itself.
                set_cookie(&mut response, plain(&cx, REFERRAL_COOKIE, String::new(), 0));
            }
            response
        }
        Err(fault) => form.refuse(fault),
    }
}

async fn submit_setup(State(cx): State<Cx>, who: Visitor, headers: HeaderMap, form: Posted) -> Response {
    let (token, input) = (form.take("token"), form.registration());
    match invitation::register_first_admin(&cx, &who, chosen(&headers), token, input).await {
        Ok(signed) => enter(&cx, signed, "/admin"),
        Err(fault) => form.refuse(fault),
    }
}

async fn submit_sign_out(State(cx): State<Cx>, who: Visitor) -> Result<Response> {
    if let Some(member) = who.member() {
        sign_in::sign_out(&cx, &member).await?;
    }
    let mut response = Redirect::to("/").into_response();
    set_cookie(&mut response, session(&cx, String::new(), 0));
    // Nothing of this person's stays in the browser's caches.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

async fn submit_preferences(State(cx): State<Cx>, who: Visitor, form: Posted) -> Result<Response> {
    let locale: Option<Language> = form.take("language").parse().ok();
    let theme: Option<Theme> = form.take("theme").parse().ok();
    if let Some(member) = who.member() {
        super::change_profile(&cx, &member, ProfileChange { full_name: None, locale, theme }).await?;
    }
    let mut response = Redirect::to(&form.next("/")).into_response();
    set_preferences(&cx, &mut response, locale, theme);
    Ok(response)
}

fn enter(cx: &Cx, (person, signed): (Person, Signed), next: &str) -> Response {
    let mut response = Redirect::to(next).into_response();
    set_cookie(&mut response, session(cx, signed.secret, PAGE_S));
    set_preferences(cx, &mut response, Some(person.locale), Some(person.theme));
    response
}

fn session(cx: &Cx, secret: String, lives_s: i64) -> Cookie<'static> {
    let name = session_cookie(&cx.settings.public_url);
    let mut cookie = plain(cx, name, secret, lives_s);
    cookie.set_http_only(true);
    // The name's prefix demands it, also where this machine talks to itself.
    cookie.set_secure(name.starts_with("__Host-"));
    cookie
}

fn set_preferences(cx: &Cx, response: &mut Response, locale: Option<Language>, theme: Option<Theme>) {
    const YEAR_S: i64 = 365 * 24 * 3_600;
    if let Some(locale) = locale {
        set_cookie(response, plain(cx, "language", locale.code().to_owned(), YEAR_S));
    }
    if let Some(theme) = theme {
        set_cookie(response, plain(cx, "theme", theme.code().to_owned(), YEAR_S));
    }
}

fn plain(cx: &Cx, name: &'static str, value: String, lives_s: i64) -> Cookie<'static> {
    let mut cookie = Cookie::new(name, value);
    cookie.set_path("/");
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(cx.settings.secure());
    cookie.set_max_age(Duration::seconds(lives_s));
    cookie
}

fn set_cookie(response: &mut Response, cookie: Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn chosen(headers: &HeaderMap) -> Chosen {
    Chosen {
        language: cookie(headers, "language").and_then(|code| code.parse().ok()).unwrap_or_default(),
        theme: cookie(headers, "theme").and_then(|code| code.parse().ok()).unwrap_or_default(),
    }
}
