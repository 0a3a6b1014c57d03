//! One request to one provider, as it is kept for staff: who was asked, who answered, how it ended, what it cost us.

use super::{drive::Heard, finish::Outcome};
use crate::{
    catalog::server::{CostTrust, Offer},
    kernel::{Instant, id::AttemptId},
    provider::FailureClass,
    server::Cx,
};
use std::time::Duration;

/// One request to a provider.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) id: AttemptId,
    pub(super) provider: String,
    /// The model of our catalogue.
    pub(super) model: String,
    pub(super) model_asked: String,
    pub(super) model_served: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) outcome: &'static str,
    pub(super) status: Option<i64>,
    pub(super) detail: Option<String>,
    /// Until the provider said its first word, empty or not.
    pub(super) begun_ms: Option<i64>,
    pub(super) first_output_ms: Option<i64>,
    pub(super) total_ms: i64,
    pub(super) usage: Option<String>,
    pub(super) cost_usd: Option<String>,
    /// Whose word the cost is: `provider`, `table` or `unknown`.
    pub(super) cost_source: &'static str,
    pub(super) created_at: Instant,
}

impl Attempt {
    /// A request that was made here and has ended.
    pub(super) fn of(cx: &Cx, offer: &Offer, heard: &Heard, outcome: &Outcome, took: Duration) -> Self {
        let (name, failure) = match outcome {
            Outcome::Done(_) => ("done", None),
            Outcome::Cancelled => ("cancelled", None),
            Outcome::Failed(failure) => (failure.class.as_str(), Some(failure)),
            Outcome::Blocked => (FailureClass::Filtered.as_str(), None),
            Outcome::Lost | Outcome::Fenced => ("lost", None),
        };
        let usage = heard.usage.as_ref();
        let charge = usage.map(|usage| offer.price.of(usage));
        let cost = charge.as_ref().and_then(|charge| charge.usd);
        let cost_source = charge.map_or(CostTrust::Unknown, |charge| charge.trust).code();
        Self {
            id: AttemptId(cx.id()),
            provider: offer.provider.clone(),
            model: offer.id.clone(),
            model_asked: offer.provider_model.clone(),
            model_served: heard.model_served.as_deref().map(storable),
            request_id: heard.request_id.as_deref().or_else(|| failure?.request_id.as_deref()).map(storable),
            outcome: name,
            status: failure.and_then(|failure| failure.status).map(i64::from),
            detail: failure.map(|failure| storable(&failure.detail)),
            begun_ms: heard.begun.map(millis),
            first_output_ms: heard.first_output.map(millis),
            total_ms: millis(took),
            usage: usage.and_then(|usage| usage.raw.as_ref()).map(ToString::to_string),
            cost_usd: cost.map(|cost| cost.to_string()),
            cost_source,
            created_at: cx.clock.now(),
        }
    }

    /// The request of a process that died: nobody knows how it went. A long task's provider and name were kept.
    pub(super) fn lost(cx: &Cx, model: &str, provider: Option<String>, task_id: Option<String>) -> Self {
        Self {
            id: AttemptId(cx.id()),
            provider: provider.unwrap_or_default(),
            model: model.to_owned(),
            model_asked: model.to_owned(),
            model_served: None,
            request_id: task_id,
            outcome: "lost",
            status: None,
            detail: Some("the process died".to_owned()),
            begun_ms: None,
            first_output_ms: None,
            total_ms: 0,
            usage: None,
            cost_usd: None,
            cost_source: "unknown",
            created_at: cx.clock.now(),
        }
    }
}

/// PostgreSQL takes no NUL in a text: whoever writes one must not keep a run from ending.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
