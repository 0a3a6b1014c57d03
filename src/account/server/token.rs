//! What a client holds: a page token (in a cookie), or an access token (a JWT of 15 minutes with audience and purpose)
//! and a refresh token.

use super::store;
use crate::{
    kernel::{
        Instant,
        id::{SessionId, UserId},
    },
    server::{Cx, Fault, Result, access::Origin, db::Conn, random::hash},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Seconds an access token lives.
pub const ACCESS_S: i64 = 15 * 60;
/// Seconds a refresh token lives.
const REFRESH_S: i64 = 30 * 24 * 3_600;
/// Seconds a page session lives after it was last used.
pub const PAGE_S: i64 = 30 * 24 * 3_600;

const AUDIENCE: &str = "aimall";
const PURPOSE: &str = "access";

/// A new session: what to hand to the client.
#[derive(Debug)]
pub struct Signed {
    /// The account.
    pub user: UserId,
    /// The device.
    pub session: SessionId,
    /// The page token or the refresh token.
    pub secret: String,
}

/// Which kind of client signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// A browser: one token in a cookie.
    Page,
    /// A program: access and refresh tokens.
    Api,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: Uuid,
    sid: Uuid,
    aud: String,
    purpose: String,
    iat: i64,
    exp: i64,
}

/// Opens a session in a transaction that made or checked the account.
pub(super) async fn open(cx: &Cx, conn: &mut Conn, user: UserId, client: Client, origin: &Origin) -> Result<Signed> {
    let (now, session, secret) = (cx.clock.now(), SessionId(cx.id()), cx.random.secret());
    let (kind, purpose, lives) = match client {
        Client::Page => ("page", "page", PAGE_S),
        Client::Api => ("api", "refresh", REFRESH_S),
    };
    store::insert_session(conn, session, user, kind, origin, now).await?;
    store::insert_token(conn, hash(&secret), session, purpose, now, now.plus_s(lives)).await?;
    Ok(Signed { user, session, secret })
}

/// Makes the next refresh token of a session.
pub(super) async fn next_refresh(cx: &Cx, conn: &mut Conn, session: SessionId) -> Result<String> {
    let (now, secret) = (cx.clock.now(), cx.random.secret());
    store::insert_token(conn, hash(&secret), session, "refresh", now, now.plus_s(REFRESH_S)).await?;
    Ok(secret)
}

/// An access token for a session.
pub(super) fn access(cx: &Cx, user: UserId, session: SessionId) -> Result<String> {
    let now = cx.clock.now();
    let claims = Claims {
        sub: user.0,
        sid: session.0,
        aud: AUDIENCE.to_owned(),
        purpose: PURPOSE.to_owned(),
        iat: seconds(now),
        exp: seconds(now.plus_s(ACCESS_S)),
    };
    let key = EncodingKey::from_secret(cx.settings.app_secret.expose().as_bytes());
    encode(&Header::new(Algorithm::HS256), &claims, &key).map_err(|error| Fault::broken(format!("signing: {error}")))
}

/// The session that an access token speaks for, if the token is ours, for this purpose, and not too old.
pub(super) fn read_access(cx: &Cx, token: &str) -> Option<SessionId> {
    let key = DecodingKey::from_secret(cx.settings.app_secret.expose().as_bytes());
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["aud", "exp", "sub"]);
    // The time is ours to tell, so that a test can move it.
    validation.validate_exp = false;
    let claims = decode::<Claims>(token, &key, &validation).ok()?.claims;
    let alive = claims.purpose == PURPOSE && claims.exp > seconds(cx.clock.now());
    alive.then_some(SessionId(claims.sid))
}

fn seconds(instant: Instant) -> i64 {
    instant.micros / 1_000_000
}
