//! The list of conversations, as far as it was loaded.

use crate::{
    chat::{model::Conversation, rpc::list_conversations},
    kernel::{Page, PageQuery, id::ConversationId},
    kit::Toasts,
};
use leptos::{prelude::*, task::spawn_local};

/// The list: first what the page came with, then what was loaded and changed since.
#[derive(Debug, Clone, Copy)]
pub(super) struct Conversations {
    pub(super) items: RwSignal<Vec<Conversation>>,
    pub(super) cursor: RwSignal<Option<String>>,
    pub(super) is_busy: RwSignal<bool>,
}

impl Conversations {
    pub(super) fn new() -> Self {
        Self { items: RwSignal::new(Vec::new()), cursor: RwSignal::new(None), is_busy: RwSignal::new(false) }
    }

    /// Takes the first page; what was loaded beyond it stays.
    pub(super) fn begin(self, page: Page<Conversation>) {
        let is_first = self.items.with_untracked(Vec::is_empty);
        self.items.update(|items| {
            let known = std::mem::replace(items, page.items);
            append(items, known);
        });
        if is_first {
            self.cursor.set(page.next_cursor);
        }
    }

    /// Loads the page at a cursor.
    pub(super) fn load_more(self, cursor: String, toasts: Toasts) {
        self.is_busy.set(true);
        spawn_local(async move {
            let loaded = list_conversations(PageQuery { limit: None, cursor: Some(cursor) }).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match loaded {
                Ok(page) => {
                    self.items.update(|items| append(items, page.items));
                    self.cursor.set(page.next_cursor);
                }
                Err(error) => toasts.error(&error),
            }
        });
    }

    /// Looks again: another page or device may have changed the list.
    pub(super) fn refresh(self) {
        spawn_local(async move {
            if let Ok(page) = list_conversations(PageQuery::default()).await
                && self.items.try_with_untracked(|_| ()).is_some()
            {
                self.begin(page);
            }
        });
    }

    /// Puts in a conversation that was used, in its place by time.
    pub(super) fn put(self, conversation: Conversation) {
        let same = |known: &Conversation| *known == conversation;
        if self.items.with_untracked(|items| items.iter().any(same)) {
            return;
        }
        self.items.update(|items| {
            items.retain(|known| known.id != conversation.id);
            let place = items.partition_point(|known| known.updated_at > conversation.updated_at);
            items.insert(place, conversation);
        });
    }

    /// Takes out a conversation.
    pub(super) fn remove(self, id: ConversationId) {
        self.items.update(|items| items.retain(|known| known.id != id));
    }
}

fn append(items: &mut Vec<Conversation>, more: Vec<Conversation>) {
    for conversation in more {
        if !items.iter().any(|known| known.id == conversation.id) {
            items.push(conversation);
        }
    }
}
