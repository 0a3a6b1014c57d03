//! `GET /models`, page by page. No prices there.

use super::{Anthropic, Server, VERSION};
use crate::provider::{
    failure::{Failure, FailureClass},
    listing::{Capability, ListedModel, ModelList},
    remote::refused,
};
use futures::{FutureExt, future::BoxFuture};
use serde_json::Value;
use tokio::time::timeout;

/// The largest page that is read.
const PAGE_BYTES_MAX: usize = 4 << 20;
/// A list that never ends is none.
const PAGES_MAX: usize = 20;

impl ModelList for Anthropic {
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
    let (mut models, mut path) = (Vec::new(), "/models?limit=1000".to_owned());
    for _ in 0..PAGES_MAX {
        let page = page(server, &path).await?;
        let rows = page.get("data").and_then(Value::as_array);
        let rows = rows.ok_or_else(|| Failure::new(FailureClass::Protocol, "the reply holds no list of models"))?;
        models.extend(rows.iter().filter_map(model));
        match next(&page) {
            Some(last) => path = format!("/models?limit=1000&after_id={last}"),
            None => break,
        }
    }
    Ok(models)
}

async fn page(server: &Server, path: &str) -> Result<Value, Failure> {
    let asking = server.remote.get(path)?.header(VERSION.0, VERSION.1);
    let response = asking.send().await.map_err(|error| server.remote.broken(error))?;
    if !response.status().is_success() {
        return Err(refused(response).await);
    }
    let body = server.remote.read(response, PAGE_BYTES_MAX).await?;
    serde_json::from_slice(&body).map_err(|_| Failure::new(FailureClass::Protocol, "the list of models is no JSON"))
}

/// The id that the next page comes after, when there is one.
fn next(page: &Value) -> Option<&str> {
    page.get("has_more").filter(|more| **more == Value::Bool(true))?;
    let is_plain = |id: &&str| id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    page.get("last_id")?.as_str().filter(|id| !id.is_empty()).filter(is_plain)
}

fn model(row: &Value) -> Option<ListedModel> {
    let text = |field: &str| row.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let tokens = |field: &str| {
        let tokens = row.get(field).and_then(Value::as_u64).filter(|tokens| *tokens > 0)?;
        Some(u32::try_from(tokens).unwrap_or(u32::MAX))
    };
    Some(ListedModel {
        id: text("id")?,
        name: text("display_name"),
        capabilities: capabilities(row),
        input_modalities: Vec::from(["text", "image"].map(str::to_owned)),
        output_modalities: vec!["text".to_owned()],
        context_tokens: tokens("max_input_tokens"),
        output_tokens_max: tokens("max_tokens"),
        ..ListedModel::default()
    })
}

/// All of their models answer, look at pictures and call tools; of the rest the list tells.
fn capabilities(row: &Value) -> Vec<Capability> {
    let can = |name: &str| row.pointer(&format!("/capabilities/{name}/supported")).and_then(Value::as_bool);
    let told = [
        (Capability::Chat, Some(true)),
        (Capability::Vision, Some(can("image_input").unwrap_or(true))),
        (Capability::Tools, Some(true)),
        (Capability::Schema, can("structured_outputs")),
        (Capability::Reasoning, can("thinking")),
    ];
    told.into_iter().filter(|(_, can)| *can == Some(true)).map(|(capability, _)| capability).collect()
}
