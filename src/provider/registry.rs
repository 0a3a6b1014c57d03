//! The providers that are on.

use super::{
    chat::ChatModel,
    clocks::Clocks,
    dialect::Dialect,
    http::{ClientError, client},
    listing::ModelList,
    openai_compat::OpenAiCompat,
    sandbox::Sandbox,
};
use secrecy::SecretString;
use std::{fmt, sync::Arc};

/// How to reach a provider.
#[derive(Clone)]
pub struct ProviderSettings {
    /// Its name in the catalogue.
    pub id: String,
    /// Its address, with the version segment.
    pub base_url: String,
    /// The key; servers of the operator's own need none.
    pub api_key: Option<SecretString>,
    /// The proxy its requests go through. May hold a password.
    pub proxy: Option<String>,
    /// What it understands.
    pub dialect: Dialect,
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

/// A provider that is on.
#[derive(Clone)]
pub struct Provider {
    /// Its name in the catalogue.
    pub id: String,
    /// Answers.
    pub chat: Arc<dyn ChatModel>,
    /// Lists its models; also tells whether address and key are right.
    pub list: Option<Arc<dyn ModelList>>,
    /// The host staff sees; none for what runs in this process.
    pub host: Option<String>,
    /// Whether a key is set.
    pub has_key: bool,
    /// Whether requests go through a proxy.
    pub has_proxy: bool,
}

impl Provider {
    /// A provider that speaks OpenAI's chat completions, with a client of its own.
    ///
    /// # Errors
    /// When the proxy's address is wrong or TLS is not available.
    pub fn connect(settings: ProviderSettings, clocks: Clocks) -> Result<Self, ClientError> {
        let http = client(clocks.connect, settings.proxy.as_deref())?;
        let (id, host) = (settings.id.clone(), settings.host());
        let (has_key, has_proxy) = (settings.api_key.is_some(), settings.proxy.is_some());
        let adapter = Arc::new(OpenAiCompat::new(http, settings, clocks));
        Ok(Self { id, chat: adapter.clone(), list: Some(adapter), host, has_key, has_proxy })
    }

    /// The provider that answers without any provider.
    pub fn sandbox(sandbox: Sandbox) -> Self {
        let id = Sandbox::ID.to_owned();
        Self { id, chat: Arc::new(sandbox), list: None, host: None, has_key: false, has_proxy: false }
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
