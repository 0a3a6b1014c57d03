//! The roles that stay: `serve` answers requests, `work` only tends. Both end gracefully.

use super::{
    app::{self, StartError},
    router,
};
use crate::{
    account,
    server::{Cx, clock::Clock, telemetry},
};
use axum::serve::ListenerExt;
use leptos::prelude::{LeptosOptions, get_configuration};
use std::{net::SocketAddr, path::Path, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::timeout,
};

/// How long a stop lets answers finish before it breaks them off.
const STOP_AFTER: Duration = Duration::from_secs(30);
/// How long what was broken off may take to be written down.
const WRITE_DOWN: Duration = Duration::from_secs(10);

/// Answers requests until asked to stop.
pub async fn serve() -> Result<(), StartError> {
    let (settings, site) = (app::read_settings()?, site_options()?);
    telemetry::start_logging(&settings.log);
    let cx = app::make(settings, Clock::System, true).await?;
    let listener = listen(cx.settings.addr).await?;
    app::fill_catalogue(&cx).await.map_err(|fault| StartError::Other(fault.disclose().to_string()))?;
    app::tend(&cx);
    greet(&cx).await?;
    serve_on(cx, listener, &site).await
}

/// Serves on a listener until asked to stop; then ends gracefully.
pub async fn serve_on(cx: Cx, listener: TcpListener, options: &LeptosOptions) -> Result<(), StartError> {
    let service = router::router(&cx, options).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = cx.stopping.clone();
    // Otherwise the second small piece of a stream waits 40 ms for the client to acknowledge the first.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let server = axum::serve(listener, service).with_graceful_shutdown(async move { stopping.cancelled().await });
    let mut server = tokio::spawn(server.into_future());
    wait_for_stop(&cx).await;
    // Live answers go on to their end, and their watchers with them.
    if timeout(STOP_AFTER, &mut server).await.is_err() {
        tracing::warn!(runs = cx.live.count(), "answers are broken off");
    }
    finish(&cx).await;
    Ok(())
}

/// Tends runs and holds without answering requests.
pub async fn work() -> Result<(), StartError> {
    let settings = app::read_settings()?;
    telemetry::start_logging(&settings.log);
    let cx = app::make(settings, Clock::System, false).await?;
    app::tend(&cx);
    tracing::info!("tending");
    wait_for_stop(&cx).await;
    finish(&cx).await;
    Ok(())
}

async fn listen(addr: SocketAddr) -> Result<TcpListener, StartError> {
    let refused = |error: std::io::Error| StartError::Listen { addr: addr.to_string(), reason: error.to_string() };
    TcpListener::bind(addr).await.map_err(refused)
}

/// Where the built site is: `Leptos.toml`, the environment over it.
fn site_options() -> Result<LeptosOptions, StartError> {
    let file = Path::new(app::SETTINGS_FILE).exists().then_some(app::SETTINGS_FILE);
    let options = match get_configuration(file) {
        Ok(configuration) => configuration.leptos_options,
        Err(_) => LeptosOptions::builder().output_name("aimall").build(),
    };
    // Leptos reads the names of hashed files there, and panics where they are not.
    let list = std::env::current_exe().map(|program| program.with_file_name(options.hash_file.as_ref()));
    match list {
        Ok(list) if options.hash_files && !list.exists() => Err(StartError::HashFile(list.display().to_string())),
        _ => Ok(options),
    }
}

async fn greet(cx: &Cx) -> Result<(), StartError> {
    let mut words = format!("AI Mall listens on {} ({})\n", cx.settings.public_url, cx.settings.addr);
    let link = account::server::invite_first_admin(cx).await;
    if let Some(link) = link.map_err(|fault| StartError::Other(fault.disclose().to_string()))? {
        words.push_str(&format!("No admin yet. Become one here, once, within a day: {link}\nor run: aimall admin create --email you@example.com\n"));
    }
    use std::io::Write;
    // For the person who started it; logs go to standard error.
    let _ = std::io::stdout().write_all(words.as_bytes()).and_then(|()| std::io::stdout().flush());
    Ok(())
}

async fn wait_for_stop(cx: &Cx) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return cx.stopping.cancelled().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = cx.stopping.cancelled() => {}
    }
    tracing::info!(runs = cx.live.count(), "stopping");
    cx.stopping.cancel();
}

/// Ends what still runs, waits until it is written down, closes the database.
async fn finish(cx: &Cx) {
    cx.aborting.cancel();
    cx.tasks.close();
    if timeout(WRITE_DOWN, cx.tasks.wait()).await.is_err() {
        tracing::error!("work was lost at the stop; the next start recovers it");
    }
    cx.db.close().await;
}
