//! One question and its whole answer.

use super::{Server, name, reply};
use crate::provider::{
    classify::classify,
    exchange::{Loss, exchange},
    failure::Failure,
};
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::Value;

/// The largest answer: some pictures of the largest kind, or an hour of sound.
const ANSWER_BYTES_MAX: usize = 192 << 20;

/// An answer that is no error.
#[derive(Debug)]
pub(super) struct Answer {
    /// What it says.
    pub(super) body: Value,
    /// Names the request in the provider's books.
    pub(super) request_id: Option<String>,
}

impl Server {
    /// Asks a model and waits for the whole answer.
    pub(super) async fn ask<B: Serialize>(
        &self,
        model: &str,
        verb: &str,
        body: &B,
        loss: Loss,
    ) -> Result<Answer, Failure> {
        let asking = self.remote.post(&format!("/models/{}:{verb}", name(model)?))?.json(body);
        let answer = exchange(&self.remote, asking, loss, ANSWER_BYTES_MAX).await?;
        let body: Value = answer.read("JSON")?;
        let request_id = answer.request_id.or_else(|| reply::id(&body));
        if reply::is_error(&body) {
            let failure = classify(200, &answer.body, &HeaderMap::new(), Timestamp::UNIX_EPOCH);
            return Err(Failure { request_id, ..failure });
        }
        Ok(Answer { body, request_id })
    }
}
