//! One request to a gateway and its whole reply.

use super::failure::Failure;
use crate::provider::redact::{redact, without};
use bytes::{Bytes, BytesMut};
use reqwest::{RequestBuilder, header::HeaderMap};
use std::{error::Error, time::Duration};
use tokio::time::timeout;

/// The largest reply that is read.
const REPLY_BYTES_MAX: usize = 4 << 20;

/// How long to wait for a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// For a connection.
    pub connect: Duration,
    /// For a whole reply, from the first moment on.
    pub total: Duration,
}

impl Default for Waits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(40) }
    }
}

/// What came back.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Nothing whole came back.
pub(super) enum Lost {
    /// The request never left.
    Unsent(String),
    /// It may have arrived.
    Gone(String),
}

impl Lost {
    /// As a failure, without this gateway's secrets.
    pub(super) fn failure<R>(self, secrets: &[&str]) -> Failure<R> {
        match self {
            Self::Unsent(detail) => Failure::Retry { detail: clean(&detail, secrets) },
            Self::Gone(detail) => Failure::Unknown { detail: clean(&detail, secrets) },
        }
    }
}

/// Asks, and waits for all of the reply.
pub(super) async fn exchange(asking: RequestBuilder, total: Duration) -> Result<Reply, Lost> {
    timeout(total, whole(asking)).await.unwrap_or_else(|_| Err(Lost::Gone("no whole reply in time".to_owned())))
}

async fn whole(asking: RequestBuilder) -> Result<Reply, Lost> {
    let mut response = asking.send().await.map_err(lost)?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = BytesMut::new();
    while let Some(piece) = response.chunk().await.map_err(lost)? {
        if body.len() + piece.len() > REPLY_BYTES_MAX {
            return Err(Lost::Gone(format!("a reply of more than {REPLY_BYTES_MAX} bytes")));
        }
        body.extend_from_slice(&piece);
    }
    Ok(Reply { status, headers, body: body.freeze() })
}

/// A library's error. Never with the address, which may hold a secret.
fn lost(error: reqwest::Error) -> Lost {
    let unsent = error.is_connect() || error.is_builder();
    let error = error.without_url();
    let mut detail = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        detail = format!("{detail}: {cause}");
        source = cause.source();
    }
    if unsent { Lost::Unsent(detail) } else { Lost::Gone(detail) }
}

/// A text without secrets, on one line and short enough to be kept.
pub(super) fn clean(text: &str, secrets: &[&str]) -> String {
    redact(&secrets.iter().fold(text.to_owned(), |text, secret| without(text, secret)))
}
