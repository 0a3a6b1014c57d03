//! One request whose answer comes as a whole: its clocks, its size, and what its loss means.

use super::{
    classify::{classify, error_of, request_id},
    failure::{Failure, FailureClass},
    remote::{Remote, refused},
};
use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use reqwest::{
    RequestBuilder, Response,
    header::{CONTENT_TYPE, HeaderMap},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, timeout, timeout_at};

/// What a lost answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// Nothing: it may be asked again.
    Harmless,
    /// It may have been done and charged.
    Costly,
}

/// An answer that came as a whole.
pub(super) struct Answer {
    pub(super) body: Bytes,
    pub(super) content_type: String,
    pub(super) request_id: Option<String>,
}

/// Asks and waits for all of the answer.
pub(super) async fn exchange(
    remote: &Remote,
    asking: RequestBuilder,
    loss: Loss,
    bytes_max: usize,
) -> Result<Answer, Failure> {
    let due = Instant::now() + remote.clocks.total;
    let response = match timeout_at(due, asking.send()).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) if loss == Loss::Costly => return Err(remote.lost(error)),
        Ok(Err(error)) => return Err(remote.broken(error)),
        Err(_) => return Err(loss.of(Failure::new(FailureClass::Transient, "no reply in time"))),
    };
    let status = response.status();
    if !status.is_success() {
        let failure = refused(response).await;
        // A gateway gave up waiting for what stands behind it, which works on.
        let gave_up = matches!(status.as_u16(), 504 | 524);
        return Err(if gave_up { loss.of(failure) } else { failure });
    }
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (content_type, request_id) = (content_type.to_owned(), request_id(response.headers()));
    // Its number is what the provider's books can be asked by.
    let lost = |failure| Failure { request_id: request_id.clone(), ..loss.of(failure) };
    let body = body(remote, response, bytes_max, due).await.map_err(lost)?;
    Ok(Answer { body, content_type, request_id })
}

/// All bytes of a reply, which must not be more than so many.
async fn body(remote: &Remote, mut response: Response, bytes_max: usize, due: Instant) -> Result<Bytes, Failure> {
    let mut body = BytesMut::new();
    loop {
        let wait = remote.clocks.idle.min(due.saturating_duration_since(Instant::now()));
        let late = |_| Failure::new(FailureClass::Transient, "the reply did not come to its end in time");
        let piece = timeout(wait, response.chunk()).await.map_err(late)?.map_err(|error| remote.broken(error))?;
        let Some(piece) = piece else { return Ok(body.freeze()) };
        if body.len() + piece.len() > bytes_max {
            return Err(Failure::new(FailureClass::Protocol, format!("a reply of more than {bytes_max} bytes")));
        }
        body.extend_from_slice(&piece);
    }
}

impl Loss {
    fn of(self, failure: Failure) -> Failure {
        if self == Self::Costly && failure.class == FailureClass::Transient {
            Failure { class: FailureClass::Uncertain, ..failure }
        } else {
            failure
        }
    }
}

impl Answer {
    /// What the answer says, in the shape that is expected.
    pub(super) fn read<T: DeserializeOwned>(&self, expected: &str) -> Result<T, Failure> {
        serde_json::from_slice(&self.body).map_err(|_| self.odd(&format!("the reply holds no {expected}")))
    }

    /// The failure in a reply that is not what was expected, in the provider's words when it has some.
    pub(super) fn odd(&self, what: &str) -> Failure {
        let mut failure = match serde_json::from_slice::<Value>(&self.body) {
            Ok(reply) if error_of(&reply).is_some() => {
                classify(200, &self.body, &HeaderMap::new(), Timestamp::UNIX_EPOCH)
            }
            _ => Failure::new(FailureClass::Protocol, what),
        };
        failure.request_id = failure.request_id.or_else(|| self.request_id.clone());
        failure
    }
}

/// What is wrong with a request before it is sent.
pub(super) fn caller(what: &str) -> Failure {
    Failure::new(FailureClass::Caller, what)
}
