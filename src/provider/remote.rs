//! A provider's server: its address, its key, and what becomes of its connection's errors. Every adapter holds one.

use super::{
    classify::classify,
    clocks::Clocks,
    failure::{Failure, FailureClass},
    redact,
    registry::ProviderSettings,
};
use crate::server::outbound::Outbound;
use jiff::Timestamp;
use reqwest::{
    Client, RequestBuilder, Response,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The most that is read of an error reply, and how long.
const ERROR_BYTES_MAX: usize = 64 << 10;
const ERROR_WAIT: Duration = Duration::from_secs(3);

/// How a key is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyHeader {
    /// As a bearer token.
    Bearer,
    /// As the value of this header.
    Named(&'static str),
}

/// How to reach a provider.
pub(super) struct Remote {
    http: Client,
    /// The provider's name.
    pub(super) id: String,
    /// With the version segment, without a slash at the end.
    base_url: String,
    api_key: Option<SecretString>,
    key_header: KeyHeader,
    extra_headers: Vec<(String, String)>,
    /// How long to wait for it.
    pub(super) clocks: Clocks,
    /// Fetches what addresses in its answers name.
    pub(super) outbound: Outbound,
}

impl Remote {
    /// The provider at an address, reached through a client of [`super::http::client`].
    pub(super) fn new(http: Client, settings: ProviderSettings, key_header: KeyHeader, clocks: Clocks) -> Self {
        let ProviderSettings { id, base_url, api_key, dialect, outbound, kind: _, proxy: _ } = settings;
        let base_url = base_url.trim_end_matches('/').to_owned();
        let extra_headers = dialect.extra_headers;
        Self { http, id, base_url, api_key, key_header, extra_headers, clocks, outbound }
    }

    /// A question to this path below the base, with the key.
    pub(super) fn get(&self, path: &str) -> Result<RequestBuilder, Failure> {
        Ok(self.http.get(self.url(path)).headers(self.headers()?))
    }

    /// An order to this path below the base, with the key.
    pub(super) fn post(&self, path: &str) -> Result<RequestBuilder, Failure> {
        Ok(self.http.post(self.url(path)).headers(self.headers()?))
    }

    /// A question to have what is at this path below the base taken away, with the key.
    pub(super) fn delete(&self, path: &str) -> Result<RequestBuilder, Failure> {
        Ok(self.http.delete(self.url(path)).headers(self.headers()?))
    }

    /// Joined as text: joining as URLs would eat the last segment of a base without a slash.
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    fn headers(&self) -> Result<HeaderMap, Failure> {
        let wrong = |what: &str| Failure::new(FailureClass::Credential, format!("{what} can not be sent in a header"));
        let secret = |value: &str, what: &str| {
            let mut value = HeaderValue::try_from(value).map_err(|_| wrong(what))?;
            value.set_sensitive(true);
            Ok(value)
        };
        let mut headers = HeaderMap::new();
        if let Some(key) = self.api_key.as_ref().map(ExposeSecret::expose_secret) {
            match self.key_header {
                KeyHeader::Bearer => headers.insert(AUTHORIZATION, secret(&format!("Bearer {key}"), "the key")?),
                KeyHeader::Named(name) => headers.insert(name, secret(key, "the key")?),
            };
        }
        for (name, value) in &self.extra_headers {
            let name = HeaderName::try_from(name.as_str()).map_err(|_| wrong("an extra header"))?;
            headers.insert(name, secret(value, "an extra header")?);
        }
        Ok(headers)
    }

    /// A whole body of at most so many bytes.
    pub(super) async fn read(&self, mut response: Response, bytes_max: usize) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        while let Some(bytes) = response.chunk().await.map_err(|error| self.broken(error))? {
            if body.len() + bytes.len() > bytes_max {
                return Err(Failure::new(FailureClass::Protocol, format!("a reply of more than {bytes_max} bytes")));
            }
            body.extend_from_slice(&bytes);
        }
        Ok(body)
    }

    /// A library's error as a failure. Never with the address, which may hold a secret.
    pub(super) fn broken(&self, error: reqwest::Error) -> Failure {
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

    /// The same for an order that costs money: once it may have been sent, it may have been carried out.
    pub(super) fn lost(&self, error: reqwest::Error) -> Failure {
        let unsent = error.is_connect() || error.is_builder();
        let failure = self.broken(error);
        if unsent { failure } else { Failure { class: FailureClass::Uncertain, ..failure } }
    }

    /// The failure without this provider's secrets, wherever they may have been echoed.
    pub(super) fn clean(&self, mut failure: Failure) -> Failure {
        let key = self.api_key.iter().map(|key| key.expose_secret());
        for secret in key.chain(self.extra_headers.iter().map(|(_, value)| value.as_str())) {
            failure.detail = redact::without(failure.detail, secret);
        }
        failure.detail.truncate(failure.detail.floor_char_boundary(Failure::DETAIL_BYTES_MAX));
        failure
    }
}

/// The failure in a reply whose status says that there is one.
pub(super) async fn refused(mut response: Response) -> Failure {
    let until = Instant::now() + ERROR_WAIT;
    let mut body = Vec::new();
    while body.len() < ERROR_BYTES_MAX {
        match timeout_at(until, response.chunk()).await {
            Ok(Ok(Some(bytes))) => body.extend_from_slice(&bytes[..bytes.len().min(ERROR_BYTES_MAX - body.len())]),
            _ => break,
        }
    }
    classify(response.status().as_u16(), &body, response.headers(), Timestamp::now())
}
