//! What the process holds: one [`App`], handed around as [`Cx`].

use super::{
    Result,
    access::{Directory, KeyRing, KeyRule},
    clock::Clock,
    config::Settings,
    db::{Conn, Db},
    limits::Limits,
    live::Hub,
    outbound::Outbound,
    output::Output,
    random::Random,
    storage::Storage,
    telemetry::Metrics,
};
use crate::{
    kernel::id::UserId,
    payment::Gateways,
    provider::{Circuits, Registry},
};
use futures::future::BoxFuture;
use std::{collections::HashMap, ops::Deref, sync::Arc};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

/// Everything a use case may reach. Cheap to clone.
#[derive(Clone)]
pub struct Cx(Arc<App>);

/// The process.
pub struct App {
    /// What the operator set.
    pub settings: Settings,
    /// The data.
    pub db: Db,
    /// The files.
    pub storage: Storage,
    /// The time.
    pub clock: Clock,
    /// Secrets and ids.
    pub random: Random,
    /// The AI providers that are on.
    pub providers: Registry,
    /// Which of them failed lately.
    pub circuits: Circuits,
    /// The payment gateways that are on.
    pub gateways: Gateways,
    /// Fetches what addresses name that users, models and providers gave.
    pub outbound: Outbound,
    /// Rate limits.
    pub limits: Limits,
    /// What is being written right now, for those who watch.
    pub live: Hub,
    /// Passwords being hashed at once: each takes 19 MiB, so a storm of sign-ins waits here instead of taking the memory.
    pub hashing: Semaphore,
    /// Pictures being decoded at once: one may take 128 MiB, whatever its file takes.
    pub pictures: Semaphore,
    /// Finds who a token speaks for.
    pub directory: Box<dyn Directory>,
    /// Finds whose API key it is.
    pub keys: Box<dyn KeyRing>,
    /// Which calls API keys may make.
    pub key_rule: KeyRule,
    /// What later features do in the transaction that makes an account.
    pub on_registered: Vec<OnRegistered>,
    /// Who keeps the output of each kind of run.
    pub outputs: HashMap<&'static str, Box<dyn Output>>,
    /// The counters.
    pub metrics: Metrics,
    /// This process, as leases name it.
    pub instance: Uuid,
    /// Set when the process is asked to end: nothing new begins.
    pub stopping: CancellationToken,
    /// Set when a stop has waited long enough: what still runs breaks off.
    pub aborting: CancellationToken,
    /// Work that outlives its request; a stop waits for it.
    pub tasks: TaskTracker,
}

/// Somebody whose account is being made.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// The account.
    pub user: UserId,
    /// Its address.
    pub email: String,
    /// The code of whoever invited the person, as it came: nobody looked at it yet.
    pub referral_code: Option<String>,
}

/// Runs in the transaction that makes an account.
pub type OnRegistered = for<'a> fn(&'a Cx, &'a mut Conn, &'a Newcomer) -> BoxFuture<'a, Result<()>>;

impl Cx {
    /// Shares the process.
    pub fn new(app: App) -> Self {
        Self(Arc::new(app))
    }

    /// A new id, later than those before.
    pub fn id(&self) -> Uuid {
        self.random.id(self.clock.now())
    }
}

impl Deref for Cx {
    type Target = App;
    fn deref(&self) -> &App {
        &self.0
    }
}
