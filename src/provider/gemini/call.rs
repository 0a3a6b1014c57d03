//! One question and its whole answer.

use super::{Server, name, reply};
use crate::provider::{
    classify::{classify, request_id},
    failure::{Failure, FailureClass},
    remote::refused,
};
use jiff::Timestamp;
use reqwest::{RequestBuilder, Response};
use serde::Serialize;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

/// The largest answer: some pictures of the largest kind, or an hour of sound.
const ANSWER_BYTES_MAX: usize = 192 << 20;

/// Whether an answer that gets lost may have been paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// What it asked for is made and charged all the same.
    Charged,
    /// Asking again does no harm worth speaking of.
    Harmless,
}

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
        lost: Lost,
    ) -> Result<Answer, Failure> {
        let path = format!("/models/{}:{verb}", name(model)?);
        self.whole(self.remote.post(&path)?.json(body), lost).await
    }

    async fn whole(&self, request: RequestBuilder, lost: Lost) -> Result<Answer, Failure> {
        let over = Instant::now() + self.remote.clocks.total;
        let late = |_| {
            let class = if lost == Lost::Charged { FailureClass::Uncertain } else { FailureClass::Transient };
            Failure::new(class, "the answer did not come in time")
        };
        let response = timeout_at(over, request.send()).await.map_err(late)?.map_err(|error| match lost {
            Lost::Charged => self.remote.lost(error),
            Lost::Harmless => self.remote.broken(error),
        })?;
        if !response.status().is_success() {
            return Err(refused(response).await);
        }
        timeout_at(over, self.body(response, lost)).await.map_err(late)?
    }

    async fn body(&self, response: Response, lost: Lost) -> Result<Answer, Failure> {
        let headers = response.headers().clone();
        // The provider has done its work by now.
        let cut = |failure: Failure| match lost {
            Lost::Charged => Failure { class: FailureClass::Uncertain, ..failure },
            Lost::Harmless => failure,
        };
        let bytes = self.remote.read(response, ANSWER_BYTES_MAX).await.map_err(cut)?;
        match serde_json::from_slice::<Value>(&bytes) {
            Ok(body) if body.is_object() && !reply::is_error(&body) => {
                Ok(Answer { request_id: request_id(&headers).or_else(|| reply::id(&body)), body })
            }
            _ => Err(classify(200, &bytes, &headers, Timestamp::now())),
        }
    }
}
