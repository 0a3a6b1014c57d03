//! `GET /models`: ids everywhere, prices and context lengths where the provider tells them.

use super::{OpenAiCompat, Server, tally::decimal};
use crate::provider::{
    failure::{Failure, FailureClass},
    listing::{ListedModel, ModelList},
    remote::refused,
};
use futures::{FutureExt, future::BoxFuture};
use rust_decimal::Decimal;
use serde_json::Value;
use tokio::time::timeout;

/// The largest list that is read; OpenRouter's has about 1 MB.
const LIST_BYTES_MAX: usize = 16 << 20;

impl ModelList for OpenAiCompat {
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
    let response = server.remote.get("/models")?.send().await.map_err(|error| server.remote.broken(error))?;
    if !response.status().is_success() {
        return Err(refused(response).await);
    }
    let body = server.remote.read(response, LIST_BYTES_MAX).await?;
    models(&body)
}

fn models(body: &[u8]) -> Result<Vec<ListedModel>, Failure> {
    let reply: Value = serde_json::from_slice(body)
        .map_err(|_| Failure::new(FailureClass::Protocol, "the list of models is no JSON"))?;
    match reply.get("data") {
        Some(Value::Array(rows)) => Ok(rows.iter().filter_map(model).collect()),
        // Ollama without any model.
        Some(Value::Null) => Ok(Vec::new()),
        _ => Err(Failure::new(FailureClass::Protocol, "the reply holds no list of models")),
    }
}

fn model(row: &Value) -> Option<ListedModel> {
    let text = |field: &str| row.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let length = |field: &str| row.get(field).and_then(Value::as_u64).filter(|tokens| *tokens > 0);
    Some(ListedModel {
        id: text("id")?,
        name: text("name"),
        // OpenRouter's name for it, Groq's, vLLM's.
        context_tokens: ["context_length", "context_window", "max_model_len"]
            .into_iter()
            .find_map(length)
            .map(|tokens| u32::try_from(tokens).unwrap_or(u32::MAX)),
        input_usd: price(row.pointer("/pricing/prompt")),
        output_usd: price(row.pointer("/pricing/completion")),
    })
}

/// OpenRouter's routers say `-1` for "depends": what is not a price is unknown, neither free nor a credit.
fn price(told: Option<&Value>) -> Option<Decimal> {
    decimal(told?).filter(|price| price.is_zero() || price.is_sign_positive())
}

#[cfg(test)]
mod tests {
    use super::models;

    #[test]
    fn odd_prices_are_unknown() {
        let body = r#"{"data":[
            {"id":"a/b","name":"B","context_length":128000,"pricing":{"prompt":"0.00000015","completion":"0"}},
            {"id":"auto","context_length":null,"pricing":{"prompt":"-1","completion":"NaN"}},
            {"id":"plain","context_window":8192},
            {"name":"without an id"}]}"#;
        let told: Vec<_> = models(body.as_bytes())
            .unwrap()
            .into_iter()
            .map(|model| {
                (model.id, model.context_tokens, model.input_usd.map(|usd| usd.to_string()), model.output_usd.is_some())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("a/b".to_owned(), Some(128_000), Some("0.00000015".to_owned()), true),
                ("auto".to_owned(), None, None, false),
                ("plain".to_owned(), Some(8_192), None, false),
            ]
        );
        assert_eq!(models(br#"{"object":"list","data":null}"#), Ok(Vec::new()));
        assert!(models(b"<html>").is_err() && models(br#"{"models":[]}"#).is_err());
    }
}
