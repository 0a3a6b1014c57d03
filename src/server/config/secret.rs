//! Secrets: never in a log, an error or a page.

use super::{SettingError, Source};
use crate::server::random::Random;
use secrecy::{ExposeSecret, SecretString};
use std::{fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

/// A value that prints as nothing.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Hides a value.
    pub fn new(value: String) -> Self {
        Self(value.into())
    }

    /// The value, for the one place that needs it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// As the provider layer takes it.
    pub fn inner(&self) -> SecretString {
        self.0.clone()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// Characters a secret given by hand must have, so that tokens can not be guessed.
const LENGTH_MIN: usize = 32;

/// `APP_SECRET`, or the one made on the first start and kept in the data folder.
pub(super) fn app_secret(source: &Source, data_dir: &Path) -> Result<Secret, SettingError> {
    if let Some(secret) = source.secret("APP_SECRET")? {
        if secret.expose().len() < LENGTH_MIN {
            return Err(SettingError::hidden("APP_SECRET", "at least 32 characters"));
        }
        return Ok(secret);
    }
    let path = data_dir.join("app_secret");
    let refuse = |error: std::io::Error| {
        SettingError::wrong("DATA_DIR", &data_dir.display().to_string(), &format!("a folder we may write to ({error})"))
    };
    if let Ok(kept) = fs::read_to_string(&path)
        && kept.trim().len() >= LENGTH_MIN
    {
        return Ok(Secret::new(kept.trim().to_owned()));
    }
    fs::create_dir_all(data_dir).map_err(refuse)?;
    let made = Random::default().secret();
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path).map_err(refuse)?;
    file.write_all(made.as_bytes()).and_then(|()| file.sync_all()).map_err(refuse)?;
    Ok(Secret::new(made))
}
