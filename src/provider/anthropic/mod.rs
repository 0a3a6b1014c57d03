//! The adapter for Anthropic's messages.
//!
//! `wire` has their JSON, `turns` the conversation in their blocks, `thinking` and `schema` what their models take, `map`
//! the translation into events, `tally` the usage, `models` the list.

mod map;
mod models;
mod schema;
mod tally;
mod thinking;
mod turns;
mod wire;

use super::{
    chat::{ChatModel, ChatRequest, ChatStream},
    clocks::Clocks,
    failure::Failure,
    registry::{Abilities, ProviderSettings},
    remote::{KeyHeader, Remote},
    streaming::{self, Wire},
};
use map::Translation;
use reqwest::{Client, RequestBuilder};
use std::sync::Arc;
use wire::MessagesBody;

/// The version of their API that is spoken here.
const VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

/// Anthropic, or a server that speaks as it does. Cheap to clone.
#[derive(Clone)]
pub struct Anthropic {
    server: Arc<Server>,
}

struct Server {
    remote: Remote,
}

impl Anthropic {
    /// The provider at an address, reached through a client of [`super::http::client`].
    pub fn with_clocks(http: Client, settings: ProviderSettings, clocks: Clocks) -> Self {
        let remote = Remote::new(http, settings, KeyHeader::Named("x-api-key"), clocks);
        Self { server: Arc::new(Server { remote }) }
    }

    /// What it can do.
    pub fn abilities(self) -> Abilities {
        let this = Arc::new(self);
        Abilities { chat: Some(this.clone()), list: Some(this), ..Abilities::default() }
    }
}

impl ChatModel for Anthropic {
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
        let body = MessagesBody::new(request)?;
        Ok(self.remote.post("/messages")?.header(VERSION.0, VERSION.1).json(&body))
    }

    fn reader(&self, _request: &ChatRequest, request_id: Option<String>) -> Translation {
        Translation::new(request_id)
    }
}
