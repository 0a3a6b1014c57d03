//! Who calls: witnesses that only this file makes. A use case takes one, so a forgotten check doesn't compile.

use super::{Cx, Fault, Result};
use crate::kernel::{
    AppError, country,
    id::{KeyId, SessionId, UserId},
    locale::{Language, Theme},
    role::Role,
    scope::Scope,
};
use axum::{
    extract::{ConnectInfo, FromRequestParts, MatchedPath},
    http::{HeaderMap, Method, header, request::Parts},
};
use futures::future::BoxFuture;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

/// How API keys begin; no other token does.
pub const KEY_START: &str = "sk-";

/// Finds who a token speaks for. The account feature implements it.
pub trait Directory: Send + Sync {
    /// The person behind a page's session token, if the session is alive.
    fn by_page_token<'a>(&'a self, cx: &'a Cx, token: &'a str) -> BoxFuture<'a, Result<Option<Who>>>;
    /// The person behind a REST access token, if token and session are alive.
    fn by_access_token<'a>(&'a self, cx: &'a Cx, token: &'a str) -> BoxFuture<'a, Result<Option<Who>>>;
}

/// Finds whose API key it is. The key feature implements it.
pub trait KeyRing: Send + Sync {
    /// The person behind a key that is alive; a refusal when it may not be used from this address.
    fn by_key<'a>(&'a self, cx: &'a Cx, key: &'a str, ip: IpAddr) -> BoxFuture<'a, Result<Option<Who>>>;
}

/// What an API key needs for a call, by method and route; none when no key may make it.
pub type KeyRule = fn(&Method, &str) -> Option<&'static [Scope]>;

/// By which door somebody came.
#[derive(Debug, Clone)]
pub enum Door {
    /// A browser's session.
    Page(SessionId),
    /// An API client's access token.
    Token(SessionId),
    /// An API key.
    Key(Arc<KeyDoor>),
}

/// What an API key opens.
#[derive(Debug)]
pub struct KeyDoor {
    /// The key.
    pub id: KeyId,
    /// The calls it may make.
    pub scopes: Vec<Scope>,
    /// The models it may use; empty means all.
    pub models: Vec<String>,
}

impl KeyDoor {
    /// Whether the key may use a model.
    pub fn opens(&self, model: &str) -> bool {
        self.models.is_empty() || self.models.iter().any(|allowed| allowed == model)
    }
}

/// A signed-in person on a device, or a program with the person's key.
#[derive(Debug, Clone)]
pub struct Who {
    /// The account.
    pub user: UserId,
    /// How it came in.
    pub door: Door,
    /// What the account may do.
    pub role: Role,
    /// The language the person chose.
    pub language: Language,
    /// The theme the person chose.
    pub theme: Theme,
}

/// Where a request comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The client's address.
    pub ip: IpAddr,
    /// What the client says it is; cut to 300 characters.
    pub agent: String,
    /// The client's country, where a proxy on this machine knows it.
    pub country: Option<String>,
}

/// Anybody.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Where from.
    pub origin: Origin,
    who: Option<Who>,
}

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct Member {
    who: Who,
    country: Option<String>,
}

/// A signed-in person who runs the business.
#[derive(Debug, Clone)]
pub struct Staff {
    member: Member,
}

/// A value that proves who calls.
pub trait Witness: Sized + Send {
    /// Proves it from a request, or refuses.
    fn identify(cx: &Cx, parts: &Parts) -> impl Future<Output = Result<Self>> + Send;
}

impl Visitor {
    /// The person, when signed in.
    pub fn member(&self) -> Option<Member> {
        self.who.clone().map(|who| Member { who, country: self.origin.country.clone() })
    }
}

impl Member {
    /// Who it is.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// The account.
    pub fn user(&self) -> UserId {
        self.who.user
    }

    /// The device. Refuses an API key, which is none: what asks for the device is not for keys.
    pub fn session(&self) -> Result<SessionId> {
        match self.who.door {
            Door::Page(session) | Door::Token(session) => Ok(session),
            Door::Key(_) => Err(Fault::Refused(AppError::KeyScope { needs: Vec::new() })),
        }
    }

    /// The API key, when one opened the door: it pays within its own limit.
    pub fn key(&self) -> Option<&KeyDoor> {
        match &self.who.door {
            Door::Key(door) => Some(door),
            Door::Page(_) | Door::Token(_) => None,
        }
    }

    /// The country the request comes from, where a proxy on this machine knows it.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// Whether the person may use a model by this door.
    pub fn may_use(&self, model: &str) -> bool {
        self.key().is_none_or(|key| key.opens(model))
    }
}

impl Staff {
    /// The person, as any member.
    pub fn member(&self) -> &Member {
        &self.member
    }
}

impl Witness for Visitor {
    async fn identify(cx: &Cx, parts: &Parts) -> Result<Self> {
        Ok(Self { origin: origin(parts), who: find(cx, parts).await? })
    }
}

impl Witness for Member {
    async fn identify(cx: &Cx, parts: &Parts) -> Result<Self> {
        let (who, country) = (find(cx, parts).await?, origin(parts).country);
        who.map(|who| Self { who, country }).ok_or(Fault::Refused(AppError::Unauthenticated))
    }
}

impl Witness for Staff {
    async fn identify(cx: &Cx, parts: &Parts) -> Result<Self> {
        let member = Member::identify(cx, parts).await?;
        if member.who.role == Role::Admin { Ok(Self { member }) } else { Err(Fault::Refused(AppError::Forbidden)) }
    }
}

macro_rules! extracted {
    ($($witness:ty),*) => {$(
        impl FromRequestParts<Cx> for $witness {
            type Rejection = Fault;
            async fn from_request_parts(parts: &mut Parts, cx: &Cx) -> Result<Self> {
                Self::identify(cx, parts).await
            }
        }
    )*};
}
extracted!(Visitor, Member, Staff);

/// The cookie that carries who invited a visitor, from the link to the sign-up.
pub const REFERRAL_COOKIE: &str = "referral";
/// The same in an address and in the form.
pub const REFERRAL_QUERY: &str = "ref";

/// The session cookie's name. `__Host-` binds it to this host and to TLS, which browsers also grant to this machine.
pub fn session_cookie(public_url: &str) -> &'static str {
    let host = public_url.split_once("://").map_or("", |(_, host)| host);
    let local = ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| host.starts_with(name));
    if public_url.starts_with("https://") || local { "__Host-session" } else { "session" }
}

/// The value of a cookie in a request.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

async fn find(cx: &Cx, parts: &Parts) -> Result<Option<Who>> {
    let headers = &parts.headers;
    // A request that brings a token means the token: its cookie must not make up for a bad one.
    if let Some(authorization) = headers.get(header::AUTHORIZATION) {
        let token = authorization.to_str().ok().and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        return match token {
            Some(key) if key.starts_with(KEY_START) => find_by_key(cx, parts, key).await,
            Some(token) => cx.directory.by_access_token(cx, token).await,
            None => Ok(None),
        };
    }
    match cookie(headers, session_cookie(&cx.settings.public_url)) {
        Some(token) => cx.directory.by_page_token(cx, token).await,
        None => Ok(None),
    }
}

async fn find_by_key(cx: &Cx, parts: &Parts, key: &str) -> Result<Option<Who>> {
    let ip = origin(parts).ip;
    let Some(who) = cx.keys.by_key(cx, key, ip).await? else {
        cx.limits.wrong_key(ip)?;
        return Ok(None);
    };
    let Door::Key(door) = &who.door else { return Err(Fault::broken("a key opened a door of another kind")) };
    // A route that no rule names, and what is no route, is closed to keys.
    let route = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str);
    let needs = route.and_then(|route| (cx.key_rule)(&parts.method, route));
    match needs {
        Some(needs) if needs.iter().all(|scope| door.scopes.contains(scope)) => Ok(Some(who)),
        needs => Err(Fault::Refused(AppError::KeyScope { needs: needs.unwrap_or_default().to_vec() })),
    }
}

fn origin(parts: &Parts) -> Origin {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    // Only a proxy on this machine is believed, and only its own entry: the last one.
    let told = |name: &str| {
        let last = parts.headers.get_all(name).iter().next_back().filter(|_| peer.to_canonical().is_loopback());
        last.and_then(|value| value.to_str().ok()?.rsplit(',').next())
    };
    let forwarded = told("x-forwarded-for").and_then(|value| value.trim().parse().ok());
    let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    Origin {
        ip: forwarded.unwrap_or(peer),
        agent: agent.chars().take(300).collect(),
        country: told("cf-ipcountry").or_else(|| told("x-country-code")).and_then(country::country),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_tells_the_country() {
        let from = |peer: [u8; 4], headers: &[(&'static str, &'static str)]| {
            let mut request = axum::http::Request::new(());
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 1))));
            for (name, value) in headers {
                request.headers_mut().append(*name, axum::http::HeaderValue::from_static(value));
            }
            origin(&request.into_parts().0).country
        };
        let (here, elsewhere) = ([127, 0, 0, 1], [203, 0, 113, 9]);
        assert_eq!(from(here, &[("cf-ipcountry", "ir")]).as_deref(), Some("IR"));
        assert_eq!(from(here, &[("x-country-code", "DE")]).as_deref(), Some("DE"));
        assert_eq!(from(here, &[("x-country-code", "FR"), ("x-country-code", "DE")]).as_deref(), Some("DE"));
        assert_eq!(from(elsewhere, &[("cf-ipcountry", "IR"), ("x-country-code", "IR")]), None);
        for unknown in ["XX", "T1", "", "Iran"] {
            assert_eq!(from(here, &[("cf-ipcountry", unknown)]), None, "{unknown}");
        }
        assert_eq!(from(here, &[]), None);
    }
}
