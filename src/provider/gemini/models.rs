//! `GET /models`: names, limits and what can be asked of them; no prices.

use super::{Gemini, Server};
use crate::provider::{
    exchange::{Answer, Loss, exchange},
    failure::{Failure, FailureClass},
    listing::{Capability, ListedModel, ModelList},
};
use futures::{FutureExt, future::BoxFuture};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use reqwest::Url;
use serde_json::Value;
use tokio::time::timeout;

/// The largest page that is read, and the most pages: theirs has some hundred models.
const PAGE_BYTES_MAX: usize = 16 << 20;
const PAGES_MAX: usize = 20;

impl ModelList for Gemini {
    fn list(&self) -> BoxFuture<'_, Result<Vec<ListedModel>, Failure>> {
        let server = &self.server;
        async move {
            let late = |_| Failure::new(FailureClass::Transient, "the list of models did not come in time");
            let listed = timeout(server.remote.clocks.list, fetch(server)).await.map_err(late).flatten();
            listed.map_err(|failure| server.remote.clean(failure))
        }
        .boxed()
    }
}

async fn fetch(server: &Server) -> Result<Vec<ListedModel>, Failure> {
    let (mut models, mut token) = (Vec::new(), None);
    for _ in 0..PAGES_MAX {
        let asking = server.remote.get(&path(token.as_deref()))?;
        let (page, next) = page(&exchange(&server.remote, asking, Loss::Harmless, PAGE_BYTES_MAX).await?)?;
        models.extend(page);
        if next.is_none() {
            return Ok(models);
        }
        token = next;
    }
    Err(Failure::new(FailureClass::Protocol, "the list of models does not end"))
}

fn path(token: Option<&str>) -> String {
    let first = "/models?pageSize=1000";
    // An address of no meaning, to have the token written as a query wants it.
    let escaped = token.and_then(|token| Url::parse_with_params("http://localhost", [("pageToken", token)]).ok());
    escaped.and_then(|url| url.query().map(|next| format!("{first}&{next}"))).unwrap_or_else(|| first.to_owned())
}

/// The models of a page, and where the next one is.
fn page(answer: &Answer) -> Result<(Vec<ListedModel>, Option<String>), Failure> {
    let reply: Value = answer.read("list of models")?;
    let next = reply.get("nextPageToken").and_then(Value::as_str).filter(|token| !token.is_empty()).map(str::to_owned);
    match reply.get("models") {
        Some(Value::Array(rows)) => Ok((rows.iter().filter_map(model).collect(), next)),
        // A page whose models were all left out.
        None | Some(Value::Null) if next.is_some() => Ok((Vec::new(), next)),
        _ => Err(answer.odd("the reply holds no list of models")),
    }
}

fn model(row: &Value) -> Option<ListedModel> {
    let text = |field: &str| row.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    let count = |field: &str| row.get(field).and_then(Value::as_u64).filter(|tokens| *tokens > 0);
    let tokens = |field: &str| count(field).map(|tokens| u32::try_from(tokens).unwrap_or(u32::MAX));
    let id = text("name")?.trim_start_matches("models/");
    Some(ListedModel {
        id: id.to_owned(),
        name: text("displayName").map(str::to_owned),
        capabilities: capabilities(id, row)?,
        context_tokens: tokens("inputTokenLimit"),
        output_tokens_max: tokens("outputTokenLimit"),
        retires_on: row.pointer("/modelStatus/retirementTime").and_then(Value::as_str).and_then(day),
        ..ListedModel::default()
    })
}

fn day(time: &str) -> Option<Date> {
    Some(time.parse::<Timestamp>().ok()?.to_zoned(TimeZone::UTC).date())
}

/// The list tells which calls a model answers, not what it makes: that is in its name only. Nothing for a model that
/// answers none of our calls, such as those for films and telephone calls.
fn capabilities(id: &str, row: &Value) -> Option<Vec<Capability>> {
    let Some(methods) = row.get("supportedGenerationMethods").and_then(Value::as_array) else {
        return Some(Vec::new());
    };
    let answers = |method: &str| methods.iter().any(|known| known == method);
    if answers("batchEmbedContents") || answers("embedContent") {
        return Some(vec![Capability::Embedding]);
    }
    if !answers("generateContent") && !answers("streamGenerateContent") {
        return None;
    }
    if id.contains("-tts") {
        return Some(vec![Capability::Speech]);
    }
    if id.contains("-image") || id.contains("nano-banana") {
        return Some(vec![Capability::Image, Capability::ImageEdit]);
    }
    if !id.starts_with("gemini-") {
        return Some(vec![Capability::Chat]);
    }
    let thinks = row.get("thinking").and_then(Value::as_bool).unwrap_or(false);
    let mut can = vec![
        Capability::Chat,
        Capability::Vision,
        Capability::AudioInput,
        Capability::Tools,
        Capability::Schema,
        Capability::Transcription,
    ];
    can.extend(thinks.then_some(Capability::Reasoning));
    Some(can)
}
