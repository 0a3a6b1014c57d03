//! Vectors without any provider, so that search works offline: always on, in this process, without a key. Not the
//! sandbox: what it makes is real, though lexical (`lexical` says what that means).

use super::{
    failure::{Failure, FailureClass},
    lexical,
    media::{Embedder, EmbeddingRequest, Embeddings, Reply},
    registry::Abilities,
    tokens,
    usage::Usage,
};
use futures::FutureExt;
use std::sync::Arc;

/// Texts of one request.
const INPUTS_MAX: usize = 2_048;
/// Bytes of a text, and of all of them: a moment's work for one processor.
const TEXT_BYTES_MAX: usize = 64 << 10;
const ALL_BYTES_MAX: usize = 4 << 20;

/// The provider in this process.
#[derive(Debug, Clone, Copy)]
pub struct Local;

impl Local {
    /// Its name in the catalogue.
    pub const ID: &'static str = "local";
    /// The name of its model.
    pub const MODEL: &'static str = "lexical";

    /// What it can do.
    pub fn abilities(self) -> Abilities {
        Abilities { embedder: Some(Arc::new(self)), ..Abilities::default() }
    }
}

impl Embedder for Local {
    fn embed(&self, request: EmbeddingRequest) -> Reply<'_, Embeddings> {
        async move {
            check(&request)?;
            // Off the threads that answer requests.
            let made = tokio::task::spawn_blocking(move || embeddings(&request)).await;
            made.map_err(|_| Failure::new(FailureClass::Transient, "the work was broken off"))?
        }
        .boxed()
    }
}

fn check(request: &EmbeddingRequest) -> Result<(), Failure> {
    let refuse = |what: String| Err(Failure::new(FailureClass::Caller, what));
    if request.model != Local::MODEL {
        return Err(Failure::new(FailureClass::ModelGone, "there is no such model in this process"));
    }
    if request.inputs.is_empty() || request.inputs.iter().any(String::is_empty) {
        return refuse("there is no vector of nothing".to_owned());
    }
    if request.inputs.len() > INPUTS_MAX {
        return refuse(format!("more than {INPUTS_MAX} texts"));
    }
    if request.inputs.iter().any(|text| text.len() > TEXT_BYTES_MAX) {
        return refuse(format!("a text of more than {TEXT_BYTES_MAX} bytes"));
    }
    if request.inputs.iter().map(String::len).sum::<usize>() > ALL_BYTES_MAX {
        return refuse(format!("texts of more than {ALL_BYTES_MAX} bytes together"));
    }
    if !(1..=lexical::DIMENSIONS).contains(&request.dimensions.unwrap_or(lexical::DIMENSIONS)) {
        return refuse(format!("vectors have 1 to {} numbers", lexical::DIMENSIONS));
    }
    Ok(())
}

fn embeddings(request: &EmbeddingRequest) -> Result<Embeddings, Failure> {
    let length = usize::try_from(request.dimensions.unwrap_or(lexical::DIMENSIONS)).unwrap_or(0);
    let made: Option<Vec<_>> = request.inputs.iter().map(|text| lexical::vector(text, length)).collect();
    let vectors = made.ok_or_else(|| Failure::new(FailureClass::Protocol, "a vector without a length"))?;
    let read = request.inputs.iter().map(|text| tokens::estimate(text)).sum();
    Ok(Embeddings { vectors, usage: Usage { input_uncached: Some(read), ..Usage::default() }, request_id: None })
}
