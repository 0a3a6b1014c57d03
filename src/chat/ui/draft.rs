//! What was typed and not sent yet; kept by the browser, so that neither an error nor a reload loses it.

use crate::kernel::id::ConversationId;
use leptos::prelude::window;
use web_sys::Storage;

const MODEL: &str = "chat-model";

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn key(conversation: Option<ConversationId>) -> String {
    conversation.map_or_else(|| "chat-draft-new".to_owned(), |id| format!("chat-draft-{id}"))
}

/// The draft of a conversation; of the next one when it has not begun.
pub(super) fn load(conversation: Option<ConversationId>) -> String {
    storage().and_then(|storage| storage.get_item(&key(conversation)).ok().flatten()).unwrap_or_default()
}

/// Keeps a draft; an empty one is forgotten. A browser that keeps nothing is no error.
pub(super) fn save(conversation: Option<ConversationId>, text: &str) {
    if let Some(storage) = storage() {
        let key = key(conversation);
        let _ = if text.is_empty() { storage.remove_item(&key) } else { storage.set_item(&key, text) };
    }
}

/// The model that was used last on this device.
pub(super) fn last_model() -> Option<String> {
    storage()?.get_item(MODEL).ok().flatten()
}

/// Remembers the model for the next conversation.
pub(super) fn keep_model(model: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(MODEL, model);
    }
}
