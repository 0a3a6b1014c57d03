//! The adapter for Google's Gemini.
//!
//! `wire`, `turns`, `schema` and `thinking` say what is sent, `reply`, `map` and `tally` read what comes, `call` is one
//! question with one whole answer, and every other module is a capability.

mod call;
mod embedding;
mod image;
mod map;
mod models;
mod reply;
mod schema;
mod speech;
mod tally;
mod thinking;
mod transcription;
mod turns;
mod wire;

use super::{
    chat::{ChatModel, ChatRequest, ChatStream},
    clocks::Clocks,
    failure::{Failure, FailureClass},
    registry::{Abilities, ProviderSettings},
    remote::{KeyHeader, Remote},
    streaming::{self, Wire},
};
use map::Translation;
use reqwest::{Client, RequestBuilder};
use std::sync::Arc;
use wire::GenerateBody;

/// The header of the key. Never the address, which ends up in logs.
const KEY_HEADER: &str = "x-goog-api-key";

/// Gemini, or what speaks like it. Cheap to clone.
#[derive(Clone)]
pub struct Gemini {
    server: Arc<Server>,
}

struct Server {
    remote: Remote,
}

impl Gemini {
    /// The provider at an address, reached through a client of [`super::http::client`].
    pub fn new(http: Client, settings: ProviderSettings, clocks: Clocks) -> Self {
        let remote = Remote::new(http, settings, KeyHeader::Named(KEY_HEADER), clocks);
        Self { server: Arc::new(Server { remote }) }
    }

    /// What it can do.
    pub fn abilities(self) -> Abilities {
        let this = Arc::new(self);
        Abilities {
            chat: Some(this.clone()),
            image: Some(this.clone()),
            transcriber: Some(this.clone()),
            speaker: Some(this.clone()),
            embedder: Some(this.clone()),
            task: None,
            account: None,
            list: Some(this),
            books: None,
        }
    }
}

impl ChatModel for Gemini {
    fn stream(&self, request: ChatRequest) -> ChatStream {
        streaming::stream(self.server.clone(), request)
    }
}

impl Wire for Server {
    type Reader = Translation;

    fn remote(&self) -> &Remote {
        &self.remote
    }

    fn request(&self, request: &ChatRequest) -> Result<RequestBuilder, Failure> {
        let model = name(&request.model)?;
        let body = GenerateBody::chat(request, model)?;
        Ok(self.remote.post(&format!("/models/{model}:streamGenerateContent?alt=sse"))?.json(&body))
    }

    fn reader(&self, _request: &ChatRequest, request_id: Option<String>) -> Translation {
        Translation::new(request_id)
    }
}

/// The model's bare name. It becomes a part of the address, so nothing else may stand in it.
fn name(model: &str) -> Result<&str, Failure> {
    let name = model.strip_prefix("models/").unwrap_or(model);
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if plain && name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        Ok(name)
    } else {
        Err(Failure::new(FailureClass::ModelGone, "no model can have this name"))
    }
}
