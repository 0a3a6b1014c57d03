//! The adapter for everything that speaks OpenAI's chat completions: OpenRouter, Groq, OpenAI, Ollama, vLLM, llama.cpp
//! and others, told apart by their [`crate::provider::Dialect`].
//!
//! `wire` has their JSON, `map` the translation into events, `models` the list.

mod map;
mod models;
mod surrogate;
mod tally;
mod wire;

use super::{
    chat::{ChatModel, ChatRequest, ChatStream},
    clocks::Clocks,
    dialect::Dialect,
    failure::{Failure, FailureClass},
    registry::{Abilities, ProviderSettings},
    remote::{KeyHeader, Remote},
    streaming::{self, Wire},
};
use map::Translation;
use reqwest::{Client, RequestBuilder};
use std::sync::Arc;
use wire::ChatBody;

/// One provider that speaks OpenAI's chat completions. Cheap to clone.
#[derive(Clone)]
pub struct OpenAiCompat {
    server: Arc<Server>,
}

struct Server {
    remote: Remote,
    dialect: Dialect,
}

impl OpenAiCompat {
    /// The provider at an address, reached through a client of [`super::http::client`].
    pub fn new(http: Client, settings: ProviderSettings) -> Self {
        Self::with_clocks(http, settings, Clocks::default())
    }

    /// The same with other clocks.
    pub fn with_clocks(http: Client, settings: ProviderSettings, clocks: Clocks) -> Self {
        let dialect = settings.dialect.clone();
        let remote = Remote::new(http, settings, KeyHeader::Bearer, clocks);
        Self { server: Arc::new(Server { remote, dialect }) }
    }
}

impl OpenAiCompat {
    /// What it can do.
    pub fn abilities(self) -> Abilities {
        let this = Arc::new(self);
        Abilities { chat: Some(this.clone()), list: Some(this), ..Abilities::default() }
    }
}

impl ChatModel for OpenAiCompat {
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
        let wrong = || Failure::new(FailureClass::Caller, "the temperature is no number");
        let body = ChatBody::new(request, &self.dialect).ok_or_else(wrong)?;
        Ok(self.remote.post("/chat/completions")?.json(&body))
    }

    fn reader(&self, request_id: Option<String>) -> Translation {
        Translation::new(request_id)
    }
}
