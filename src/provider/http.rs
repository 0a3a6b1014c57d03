//! The HTTP client that talks to providers.

use reqwest::{Client, Proxy, redirect, retry};
use std::time::Duration;

/// Why there is no client. Says nothing of the proxy's address, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The proxy's address is none.
    #[error("the proxy's address is not valid")]
    Proxy,
    /// TLS could not be set up.
    #[error("the HTTP client could not be set up")]
    Setup,
}

/// Makes a client for one provider.
///
/// No redirects, because they carry key headers to other hosts. No proxy from the environment, only the one given. No
/// retries, because a question asked twice is paid twice. No timeout over the whole body: streams have their own clocks.
///
/// # Errors
/// When the proxy's address is wrong or TLS is not available.
pub fn client(connect: Duration, proxy: Option<&str>) -> Result<Client, ClientError> {
    // Fails only when one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .connect_timeout(connect)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .tcp_keepalive(Duration::from_secs(30))
        .pool_idle_timeout(Duration::from_secs(60))
        .user_agent(concat!("aimall/", env!("CARGO_PKG_VERSION")));
    if let Some(proxy) = proxy {
        builder = builder.proxy(Proxy::all(proxy).map_err(|_| ClientError::Proxy)?);
    }
    builder.build().map_err(|_| ClientError::Setup)
}
