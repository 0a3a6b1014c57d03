//! The installable app: registers the service worker, which keeps the code, the fonts and an offline page.

use leptos::{logging::warn, prelude::window, task::spawn_local};

/// Registers `/sw.js` where the browser allows it: on HTTPS and on this machine.
pub fn register() {
    if !window().is_secure_context() {
        return;
    }
    let registering = window().navigator().service_worker().register("/sw.js");
    spawn_local(async move {
        if registering.await.is_err() {
            warn!("the service worker was not registered; the app works without it");
        }
    });
}
