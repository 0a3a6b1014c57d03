//! `Idempotency-Key` on unsafe REST calls, with Stripe's semantics: the same key and body → the stored answer and
//! `Idempotent-Replayed: true`; another body → 422; still in flight → 409. Keys belong to the person who sent them.

use super::{BODY_BYTES_MAX, Fault, Result};
use crate::{
    execute, fetch_optional,
    kernel::AppError,
    server::{
        Cx,
        access::{Member, Witness},
    },
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use sha2::{Digest, Sha256};

/// A call that has not answered after this long died with its process; its key may be used again.
const IN_FLIGHT_S: i64 = 600;
/// Answers are kept this long.
const KEPT_S: i64 = 24 * 3_600;

/// What is stored instead of an answer that holds a secret: the replay comes without it. A route puts it among the
/// extensions of its response.
#[derive(Debug, Clone)]
pub struct Kept(String);

impl Kept {
    /// The answer without its secret.
    pub fn of(answer: &impl serde::Serialize) -> Result<Self> {
        Ok(Self(serde_json::to_string(answer)?))
    }
}

/// The layer over the REST routes.
pub async fn layer(State(cx): State<Cx>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let key = request.headers().get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    match key {
        Some(key) if !safe => answer_once(&cx, key, request, next).await.unwrap_or_else(Fault::into_response),
        _ => next.run(request).await,
    }
}

async fn answer_once(cx: &Cx, key: String, request: Request, next: Next) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let Ok(member) = Member::identify(cx, &parts).await else {
        // Strangers have no answers to keep; the route itself refuses them or signs them in.
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    if key.is_empty() || key.len() > 255 {
        return Err(Fault::Refused(AppError::MalformedRequest));
    }
    let limit = usize::try_from(BODY_BYTES_MAX).unwrap_or(usize::MAX);
    let body = to_bytes(body, limit).await.map_err(|_| AppError::TooLarge { limit_bytes: BODY_BYTES_MAX })?;
    let hash = hash(&parts.method, parts.uri.path(), &body);
    if let Some(stored) = claim(cx, &member, &key, hash).await? {
        return Ok(stored);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    keep(cx, &member, key, response).await
}

fn hash(method: &Method, path: &str, body: &Bytes) -> Vec<u8> {
    Sha256::new()
        .chain_update(method.as_str())
        .chain_update([0])
        .chain_update(path)
        .chain_update([0])
        .chain_update(body)
        .finalize()
        .to_vec()
}

/// Takes the key, or finds what was answered to it.
async fn claim(cx: &Cx, member: &Member, key: &str, hash: Vec<u8>) -> Result<Option<Response>> {
    let (user, key, now) = (member.user(), key.to_owned(), cx.clock.now());
    cx.db
        .write(user.0, move |conn| {
            async move {
                let stale = now.plus_s(-IN_FLIGHT_S);
                execute!(
                    conn,
                    "DELETE FROM idempotent_requests WHERE user_id = $1 AND idempotency_key = $2 AND status IS NULL AND created_at < $3",
                    user, &key, stale
                )?;
                let stored = fetch_optional!(
                    conn,
                    (Vec<u8>, Option<i64>, Option<String>),
                    "SELECT request_hash, status, answer FROM idempotent_requests WHERE user_id = $1 AND idempotency_key = $2",
                    user, &key
                )?;
                match stored {
                    None => {
                        execute!(
                            conn,
                            "INSERT INTO idempotent_requests (user_id, idempotency_key, request_hash, created_at) VALUES ($1, $2, $3, $4)",
                            user, &key, hash, now
                        )?;
                        Ok(None)
                    }
                    Some((kept, _, _)) if kept != hash => Err(AppError::IdempotencyMismatch.into()),
                    Some((_, Some(status), answer)) => Ok(Some(replayed(status, answer))),
                    Some(_) => Err(AppError::IdempotencyInFlight.into()),
                }
            }
            .boxed()
        })
        .await
}

fn replayed(status: i64, answer: Option<String>) -> Response {
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, answer.unwrap_or_default()).into_response();
    let kind = if status.is_success() { "application/json" } else { "application/problem+json" };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

/// Stores the answer; after a failure of ours the key is free again.
async fn keep(cx: &Cx, member: &Member, key: String, response: Response) -> Result<Response> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await?;
    let (user, status) = (member.user(), parts.status);
    let answer = match parts.extensions.get::<Kept>() {
        Some(Kept(answer)) => answer.clone(),
        None => String::from_utf8_lossy(&body).into_owned(),
    };
    cx.db
        .write(user.0, move |conn| {
            async move {
                if status.is_server_error() {
                    execute!(conn, "DELETE FROM idempotent_requests WHERE user_id = $1 AND idempotency_key = $2", user, &key)?;
                } else {
                    execute!(
                        conn,
                        "UPDATE idempotent_requests SET status = $3, answer = $4 WHERE user_id = $1 AND idempotency_key = $2",
                        user, &key, i64::from(status.as_u16()), answer
                    )?;
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// Forgets answers that were kept long enough; called now and then.
pub async fn forget_old(cx: &Cx) -> Result<()> {
    let before = cx.clock.now().plus_s(-KEPT_S);
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                execute!(conn, "DELETE FROM idempotent_requests WHERE created_at < $1", before)?;
                Ok(())
            }
            .boxed()
        })
        .await
}
