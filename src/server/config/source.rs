//! Where settings come from: the environment, then `NAME_FILE` for secrets, then `[aimall]` in `Leptos.toml`.

use super::Secret;
use std::{collections::HashMap, fmt::Display, path::Path, str::FromStr};

/// A setting that stops the start.
#[derive(Debug, thiserror::Error)]
#[error("{name}: found {found}; allowed: {allowed}")]
pub struct SettingError {
    name: String,
    found: String,
    allowed: String,
}

impl SettingError {
    /// A wrong value that may be shown.
    pub fn wrong(name: &str, found: &str, allowed: &str) -> Self {
        Self { name: name.to_owned(), found: format!("{found:?}"), allowed: allowed.to_owned() }
    }

    /// A wrong value that may hold a secret.
    pub fn hidden(name: &str, allowed: &str) -> Self {
        Self {
            name: name.to_owned(),
            found: "something else (not shown: it may hold a secret)".to_owned(),
            allowed: allowed.to_owned(),
        }
    }
}

/// Named values.
#[derive(Debug, Clone, Default)]
pub struct Source {
    values: HashMap<String, String>,
}

impl Source {
    /// From pairs, the later ones win.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { values: pairs.into_iter().collect() }
    }

    /// From the file's `[aimall]` section (keys in lower case) and the process environment over it.
    pub fn load(file: &Path) -> Result<Self, SettingError> {
        let mut values = HashMap::new();
        if file.exists() {
            let refuse = |error: config::ConfigError| {
                SettingError::wrong(
                    &file.display().to_string(),
                    &error.to_string(),
                    "a TOML file like the one that came with AI Mall",
                )
            };
            let parsed = config::Config::builder()
                .add_source(config::File::from(file).format(config::FileFormat::Toml))
                .build()
                .map_err(refuse)?;
            for (key, value) in parsed.get_table("aimall").unwrap_or_default() {
                values.insert(key.to_uppercase(), value.into_string().map_err(refuse)?);
            }
        }
        values.extend(std::env::vars());
        Ok(Self { values })
    }

    /// A value; blank counts as not given.
    pub fn text(&self, name: &str) -> Option<String> {
        self.values.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A secret, from `NAME` or from the file that `NAME_FILE` names.
    pub fn secret(&self, name: &str) -> Result<Option<Secret>, SettingError> {
        if let Some(value) = self.text(name) {
            return Ok(Some(Secret::new(value)));
        }
        let file_name = format!("{name}_FILE");
        let Some(path) = self.text(&file_name) else { return Ok(None) };
        let content = std::fs::read_to_string(&path)
            .map_err(|error| SettingError::wrong(&file_name, &path, &format!("a file that can be read ({error})")))?;
        let content = content.trim();
        Ok((!content.is_empty()).then(|| Secret::new(content.to_owned())))
    }

    /// A value of some type.
    pub fn parsed<T: FromStr<Err: Display>>(
        &self,
        name: &str,
        default: &str,
        allowed: &str,
    ) -> Result<T, SettingError> {
        let text = self.text(name).unwrap_or_else(|| default.to_owned());
        text.parse().map_err(|_| SettingError::wrong(name, &text, allowed))
    }

    /// A yes or no.
    pub fn flag(&self, name: &str, default: bool) -> Result<bool, SettingError> {
        match self.text(name).as_deref() {
            None => Ok(default),
            Some("true" | "1" | "on" | "yes") => Ok(true),
            Some("false" | "0" | "off" | "no") => Ok(false),
            Some(other) => Err(SettingError::wrong(name, other, "true or false")),
        }
    }
}
