//! Names into addresses, all of them checked.

use super::{Allowed, FetchError};
use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// Resolves names. A test scripts it.
pub trait Resolver: Send + Sync + 'static {
    /// Every address of a name.
    fn resolve(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The machine's own resolver.
#[derive(Debug, Clone, Copy)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let name = name.to_owned();
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) })
    }
}

/// The only resolver of the client: what it gives is where the connection goes, and nobody asks a second time.
pub(super) struct Checked {
    resolver: Arc<dyn Resolver>,
    allowed: Allowed,
}

impl Checked {
    pub(super) fn new(resolver: Arc<dyn Resolver>, allowed: Allowed) -> Self {
        Self { resolver, allowed }
    }
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (asked, allowed) = (self.resolver.resolve(name.as_str()), self.allowed.clone());
        Box::pin(async move {
            let found = asked.await.map_err(|_| FetchError::Unreachable)?;
            if found.is_empty() {
                return Err(FetchError::Unreachable.into());
            }
            // One that is not public among others says enough about the name.
            if !found.iter().all(|ip| allowed.reaches(*ip)) {
                return Err(FetchError::Blocked.into());
            }
            // The client puts the port of the address in.
            Ok(Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}
