//! A whole server on a fresh database, with emulated providers behind it and a client in front.

mod client;
pub mod contract;
mod database;

use crate::provider::emulator::{Emulator, contract::OPENAI_KEY};
use aimall::{
    boot::{app, check, router},
    kernel::Instant,
    server::{
        Cx,
        clock::Clock,
        config::{Settings, Source},
    },
};
use leptos::prelude::LeptosOptions;
use std::{net::SocketAddr, time::Duration};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub use client::{Client, Events, Form, milli, text};
pub use database::{Database, Engine};

/// Makes a test of each function, on SQLite and on PostgreSQL (where `TEST_DATABASE_URL` names one).
/// `with SETUP;` in front starts their servers with that [`Setup`].
macro_rules! on_both {
    ($(async fn $name:ident($app:ident: &TestApp) $body:block)*) => {
        on_both! { with $crate::harness::Setup::default(); $(async fn $name($app: &TestApp) $body)* }
    };
    (with $setup:expr; $(async fn $name:ident($app:ident: &TestApp) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all")]
            use super::*;

            async fn body($app: &TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::harness::TestApp::with($crate::harness::Engine::Sqlite, $setup, async |app| body(app).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::harness::TestApp::with($crate::harness::Engine::Postgres, $setup, async |app| body(app).await).await;
            }
        }
    )*};
}

/// What a test starts with.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Settings beside the usual ones.
    pub settings: Vec<(&'static str, String)>,
    /// Stands still until the test moves it; otherwise the machine's.
    pub manual_clock: bool,
}

/// A running server.
pub struct TestApp {
    pub cx: Cx,
    pub emulator: Emulator,
    pub address: SocketAddr,
    pub database: Database,
    setup: Setup,
    folder: TempDir,
}

impl TestApp {
    /// Runs a test on a server of its own, then proves that nothing was left behind.
    pub async fn with(engine: Engine, setup: Setup, test: impl AsyncFnOnce(&Self)) {
        let Some(database) = Database::fresh(engine).await else {
            eprintln!("TEST_DATABASE_URL is not set: not run on PostgreSQL");
            return;
        };
        let app = Self::start(database, setup).await;
        test(&app).await;
        app.finish().await;
    }

    async fn start(database: Database, setup: Setup) -> Self {
        let emulator = Emulator::start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock =
            if setup.manual_clock { Clock::manual(Instant::from_micros(1_790_000_000_000_000)) } else { Clock::System };
        let time = clock.clone();
        // Gateways live in the same time: what they sign is as old as the test says.
        emulator.follow(move || time.now().micros.div_euclid(1_000_000));
        let (cx, address) = serve(&database, &emulator, &folder, &setup, clock).await;
        Self { cx, emulator, address, database, setup, folder }
    }

    /// A second process on the same database: its own memory, the same data, the same time.
    pub async fn second(&self) -> (Cx, SocketAddr) {
        serve(&self.database, &self.emulator, &self.folder, &self.setup, self.cx.clock.clone()).await
    }

    /// The same with other settings; the last one of a name counts.
    pub async fn second_with(&self, settings: Vec<(&'static str, String)>) -> (Cx, SocketAddr) {
        let setup = Setup { settings: [self.setup.settings.clone(), settings].concat(), ..self.setup.clone() };
        serve(&self.database, &self.emulator, &self.folder, &setup, self.cx.clock.clone()).await
    }

    /// Where it stores what it stores.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A client that nobody knows.
    pub fn stranger(&self) -> Client {
        Client::new(self.address)
    }

    /// A client with a new account.
    pub async fn member(&self, name: &str) -> Client {
        let mut client = self.stranger();
        client.register(&format!("{name}@example.com"), "a good password").await;
        client
    }

    /// Says what is wrong with the money and the logs of runs.
    pub async fn findings(&self) -> Vec<String> {
        let (lines, sound) = check::check_ledger(&self.cx).await.map_err(|_| "the check failed").unwrap();
        if sound { Vec::new() } else { lines }
    }

    async fn finish(self) {
        wait_until("runs end", || async { self.cx.live.count() == 0 }).await;
        assert_eq!(self.findings().await, Vec::<String>::new(), "the invariants of the money");
        assert_eq!(self.emulator.violations(), Vec::<String>::new(), "what providers were asked");
        self.cx.stopping.cancel();
        self.cx.aborting.cancel();
        self.cx.db.close().await;
        self.database.drop().await;
    }
}

async fn serve(
    database: &Database,
    emulator: &Emulator,
    folder: &TempDir,
    setup: &Setup,
    clock: Clock,
) -> (Cx, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut pairs = vec![
        ("LEPTOS_SITE_ADDR", address.to_string()),
        ("DATA_DIR", folder.path().display().to_string()),
        ("DATABASE_URL", database.url(folder.path())),
        ("OPENAI_API_KEY", OPENAI_KEY.to_owned()),
        ("OPENAI_BASE_URL", emulator.base_url("openai")),
        // On for those who set its key.
        ("OPENROUTER_BASE_URL", emulator.base_url("openrouter")),
        ("GROQ_BASE_URL", emulator.base_url("groq")),
        ("GOAPI_BASE_URL", emulator.base_url("goapi")),
        ("STRIPE_BASE_URL", emulator.base_url("stripe")),
        ("ZARINPAL_BASE_URL", emulator.base_url("zarinpal")),
        // Nothing listens there.
        ("OLLAMA_BASE_URL", "http://127.0.0.1:9/v1".to_owned()),
        ("SANDBOX", "true".to_owned()),
        // Requests beside those that a test makes: on for those who want them.
        ("CHAT_TITLES", "false".to_owned()),
    ];
    pairs.extend(setup.settings.clone());
    let source = Source::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)));
    let cx = app::make(Settings::read(&source).unwrap(), clock, true).await.unwrap();
    app::fill_catalogue(&cx).await.map_err(|_| "the catalogue was not filled").unwrap();
    app::tend(&cx);
    let options = LeptosOptions::builder().output_name("aimall").site_root("target/no-site").build();
    let service = router::router(&cx, &options).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = cx.stopping.clone();
    tokio::spawn(async move {
        axum::serve(listener, service).with_graceful_shutdown(async move { stopping.cancelled().await }).await.unwrap();
    });
    (cx, address)
}

/// Waits for something that will happen; fails loudly when it does not.
pub async fn wait_until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    for _ in 0..600 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited too long until {what}");
}
