//! The adapter for everything that speaks OpenAI's chat completions: OpenRouter, Groq, OpenAI, Ollama, vLLM, llama.cpp
//! and others, told apart by their [`crate::provider::Dialect`].
//!
//! `request` has the question's JSON, `wire` the answer's, `map` the translation into events (`calls`, `details`, `think`
//! and `tally` are parts of it). `image`, `transcribe`, `speech` and `embed` go through one `exchange` each; `models` and
//! `prices` have the list, `books` what a request cost.

mod balance;
mod books;
mod calls;
mod details;
mod embed;
mod image;
mod map;
mod models;
mod prices;
mod request;
mod speech;
mod surrogate;
mod tally;
mod think;
mod transcribe;
mod wire;

use super::{
    chat::{ChatModel, ChatRequest, ChatStream},
    clocks::Clocks,
    dialect::{Auth, Dialect},
    exchange,
    failure::Failure,
    registry::{Abilities, ProviderSettings},
    remote::{KeyHeader, Remote},
    streaming::{self, Wire},
};
use map::Translation;
use request::ChatBody;
use reqwest::{Client, RequestBuilder, header::CONTENT_TYPE};
use secrecy::ExposeSecret;
use std::{sync::Arc, time::Duration};

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
        let mut settings = settings;
        match &settings.dialect.auth {
            Auth::Bearer => {}
            Auth::None => settings.api_key = None,
            Auth::Header(name) => {
                let key = settings.api_key.take();
                let header = key.map(|key| (name.clone(), key.expose_secret().to_owned()));
                settings.dialect.extra_headers.extend(header);
            }
        }
        let dialect = settings.dialect.clone();
        let remote = Remote::new(http, settings, KeyHeader::Bearer, clocks);
        Self { server: Arc::new(Server { remote, dialect }) }
    }
}

impl OpenAiCompat {
    /// What it can do.
    pub fn abilities(self) -> Abilities {
        let this = Arc::new(self);
        let dialect = &this.server.dialect;
        Abilities {
            chat: Some(this.clone()),
            image: dialect.images.is_some().then(|| this.clone() as _),
            transcriber: dialect.transcription.is_some().then(|| this.clone() as _),
            speaker: dialect.speech.is_some().then(|| this.clone() as _),
            embedder: dialect.embeddings.then(|| this.clone() as _),
            task: None,
            account: dialect.balance.then(|| this.clone() as _),
            list: Some(this.clone()),
            books: dialect.books.then(|| this.clone() as _),
        }
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
        let body = ChatBody::new(request, &self.dialect)?.to_json(&self.dialect.extra_body)?;
        Ok(self.remote.post("/chat/completions")?.header(CONTENT_TYPE, "application/json").body(body))
    }

    fn reader(&self, request: &ChatRequest, request_id: Option<String>) -> Translation {
        let streamed = self.dialect.streams(&request.format);
        Translation::new(request_id, streamed, self.dialect.thinks_aloud(&request.model))
    }

    fn patience(&self, request: &ChatRequest) -> Duration {
        // An answer as a whole begins when it ends.
        let clocks = &self.remote.clocks;
        if self.dialect.streams(&request.format) { clocks.first_token } else { clocks.total }
    }
}
