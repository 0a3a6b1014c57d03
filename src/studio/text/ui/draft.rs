//! A form that was filled in and not sent yet; kept by the browser, so that neither an error nor a reload loses it.

use crate::studio::text::model::NewTexts;
use leptos::prelude::window;
use web_sys::Storage;

const KEY: &str = "text-draft";

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What was kept.
pub(super) fn load() -> Option<NewTexts> {
    serde_json::from_str(&storage()?.get_item(KEY).ok().flatten()?).ok()
}

/// Keeps a form. A browser that keeps nothing is no error.
pub(super) fn save(order: &NewTexts) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(order)) {
        let _ = storage.set_item(KEY, &text);
    }
}

/// Forgets it.
pub(super) fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}
