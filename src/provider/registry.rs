//! The providers that are on.

use super::{
    anthropic::Anthropic,
    balance::Account,
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
use crate::kernel::Interrupted;
use crate::server::outbound::Outbound;
use secrecy::SecretString;
use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

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
    /// Tells what is left of its account.
    pub account: Option<Arc<dyn Account>>,
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
    /// Whether the operator asked for it; one that is only looked for at its usual place is not.
    pub is_chosen: bool,
    /// What its broken-off answers cost.
    pub interrupted: Interrupted,
    /// Tells the key it was made with from others, without telling it.
    pub key_mark: String,
    /// Tells everything it was made of from what another was made of.
    pub made_of: String,
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
        Ok(Self { id, can, host, has_key, has_proxy, ..Self::blank() })
    }

    /// The provider in this process, which is always on.
    pub fn local() -> Self {
        Self { id: Local::ID.to_owned(), can: Local.abilities(), is_chosen: true, ..Self::blank() }
    }

    /// The provider that answers without any provider.
    pub fn sandbox(sandbox: Sandbox) -> Self {
        Self { id: Sandbox::ID.to_owned(), can: sandbox.abilities(), is_chosen: true, ..Self::blank() }
    }

    fn blank() -> Self {
        Self {
            id: String::new(),
            can: Abilities::default(),
            host: None,
            has_key: false,
            has_proxy: false,
            is_chosen: false,
            interrupted: Interrupted::default(),
            key_mark: String::new(),
            made_of: String::new(),
        }
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

/// The providers that are on, in the operator's order. They change while the process runs: what was asked for stays as
/// it was for whoever holds it.
#[derive(Debug, Default)]
pub struct Registry {
    now: RwLock<Edition>,
}

/// What is on, and by which version of what the operator stored.
#[derive(Debug, Default)]
struct Edition {
    version: i64,
    providers: Vec<Arc<Provider>>,
}

impl Registry {
    /// The provider of this name, if it is on.
    pub fn get(&self, id: &str) -> Option<Arc<Provider>> {
        self.read(|now| now.providers.iter().find(|provider| provider.id == id).cloned())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Arc<Provider>> + use<> {
        self.read(|now| now.providers.clone()).into_iter()
    }

    /// The version they are of.
    pub fn version(&self) -> i64 {
        self.read(|now| now.version)
    }

    /// Takes these instead, unless a later version is in place; whether they were taken.
    pub fn replace(&self, version: i64, providers: Vec<Arc<Provider>>) -> bool {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = version >= now.version;
        if is_new {
            *now = Edition { version, providers };
        }
        is_new
    }

    fn read<T>(&self, look: impl FnOnce(&Edition) -> T) -> T {
        look(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }
}
