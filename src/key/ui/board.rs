//! What the page of keys holds together: the list, and which dialog is open about which key.

use crate::{
    catalog::model::Model,
    kernel::Instant,
    key::model::{ApiKey, KeyDesk, KeyText, NewKey},
    kit::{Listing, Toasts, use_toasts},
};
use leptos::prelude::*;

/// The page's state.
#[derive(Clone, Copy)]
pub(super) struct Board {
    pub(super) list: Listing<ApiKey>,
    pub(super) models: StoredValue<Vec<Model>>,
    pub(super) base_url: StoredValue<String>,
    pub(super) now: Instant,
    /// The key that the open dialog is about.
    pub(super) subject: RwSignal<Option<ApiKey>>,
    pub(super) is_creating: RwSignal<bool>,
    pub(super) is_editing: RwSignal<bool>,
    pub(super) is_rotating: RwSignal<bool>,
    pub(super) is_revoking: RwSignal<bool>,
    pub(super) is_revealing: RwSignal<bool>,
    /// The key that is shown this once.
    pub(super) revealed: RwSignal<Option<KeyText>>,
    pub(super) toasts: Toasts,
}

impl Board {
    pub(super) fn new(desk: KeyDesk) -> Self {
        Self {
            list: Listing::new(desk.keys),
            models: StoredValue::new(desk.models),
            base_url: StoredValue::new(desk.base_url),
            now: desk.now,
            subject: RwSignal::new(None),
            is_creating: RwSignal::new(false),
            is_editing: RwSignal::new(false),
            is_rotating: RwSignal::new(false),
            is_revoking: RwSignal::new(false),
            is_revealing: RwSignal::new(false),
            revealed: RwSignal::new(None),
            toasts: use_toasts(),
        }
    }

    /// Opens a dialog about a key.
    pub(super) fn ask(&self, about: &ApiKey, dialog: RwSignal<bool>) {
        self.subject.set(Some(about.clone()));
        dialog.set(true);
    }

    /// Puts a key where it stood, or first when it is new.
    pub(super) fn put(&self, key: ApiKey) {
        self.list.items.update(|items| match items.iter_mut().find(|item| item.id == key.id) {
            Some(item) => *item = key,
            None => items.insert(0, key),
        });
    }

    /// Shows a new secret, this once.
    pub(super) fn reveal(&self, made: NewKey) {
        self.put(made.about);
        self.revealed.set(Some(made.key));
        self.is_revealing.set(true);
    }
}
