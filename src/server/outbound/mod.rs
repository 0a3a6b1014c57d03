//! The one way out to an address that a user, a model or a provider's answer gave.
//!
//! Whoever names an address may want us to reach what only we can reach. So: https at the usual port, no name and
//! password in the address; the name is resolved here and refused when any of its addresses is not a public one; the
//! connection goes to just those that were checked, because the client knows no other resolver; every redirect is
//! checked like a first address; no proxy, no cookies, no key, nothing unpacked; and every size and time has its end.
//! What comes is told by its bytes. What the operator set (a provider's base URL) does not come through here.

mod address;
mod resolve;

use bytes::{Bytes, BytesMut};
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{CONTENT_ENCODING, LOCATION},
    redirect, retry,
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::Semaphore, time::timeout};

pub use address::is_public;
pub use resolve::{Resolver, SystemResolver};

/// Redirects that are followed.
const REDIRECTS_MAX: usize = 3;
/// Fetched at once; others wait for their turn, within their own time.
const AT_ONCE: usize = 16;
/// The longest address that is looked at.
const URL_BYTES_MAX: usize = 4_096;
/// Bytes after which it is clear what they are.
const HEAD_BYTES: usize = 64;

/// Fetches what strangers' addresses name. Cheap to clone.
#[derive(Clone)]
pub struct Outbound(Arc<Inner>);

struct Inner {
    http: Client,
    allowed: Allowed,
    clocks: FetchClocks,
    at_once: Semaphore,
}

/// How long a fetch may take.
#[derive(Debug, Clone, Copy)]
pub struct FetchClocks {
    /// Until there is a connection, its name resolved.
    pub connect: Duration,
    /// Between two pieces, and until the first.
    pub idle: Duration,
    /// All of it, with redirects and with waiting for a turn.
    pub total: Duration,
}

impl Default for FetchClocks {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), idle: Duration::from_secs(10), total: Duration::from_secs(30) }
    }
}

/// What is wanted of an address.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// The most bytes that are taken.
    pub bytes_max: usize,
    /// The media type that bytes have, where it is a wanted one.
    pub sniff: fn(&[u8]) -> Option<&'static str>,
    /// Whether plain http will do.
    pub plain: bool,
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// What it is, by its bytes.
    pub media_type: &'static str,
    /// The bytes.
    pub bytes: Bytes,
}

/// Why nothing was fetched. Says nothing of what is behind the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Another scheme or port, a name and password, or no address at all.
    #[error("it must be a plain https address, at the usual port and without a user name")]
    Unacceptable,
    /// It leads to where only we could go.
    #[error("its address is not a public one")]
    Blocked,
    /// It is not there, or no longer, or not for everybody.
    #[error("there is nothing there for us, or not any more")]
    NotFound,
    /// There is more of it than is taken.
    #[error("it has more than {bytes_max} bytes")]
    TooLarge {
        /// The most that is taken.
        bytes_max: usize,
    },
    /// It took too long.
    #[error("it did not come in time")]
    Late,
    /// It is something else than what is wanted.
    #[error("it is not of a kind that is taken")]
    WrongKind,
    /// It leads from address to address.
    #[error("it was redirected more than {REDIRECTS_MAX} times")]
    Redirects,
    /// No connection, or no good answer.
    #[error("its server could not be reached or did not answer well")]
    Unreachable,
}

/// Addresses with their ports that are reached although they are not public, also by plain http.
#[derive(Debug, Clone, Default)]
struct Allowed(Arc<[SocketAddr]>);

impl Allowed {
    fn port(&self, port: u16) -> bool {
        self.0.iter().any(|one| one.port() == port)
    }

    /// Whether a name may lead there; with which port is looked at when the connection is made.
    fn reaches(&self, ip: IpAddr) -> bool {
        is_public(ip) || self.0.iter().any(|one| one.ip() == ip)
    }

    fn exactly(&self, address: SocketAddr) -> bool {
        let usual = [80, 443].contains(&address.port());
        (usual && is_public(address.ip())) || self.0.contains(&address)
    }
}

impl Outbound {
    /// A way out. `allowed` names addresses that are reached although they are not public: a provider of the operator's
    /// own that answers with addresses on its own machine, or a test's server (the setting `OUTBOUND_ALLOW`).
    ///
    /// # Errors
    /// When TLS is not available.
    pub fn new(
        resolver: Arc<dyn Resolver>,
        allowed: &[SocketAddr],
        clocks: FetchClocks,
    ) -> Result<Self, reqwest::Error> {
        // Fails only when one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed = Allowed(allowed.into());
        let http = Client::builder()
            .dns_resolver(resolve::Checked::new(resolver, allowed.clone()))
            .connect_timeout(clocks.connect)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .no_proxy()
            .http1_only()
            // A connection that is kept would outlive its check.
            .pool_max_idle_per_host(0)
            .user_agent(concat!("aimall/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self(Arc::new(Inner { http, allowed, clocks, at_once: Semaphore::new(AT_ONCE) })))
    }

    /// Fetches what an address names.
    ///
    /// # Errors
    /// When the address is refused, or what is there is not what is wanted.
    pub async fn fetch(&self, url: &str, wanted: Wanted) -> Result<Fetched, FetchError> {
        let fetched = timeout(self.0.clocks.total, self.0.fetch(url, wanted)).await;
        let fetched = fetched.unwrap_or(Err(FetchError::Late));
        if let Err(error) = fetched {
            // Not the address: it may hold a signature, or say what somebody looks at.
            tracing::debug!(%error, "nothing was fetched");
        }
        fetched
    }
}

impl Inner {
    async fn fetch(&self, url: &str, wanted: Wanted) -> Result<Fetched, FetchError> {
        let _turn = self.at_once.acquire().await.map_err(|_| FetchError::Late)?;
        if url.len() > URL_BYTES_MAX {
            return Err(FetchError::Unacceptable);
        }
        let mut url = Url::parse(url).map_err(|_| FetchError::Unacceptable)?;
        for _ in 0..=REDIRECTS_MAX {
            self.check(&url, wanted.plain)?;
            let response = self.ask(&url).await?;
            match next(&url, &response)? {
                Some(other) => url = other,
                None => return self.read(response, wanted).await,
            }
        }
        Err(FetchError::Redirects)
    }

    /// What can be said of an address before its name is resolved. The parser is the client's own, and has turned every
    /// notation of an IPv4 address into the usual one.
    fn check(&self, url: &Url, plain: bool) -> Result<(), FetchError> {
        let port = url.port_or_known_default().ok_or(FetchError::Unacceptable)?;
        let is_allowed = self.allowed.port(port);
        let scheme = url.scheme() == "https" || (url.scheme() == "http" && (plain || is_allowed));
        let usual = [80, 443].contains(&port) || is_allowed;
        if !scheme || !usual || !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Unacceptable);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(FetchError::Unacceptable)?;
        let literal = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        match literal.parse::<IpAddr>() {
            Ok(ip) if !self.allowed.exactly(SocketAddr::new(ip, port)) => Err(FetchError::Blocked),
            // A name is checked when it is resolved.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    async fn ask(&self, url: &Url) -> Result<Response, FetchError> {
        let wait = self.clocks.connect + self.clocks.idle;
        let response = timeout(wait, self.http.get(url.clone()).send()).await.map_err(|_| FetchError::Late)?;
        let response = response.map_err(|error| reason(&error))?;
        // The resolver does not know the port; and what is not known is not trusted.
        match response.remote_addr() {
            Some(address) if self.allowed.exactly(address) => Ok(response),
            _ => Err(FetchError::Blocked),
        }
    }

    async fn read(&self, mut response: Response, wanted: Wanted) -> Result<Fetched, FetchError> {
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => {
                return Err(FetchError::NotFound);
            }
            _ => return Err(FetchError::Unreachable),
        }
        // Nothing packed was asked for.
        if response.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            return Err(FetchError::WrongKind);
        }
        let too_large = FetchError::TooLarge { bytes_max: wanted.bytes_max };
        let most = u64::try_from(wanted.bytes_max).unwrap_or(u64::MAX);
        // Believed when it says too much, never when it says little.
        if response.content_length().is_some_and(|length| length > most) {
            return Err(too_large);
        }
        let (mut bytes, mut media_type) = (BytesMut::new(), None);
        loop {
            let piece = timeout(self.clocks.idle, response.chunk()).await.map_err(|_| FetchError::Late)?;
            let piece = piece.map_err(|error| reason(&error))?;
            bytes.extend_from_slice(piece.as_deref().unwrap_or_default());
            if bytes.len() > wanted.bytes_max {
                return Err(too_large);
            }
            if media_type.is_none() && (bytes.len() >= HEAD_BYTES || piece.is_none()) {
                media_type = Some((wanted.sniff)(&bytes).ok_or(FetchError::WrongKind)?);
            }
            if let (None, Some(media_type)) = (&piece, media_type) {
                return Ok(Fetched { media_type, bytes: bytes.freeze() });
            }
        }
    }
}

/// Where a reply sends us on to.
fn next(url: &Url, response: &Response) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let location = location.filter(|location| location.len() <= URL_BYTES_MAX).ok_or(FetchError::Unreachable)?;
    url.join(location).map(Some).map_err(|_| FetchError::Unacceptable)
}

/// What a library's error means: ours, when the resolver gave it.
fn reason(error: &reqwest::Error) -> FetchError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(ours) = one.downcast_ref::<FetchError>() {
            return *ours;
        }
        cause = one.source();
    }
    if error.is_timeout() { FetchError::Late } else { FetchError::Unreachable }
}
