//! Texts as vectors: `/embeddings`.

use super::{
    OpenAiCompat, Server,
    exchange::{Answer, Loss, caller, exchange},
    tally,
};
use crate::provider::{
    failure::Failure,
    media::{Embedder, EmbeddingRequest, Embeddings, Reply},
    usage::Usage,
    vector,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures::FutureExt;
use serde::Deserialize;
use serde_json::{Value, json};

/// Texts in one request.
const BATCH: usize = 2_048;
/// The largest reply that is read: a full batch of long vectors.
const REPLY_BYTES_MAX: usize = 256 << 20;

impl Embedder for OpenAiCompat {
    fn embed(&self, request: EmbeddingRequest) -> Reply<'_, Embeddings> {
        let server = &self.server;
        async move { embed(server, &request).await.map_err(|failure| server.remote.clean(failure)) }.boxed()
    }
}

async fn embed(server: &Server, request: &EmbeddingRequest) -> Result<Embeddings, Failure> {
    if request.inputs.is_empty() || request.inputs.iter().any(String::is_empty) {
        return Err(caller("there is no vector of nothing"));
    }
    let mut all = Embeddings { vectors: Vec::new(), usage: Usage::default(), request_id: None };
    let mut length = request.dimensions.and_then(|dimensions| usize::try_from(dimensions).ok());
    for inputs in request.inputs.chunks(BATCH) {
        let mut body = json!({"model": request.model, "input": inputs, "encoding_format": "float"});
        if let Some(dimensions) = request.dimensions {
            body["dimensions"] = json!(dimensions);
        }
        let asking = server.remote.post("/embeddings")?.json(&body);
        let answer = exchange(&server.remote, asking, Loss::Harmless, REPLY_BYTES_MAX).await?;
        let usage = vectors(&answer, inputs.len(), &mut length, &mut all.vectors)?;
        all.usage.add(usage.unwrap_or_default());
        all.request_id = answer.request_id.or(all.request_id);
    }
    Ok(all)
}

#[derive(Debug, Deserialize)]
struct Made {
    data: Vec<Row>,
    usage: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Row {
    index: Option<usize>,
    embedding: Numbers,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Numbers {
    Plain(Vec<f32>),
    /// What some send although numbers were asked for: base64 of their bytes.
    Packed(String),
}

/// Appends one reply's vectors in the order of their texts, all of one length, each of length one.
fn vectors(
    answer: &Answer,
    count: usize,
    length: &mut Option<usize>,
    vectors: &mut Vec<Vec<f32>>,
) -> Result<Option<Usage>, Failure> {
    let mut made: Made = answer.read("vectors")?;
    let usage = made.usage.as_ref().and_then(tally::usage);
    if made.data.iter().all(|row| row.index.is_some()) {
        made.data.sort_by_key(|row| row.index);
        if made.data.iter().enumerate().any(|(at, row)| row.index != Some(at)) {
            return Err(answer.odd("vectors of the wrong texts"));
        }
    }
    if made.data.len() != count {
        return Err(answer.odd("not a vector for every text"));
    }
    for row in made.data {
        let vector = row.embedding.unpacked().and_then(vector::unit);
        let vector = vector.ok_or_else(|| answer.odd("a vector that is none"))?;
        if *length.get_or_insert(vector.len()) != vector.len() {
            return Err(answer.odd("vectors of another length than expected"));
        }
        vectors.push(vector);
    }
    Ok(usage)
}

impl Numbers {
    fn unpacked(self) -> Option<Vec<f32>> {
        match self {
            Self::Plain(numbers) => Some(numbers),
            Self::Packed(text) => {
                let bytes = STANDARD.decode(text).ok()?;
                let (numbers, rest) = bytes.as_chunks::<4>();
                rest.is_empty().then(|| numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
            }
        }
    }
}
