//! Where the browser's half begins.

use super::{Surroundings, pwa, routes::App};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server rendered.
#[allow(unsafe_code, reason = "what wasm_bindgen generates")]
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    let surroundings = rendered_with();
    leptos::mount::hydrate_body(move || {
        provide_context(surroundings);
        view! { <App /> }
    });
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-ready", "");
    }
    pwa::register();
}

/// What the server rendered the page with, as it wrote it into the head.
fn rendered_with() -> Surroundings {
    document()
        .query_selector("meta[name=surroundings]")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .and_then(|content| serde_json::from_str(&content).ok())
        .unwrap_or_default()
}
