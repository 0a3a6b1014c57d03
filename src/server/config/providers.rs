//! What the settings say of AI providers: one with a key, or with an address of its own, is on.

use super::{Secret, SettingError, Source};

/// A provider an operator can turn on, as the contract names it.
#[derive(Debug)]
pub struct Known {
    /// The name in the catalogue.
    pub id: &'static str,
    /// The start of its settings' names.
    pub prefix: &'static str,
    /// The public address, with the version segment.
    pub base_url: &'static str,
    /// Whether it works without a key (a server of the operator's own).
    pub keyless: bool,
}

/// Every provider that can be turned on by settings.
pub const PROVIDERS: &[Known] = &[
    Known { id: "openrouter", prefix: "OPENROUTER", base_url: "https://openrouter.ai/api/v1", keyless: false },
    Known { id: "groq", prefix: "GROQ", base_url: "https://api.groq.com/openai/v1", keyless: false },
    Known { id: "openai", prefix: "OPENAI", base_url: "https://api.openai.com/v1", keyless: false },
    Known { id: "anthropic", prefix: "ANTHROPIC", base_url: "https://api.anthropic.com/v1", keyless: false },
    Known {
        id: "gemini",
        prefix: "GEMINI",
        base_url: "https://generativelanguage.googleapis.com/v1beta",
        keyless: false,
    },
    Known { id: "goapi", prefix: "GOAPI", base_url: "https://api.goapi.ai/api/v1", keyless: false },
    Known { id: "legnext", prefix: "LEGNEXT", base_url: "https://api.legnext.ai/api/v1", keyless: false },
    Known { id: "ollama", prefix: "OLLAMA", base_url: "http://127.0.0.1:11434/v1", keyless: true },
];

/// What the settings say of a provider.
#[derive(Debug, Clone)]
pub struct ProviderSetting {
    /// The name in the catalogue.
    pub id: String,
    /// The address, with the version segment.
    pub base_url: String,
    /// The key.
    pub api_key: Option<Secret>,
    /// The proxy its requests go through.
    pub proxy: Option<String>,
    /// Whether the operator asked for it; one that is only probed is not.
    pub chosen: bool,
    /// Whether it is on by its settings.
    pub is_on: bool,
    /// Whether the address is the operator's.
    pub addressed: bool,
}

pub(super) fn read(source: &Source) -> Result<Vec<ProviderSetting>, SettingError> {
    let mut all = Vec::new();
    for known in PROVIDERS {
        let name = |suffix: &str| format!("{}_{suffix}", known.prefix);
        let api_key = source.secret(&name("API_KEY"))?;
        let address = source.text(&name("BASE_URL"));
        // A wrong address is told also while the provider is off: it waits for its key.
        let base_url = address.clone().unwrap_or_else(|| known.base_url.to_owned());
        check_url(&name("BASE_URL"), &base_url)?;
        let is_on = api_key.is_some() || known.keyless;
        let (chosen, addressed) = (is_on && (api_key.is_some() || address.is_some()), address.is_some());
        let proxy = source.text(&name("PROXY"));
        if let Some(proxy) = &proxy {
            check_url(&name("PROXY"), proxy)?;
        }
        let base_url = base_url.trim_end_matches('/').to_owned();
        all.push(ProviderSetting { id: known.id.to_owned(), base_url, api_key, proxy, chosen, is_on, addressed });
    }
    Ok(all)
}

pub(super) fn check_url(name: &str, url: &str) -> Result<(), SettingError> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    if rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace)) {
        Ok(())
    } else {
        Err(SettingError::wrong(name, url, "an address such as http://127.0.0.1:8080/v1"))
    }
}
