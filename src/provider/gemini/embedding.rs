//! Vectors, a hundred texts at a time.

use super::{Gemini, Server, name, tally};
use crate::provider::{
    exchange::Loss,
    failure::{Failure, FailureClass},
    media::{Embedder, EmbeddingRequest, Embeddings, Reply},
    tokens,
    usage::Usage,
    vector,
};
use futures::FutureExt;
use serde::Serialize;
use serde_json::Value;

/// The most texts of one request.
const BATCH: usize = 100;

impl Embedder for Gemini {
    fn embed(&self, request: EmbeddingRequest) -> Reply<'_, Embeddings> {
        let server = &self.server;
        async move { embed(server, &request).await.map_err(|failure| server.remote.clean(failure)) }.boxed()
    }
}

#[derive(Debug, Serialize)]
struct Batch<'r> {
    requests: Vec<One<'r>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct One<'r> {
    model: &'r str,
    content: Content<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_dimensionality: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Content<'r> {
    parts: [Text<'r>; 1],
}

#[derive(Debug, Serialize)]
struct Text<'r> {
    text: &'r str,
}

async fn embed(server: &Server, request: &EmbeddingRequest) -> Result<Embeddings, Failure> {
    let model = format!("models/{}", name(&request.model)?);
    if request.inputs.is_empty() || request.inputs.iter().any(String::is_empty) {
        return Err(Failure::new(FailureClass::Caller, "there is no vector of nothing"));
    }
    let mut all = Embeddings { vectors: Vec::new(), usage: Usage::default(), request_id: None };
    for inputs in request.inputs.chunks(BATCH) {
        let one = |text| One {
            model: &model,
            content: Content { parts: [Text { text }] },
            output_dimensionality: request.dimensions,
        };
        let batch = Batch { requests: inputs.iter().map(|text| one(text.as_str())).collect() };
        let answer = server.ask(&request.model, "batchEmbedContents", &batch, Loss::Harmless).await?;
        let vectors = vectors(&answer.body, inputs.len(), request.dimensions).map_err(|what| Failure {
            request_id: answer.request_id.clone(),
            ..Failure::new(FailureClass::Protocol, what)
        })?;
        all.vectors.extend(vectors);
        all.usage.add(usage(&answer.body, inputs));
        all.request_id = answer.request_id.or(all.request_id);
    }
    let length = all.vectors.first().map(Vec::len);
    if all.vectors.iter().any(|vector| Some(vector.len()) != length) {
        return Err(Failure::new(FailureClass::Protocol, "vectors of different lengths"));
    }
    Ok(all)
}

/// As a rule nothing is reported, and the tokens are a guess.
fn usage(body: &Value, inputs: &[String]) -> Usage {
    tally::usage(&body["usageMetadata"]).unwrap_or_else(|| Usage {
        input_uncached: Some(inputs.iter().map(|text| tokens::estimate(text)).sum()),
        ..Usage::default()
    })
}

/// The vectors of a reply, at length one: only the longest of its lengths comes so.
fn vectors(body: &Value, count: usize, dimensions: Option<u32>) -> Result<Vec<Vec<f32>>, &'static str> {
    let rows = body.get("embeddings").and_then(Value::as_array).ok_or("the reply holds no vectors")?;
    if rows.len() != count {
        return Err("not as many vectors as texts");
    }
    let wanted = dimensions.and_then(|dimensions| usize::try_from(dimensions).ok());
    rows.iter()
        .map(|row| {
            let numbers = row.get("values").and_then(Value::as_array).ok_or("a vector without numbers")?;
            if wanted.is_some_and(|wanted| wanted != numbers.len()) {
                return Err("a vector of another length than asked for");
            }
            let numbers: Option<Vec<f32>> = numbers.iter().map(number).collect();
            numbers.and_then(vector::unit).ok_or("a vector that has no direction")
        })
        .collect()
}

fn number(value: &Value) -> Option<f32> {
    value.as_f64().map(|number| number as f32)
}
