//! Logs and counters. No prompt, answer, key or token goes into either.

use super::config::LogSettings;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use tracing_subscriber::EnvFilter;

/// The counters of the process, as Prometheus reads them.
#[derive(Clone)]
pub struct Metrics(Option<PrometheusHandle>);

impl Metrics {
    /// Installs the recorder; the process has one, so a second call gets the same.
    pub fn install() -> Self {
        static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
        Self(HANDLE.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).clone())
    }

    /// The text that Prometheus scrapes.
    pub fn render(&self) -> String {
        self.0.as_ref().map(PrometheusHandle::render).unwrap_or_default()
    }

    /// Moves what was recorded out of the buffers; called now and then.
    pub fn upkeep(&self) {
        if let Some(handle) = &self.0 {
            handle.run_upkeep();
        }
    }
}

/// Starts logging. SQL and HTTP client chatter stays out unless asked for.
pub fn start_logging(settings: &LogSettings) {
    let filter = EnvFilter::try_new(&settings.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first.
    let _ = if settings.json { subscriber.json().try_init() } else { subscriber.try_init() };
}
