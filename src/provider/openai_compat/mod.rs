//! The adapter for everything that speaks OpenAI's chat completions: OpenRouter, Groq, OpenAI, Ollama, vLLM, llama.cpp
//! and others, told apart by their [`crate::provider::Dialect`].
//!
//! `request` has the question's JSON, `wire` the answer's, `map` the translation into events (`calls`, `details`, `think`
//! and `tally` are parts of it), `attempt` the one request and its clocks. `image`, `transcribe`, `speech` and `embed` go
//! through one `exchange` each; `models` and `prices` have the list.

mod attempt;
mod calls;
mod details;
mod embed;
mod exchange;
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
    failure::{Failure, FailureClass},
    redact,
    registry::{Abilities, ProviderSettings},
};
use attempt::Attempt;
use futures::{StreamExt, stream};
use reqwest::{
    Client, RequestBuilder,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;

/// One provider that speaks OpenAI's chat completions. Cheap to clone.
#[derive(Clone)]
pub struct OpenAiCompat {
    server: Arc<Server>,
}

struct Server {
    http: Client,
    id: String,
    /// With the version segment, without a slash at the end.
    base_url: String,
    api_key: Option<SecretString>,
    dialect: Dialect,
    clocks: Clocks,
}

impl OpenAiCompat {
    /// The provider at an address, reached through a client of [`super::http::client`].
    pub fn new(http: Client, settings: ProviderSettings) -> Self {
        Self::with_clocks(http, settings, Clocks::default())
    }

    /// The same with other clocks.
    pub fn with_clocks(http: Client, settings: ProviderSettings, clocks: Clocks) -> Self {
        let ProviderSettings { id, base_url, api_key, dialect, kind: _, proxy: _ } = settings;
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self { server: Arc::new(Server { http, id, base_url, api_key, dialect, clocks }) }
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
            list: Some(this.clone()),
        }
    }
}

impl ChatModel for OpenAiCompat {
    fn stream(&self, request: ChatRequest) -> ChatStream {
        let attempt = Attempt::new(self.server.clone(), request);
        stream::unfold(attempt, |mut attempt| async move { attempt.next().await.map(|event| (event, attempt)) })
            .fuse()
            .boxed()
    }
}

impl Server {
    /// Joined as text: joining as URLs would eat the last segment of a base without a slash.
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// A question to be sent to one of its addresses.
    fn post(&self, path: &str) -> Result<RequestBuilder, Failure> {
        Ok(self.http.post(self.url(path)).headers(self.headers()?))
    }

    /// The key and the dialect's own headers.
    fn headers(&self) -> Result<HeaderMap, Failure> {
        let wrong = |what: &str| Failure::new(FailureClass::Credential, format!("{what} can not be sent in a header"));
        let mut headers = HeaderMap::new();
        if let Some((name, value)) = self.key_header() {
            let name = HeaderName::try_from(name).map_err(|_| wrong("the key"))?;
            let mut value = HeaderValue::try_from(value).map_err(|_| wrong("the key"))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        for (name, value) in &self.dialect.extra_headers {
            let name = HeaderName::try_from(name.as_str()).map_err(|_| wrong("an extra header"))?;
            let mut value = HeaderValue::try_from(value.as_str()).map_err(|_| wrong("an extra header"))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(headers)
    }

    fn key_header(&self) -> Option<(&str, String)> {
        let key = self.api_key.as_ref()?.expose_secret();
        match &self.dialect.auth {
            Auth::Bearer => Some((AUTHORIZATION.as_str(), format!("Bearer {key}"))),
            Auth::Header(name) => Some((name, key.to_owned())),
            Auth::None => None,
        }
    }

    /// A library's error as a failure. Never with the address, which may hold a secret.
    fn broken(&self, error: reqwest::Error) -> Failure {
        let class = if error.is_builder() { FailureClass::Protocol } else { FailureClass::Transient };
        let what = if error.is_connect() { "no connection" } else { "the connection failed" };
        let error = error.without_url();
        let mut detail = format!("{what}: {error}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            detail.push_str(": ");
            detail.push_str(&cause.to_string());
            source = cause.source();
        }
        self.clean(Failure::new(class, redact::redact(&detail)))
    }

    /// The failure without this provider's secrets, wherever they may have been echoed.
    fn clean(&self, mut failure: Failure) -> Failure {
        let key = self.api_key.iter().map(|key| key.expose_secret());
        for secret in key.chain(self.dialect.extra_headers.iter().map(|(_, value)| value.as_str())) {
            failure.detail = redact::without(failure.detail, secret);
        }
        failure.detail.truncate(failure.detail.floor_char_boundary(Failure::DETAIL_BYTES_MAX));
        failure
    }
}
