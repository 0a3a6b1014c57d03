//! The providers that are on.

use super::{
    anthropic::Anthropic,
    books::Books,
    chat::ChatModel,
    clocks::Clocks,
    dialect::Dialect,
    gemini::Gemini,
    http::{ClientError, client},
    listing::ModelList,
    local::Local,
    media::{Embedder, ImageModel, Speaker, TaskModel, Transcriber},
    mj_task::MjTask,
    openai_compat::OpenAiCompat,
    sandbox::Sandbox,
};
use crate::server::outbound::Outbound;
use secrecy::SecretString;
use std::{fmt, sync::Arc};

/// Which wire a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderKind {
    /// OpenAI's, as most others do; how they differ is data in the [`Dialect`].
    OpenAiCompat,
    /// Anthropic's messages.
    Anthropic,
    /// Long tasks, which Midjourney is reached by.
    MjTask,
    /// Google's own.
    Gemini,
}

impl ProviderKind {
    /// The wire of a known provider; OpenAI's for every other name.
    pub fn of(name: &str) -> Self {
        match name {
            "anthropic" => Self::Anthropic,
            "goapi" | "legnext" => Self::MjTask,
            "gemini" => Self::Gemini,
            _ => Self::OpenAiCompat,
        }
    }
}

/// How to reach a provider.
#[derive(Clone)]
pub struct ProviderSettings {
    /// Its name in the catalogue.
    pub id: String,
    /// Which wire it speaks.
    pub kind: ProviderKind,
    /// Its address, with the version segment.
    pub base_url: String,
    /// The key; servers of the operator's own need none.
    pub api_key: Option<SecretString>,
    /// The proxy its requests go through. May hold a password.
    pub proxy: Option<String>,
    /// What it understands.
    pub dialect: Dialect,
    /// Fetches what addresses in its answers name: its own address is trusted, what it says is not.
    pub outbound: Outbound,
}

impl ProviderSettings {
    /// The address's host and port, without what may be secret in it.
    pub fn host(&self) -> Option<String> {
        let url = reqwest::Url::parse(&self.base_url).ok()?;
        let host = url.host_str()?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    }
}

impl fmt::Debug for ProviderSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderSettings")
            .field("id", &self.id)
            .field("host", &self.host())
            .field("has_key", &self.api_key.is_some())
            .field("has_proxy", &self.proxy.is_some())
            .finish_non_exhaustive()
    }
}

/// What a provider can do for us, by capability.
#[derive(Clone, Default)]
pub struct Abilities {
    /// Answers.
    pub chat: Option<Arc<dyn ChatModel>>,
    /// Draws.
    pub image: Option<Arc<dyn ImageModel>>,
    /// Writes speech down.
    pub transcriber: Option<Arc<dyn Transcriber>>,
    /// Speaks.
    pub speaker: Option<Arc<dyn Speaker>>,
    /// Turns texts into vectors.
    pub embedder: Option<Arc<dyn Embedder>>,
    /// Does long work.
    pub task: Option<Arc<dyn TaskModel>>,
    /// Lists its models; also tells whether address and key are right.
    pub list: Option<Arc<dyn ModelList>>,
    /// Tells afterwards what a request cost.
    pub books: Option<Arc<dyn Books>>,
}

/// A provider that is on.
#[derive(Clone)]
pub struct Provider {
    /// Its name in the catalogue.
    pub id: String,
    /// What it can do.
    pub can: Abilities,
    /// The host staff sees; none for what runs in this process.
    pub host: Option<String>,
    /// Whether a key is set.
    pub has_key: bool,
    /// Whether requests go through a proxy.
    pub has_proxy: bool,
}

impl Provider {
    /// A provider behind an address, with a client of its own.
    ///
    /// # Errors
    /// When the proxy's address is wrong or TLS is not available.
    pub fn connect(settings: ProviderSettings, clocks: Clocks) -> Result<Self, ClientError> {
        let http = client(clocks.connect, settings.proxy.as_deref())?;
        let (id, host) = (settings.id.clone(), settings.host());
        let (has_key, has_proxy) = (settings.api_key.is_some(), settings.proxy.is_some());
        let can = match settings.kind {
            ProviderKind::OpenAiCompat => OpenAiCompat::with_clocks(http, settings, clocks).abilities(),
            ProviderKind::Anthropic => Anthropic::with_clocks(http, settings, clocks).abilities(),
            ProviderKind::MjTask => MjTask::with_clocks(http, settings, clocks).abilities(),
            ProviderKind::Gemini => Gemini::new(http, settings, clocks).abilities(),
        };
        Ok(Self { id, can, host, has_key, has_proxy })
    }

    /// The provider in this process, which is always on.
    pub fn local() -> Self {
        Self { id: Local::ID.to_owned(), can: Local.abilities(), host: None, has_key: false, has_proxy: false }
    }

    /// The provider that answers without any provider.
    pub fn sandbox(sandbox: Sandbox) -> Self {
        Self { id: Sandbox::ID.to_owned(), can: sandbox.abilities(), host: None, has_key: false, has_proxy: false }
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("id", &self.id)
            .field("host", &self.host)
            .field("has_key", &self.has_key)
            .field("has_proxy", &self.has_proxy)
            .finish_non_exhaustive()
    }
}

/// The providers that are on, in the operator's order.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    providers: Vec<Provider>,
}

impl Registry {
    /// These providers. Of two with one name, the first counts.
    pub fn new(providers: Vec<Provider>) -> Self {
        Self { providers }
    }

    /// The provider of this name, if it is on.
    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.providers.iter()
    }
}
