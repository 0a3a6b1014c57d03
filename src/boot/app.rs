//! Making the process: settings, database, providers, and who does what for whom.

use super::key_rule;
use crate::{
    account, billing, catalog, chat, connection, gateway, key, library, offer, order,
    payment::{Gateways, Waits},
    provider::{Circuits, Registry},
    referral, routing, run,
    server::{
        App, Cx,
        clock::Clock,
        config::{SettingError, Settings},
        db::{self, OpenError},
        limits::Limits,
        live::Hub,
        outbound::{FetchClocks, Outbound, SystemResolver},
        output::Output,
        random::Random,
        storage::Storage,
        telemetry::Metrics,
    },
    studio,
};
use std::{collections::HashMap, path::Path, sync::Arc};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

/// The file with the defaults, beside the binary's working folder.
pub const SETTINGS_FILE: &str = "Leptos.toml";
/// Passwords hashed at once, at 19 MiB each.
const HASHING_AT_ONCE: usize = 2;
/// Pictures decoded at once, at 128 MiB each at most.
const PICTURES_AT_ONCE: usize = 1;

/// Why the process does not start. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A wrong setting.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The database can not be used.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// A provider's client could not be made.
    #[error("provider {id}: {reason}")]
    Provider {
        /// Which one.
        id: String,
        /// Why.
        reason: String,
    },
    /// The address is taken or not ours.
    #[error("LEPTOS_SITE_ADDR: can not listen on {addr}: {reason}. Choose another address or stop what listens there")]
    Listen {
        /// The address.
        addr: String,
        /// What the system said.
        reason: String,
    },
    /// The names of the site's files are not beside the program.
    #[error(
        "LEPTOS_HASH_FILES: found true, but there is no {0}; copy hash.txt, which the build writes beside the program, along with it"
    )]
    HashFile(String),
    /// Something else.
    #[error("{0}")]
    Other(String),
}

/// Reads the settings of this process.
pub fn read_settings() -> Result<Settings, StartError> {
    let source = crate::server::config::Source::load(Path::new(SETTINGS_FILE))?;
    Ok(Settings::read(&source)?)
}

/// Opens the database and puts the process together. With `migrate`, the database is brought up to date first.
pub async fn make(settings: Settings, clock: Clock, migrate: bool) -> Result<Cx, StartError> {
    // The TLS library needs its cryptography named once; a second time changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let outbound = Outbound::new(Arc::new(SystemResolver), &settings.outbound_allow, FetchClocks::default())
        .map_err(|error| StartError::Other(format!("the HTTP client could not be set up: {error}")))?;
    let gateways = Gateways::connect(&settings.payments, Waits::default())
        .map_err(|error| StartError::Other(format!("a payment gateway can not be reached: {error}")))?;
    let db = db::open(&settings.database, migrate).await?;
    let storage =
        Storage::open(&settings.storage).map_err(|error| StartError::Other(format!("STORAGE_URL: {error}")))?;
    let cx = Cx::new(App {
        storage,
        providers: Registry::default(),
        circuits: Circuits::default(),
        gateways,
        outbound,
        limits: Limits::new(clock.clone()),
        random: Random::default(),
        live: Hub::default(),
        hashing: Semaphore::new(HASHING_AT_ONCE),
        pictures: Semaphore::new(PICTURES_AT_ONCE),
        directory: Box::new(account::server::Accounts),
        keys: Box::new(key::server::Keys::default()),
        key_rule: key_rule::scopes_for,
        on_registered: vec![billing::server::grant_signup, referral::server::bind],
        outputs: outputs(),
        metrics: Metrics::install(),
        instance: Uuid::now_v7(),
        stopping: CancellationToken::new(),
        aborting: CancellationToken::new(),
        tasks: TaskTracker::new(),
        clock,
        db,
        settings,
    });
    let loaded = connection::server::load(&cx).await;
    let unmade = loaded.map_err(|fault| StartError::Other(fault.disclose().to_string()))?;
    // What staff stored is repaired on its page; what the settings say is repaired there, before the start.
    match unmade.into_iter().find(|provider| provider.by_settings) {
        Some(provider) => Err(StartError::Provider { id: provider.id, reason: provider.reason }),
        None => Ok(cx),
    }
}

/// Who keeps what runs make.
fn outputs() -> HashMap<&'static str, Box<dyn Output>> {
    let completions = |kind| (kind, Box::new(gateway::server::Completions) as Box<dyn Output>);
    let mut outputs = HashMap::from(gateway::server::KINDS.map(completions));
    outputs.insert(chat::server::KIND, Box::new(chat::server::Answers));
    outputs.insert(chat::server::KIND_TITLE, Box::new(chat::server::Names));
    outputs.insert(studio::audio::server::KIND_STT, Box::new(studio::audio::server::Recordings));
    outputs.insert(studio::audio::server::KIND_SUMMARY, Box::new(studio::audio::server::Summaries));
    outputs.insert(studio::audio::server::KIND_TTS, Box::new(studio::audio::server::Speeches));
    outputs.insert(studio::image::server::KIND, Box::new(studio::image::server::Drawings));
    outputs.insert(studio::image::server::KIND_PROMPT, Box::new(studio::image::server::Prompts));
    outputs.insert(studio::text::server::KIND, Box::new(studio::text::server::Texts));
    outputs
}

/// Does what goes on beside requests, until the process ends.
pub fn tend(cx: &Cx) {
    cx.tasks.spawn(run::server::tend(cx.clone()));
    cx.tasks.spawn(run::server::work_queue(cx.clone()));
    cx.tasks.spawn(order::server::tend(cx.clone()));
    cx.tasks.spawn(connection::server::tend(cx.clone()));
    cx.tasks.spawn(library::server::tend(cx.clone()));
    cx.tasks.spawn(studio::audio::server::tend(cx.clone()));
}

/// Fills the catalogues: what is sold, and the models; the seed now, policies included, the providers' lists beside the start.
pub async fn fill_catalogue(cx: &Cx) -> crate::server::Result<()> {
    offer::server::plant_seed(cx).await?;
    catalog::server::plant_seed(cx).await?;
    routing::server::plant_seed(cx).await?;
    catalog::server::sync_all(cx).await
}
