//! The adapter for everything that speaks OpenAI's chat completions: OpenRouter, Groq, OpenAI, Ollama, vLLM, llama.cpp
//! and others, told apart by their [`crate::provider::Dialect`].
//!
//! `wire` has their JSON, `map` the translation into events, `attempt` the one request and its clocks, `models` the list.

mod attempt;
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
    redact,
    registry::ProviderSettings,
};
use attempt::Attempt;
use futures::{StreamExt, stream};
use reqwest::{
    Client,
    header::{AUTHORIZATION, HeaderMap, HeaderValue},
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
    pub fn new(http: Client, settings: ProviderSettings, clocks: Clocks) -> Self {
        let ProviderSettings { id, base_url, api_key, dialect, proxy: _ } = settings;
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self { server: Arc::new(Server { http, id, base_url, api_key, dialect, clocks }) }
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

    /// The key, where there is one.
    fn headers(&self) -> Result<HeaderMap, Failure> {
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.api_key {
            let bearer = HeaderValue::try_from(format!("Bearer {}", key.expose_secret()));
            let mut bearer =
                bearer.map_err(|_| Failure::new(FailureClass::Credential, "the key can not be sent in a header"))?;
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        Ok(headers)
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
        if let Some(key) = &self.api_key {
            failure.detail = redact::without(failure.detail, key.expose_secret());
        }
        failure.detail.truncate(failure.detail.floor_char_boundary(Failure::DETAIL_BYTES_MAX));
        failure
    }
}
