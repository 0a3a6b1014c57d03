//! How a file is opened.

use super::connection::EmbeddedConnection;
use log::LevelFilter;
use sqlx::{ConnectOptions, Error};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};
use url::Url;

/// A database file, and whether it may be written to.
#[derive(Debug, Clone)]
pub struct EmbeddedOptions {
    pub(super) file: PathBuf,
    pub(super) read_only: bool,
}

impl EmbeddedOptions {
    /// The file, to write to.
    pub fn writer(file: &Path) -> Self {
        Self { file: file.to_owned(), read_only: false }
    }

    /// The file, to read from.
    pub fn reader(file: &Path) -> Self {
        Self { file: file.to_owned(), read_only: true }
    }
}

impl FromStr for EmbeddedOptions {
    type Err = Error;
    fn from_str(url: &str) -> Result<Self, Error> {
        let file = url.strip_prefix("sqlite://").ok_or_else(|| Error::Configuration("no sqlite:// address".into()))?;
        Ok(Self::writer(Path::new(file)))
    }
}

impl ConnectOptions for EmbeddedOptions {
    type Connection = EmbeddedConnection;

    fn from_url(url: &Url) -> Result<Self, Error> {
        url.as_str().parse()
    }

    async fn connect(&self) -> Result<EmbeddedConnection, Error> {
        EmbeddedConnection::open(self)
    }

    /// Statements are never logged.
    fn log_statements(self, _level: LevelFilter) -> Self {
        self
    }

    fn log_slow_statements(self, _level: LevelFilter, _duration: Duration) -> Self {
        self
    }
}
