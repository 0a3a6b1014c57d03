//! What outlives a conversation on the chat page: the address, the list, the dialogs.

use super::{conversations::Conversations, thread::Thread};
use crate::{
    app::{session::SessionResource, use_session},
    catalog::model::Model,
    chat::model::Conversation,
    kernel::{Interrupted, id::ConversationId},
    kit::{Toasts, use_toasts},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};

/// The address asks for something new to be loaded.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Visit {
    /// Counts the visits, so that a new chat after a new chat is another one.
    nr: u32,
    /// The conversation of the address: none for a new one, or something that is no id.
    pub(super) id: Result<Option<ConversationId>, String>,
}

/// The page around conversations.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk {
    pub(super) visit: Memo<Visit>,
    pub(super) conversations: Conversations,
    /// The list is open over the page, on narrow screens.
    pub(super) is_list_open: RwSignal<bool>,
    /// The conversation that a dialog is about.
    pub(super) subject: RwSignal<Option<Conversation>>,
    pub(super) is_renaming: RwSignal<bool>,
    pub(super) is_deleting: RwSignal<bool>,
    /// The models, once they were loaded.
    pub(super) models: StoredValue<Vec<Model>>,
    pub(super) session: Option<SessionResource>,
    pub(super) toasts: Toasts,
    /// What is open now, for the dialogs.
    pub(super) thread: RwSignal<Option<Thread>>,
    /// The conversation that began on this page: its address is no visit.
    adopted: StoredValue<Option<ConversationId>>,
    go: Callback<(String, bool)>,
}

impl Desk {
    pub(super) fn new() -> Self {
        let (params, navigate) = (use_params_map(), use_navigate());
        let adopted = StoredValue::new(None);
        let visit = Memo::new(move |last: Option<&Visit>| {
            let id = params.with(|params| params.get("id"));
            let id = id.map(|id| id.parse().map_err(|_| id)).transpose();
            let nr = last.map_or(0, |last| last.nr);
            match (last, &id) {
                (Some(last), Ok(Some(open))) if adopted.get_value() == Some(*open) => last.clone(),
                _ => {
                    adopted.set_value(None);
                    Visit { nr: nr.wrapping_add(1), id }
                }
            }
        });
        Self {
            visit,
            conversations: Conversations::new(),
            is_list_open: RwSignal::new(false),
            subject: RwSignal::new(None),
            is_renaming: RwSignal::new(false),
            is_deleting: RwSignal::new(false),
            models: StoredValue::new(Vec::new()),
            session: use_session(),
            toasts: use_toasts(),
            thread: RwSignal::new(None),
            adopted,
            go: Callback::new(move |(path, replace): (String, bool)| {
                navigate(&path, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
            }),
        }
    }

    /// A conversation began on this page: it gets its address, and nothing is loaded anew.
    pub(super) fn adopt(self, conversation: Conversation) {
        self.adopted.set_value(Some(conversation.id));
        self.go.run((format!("/app/chat/{}", conversation.id), true));
        self.conversations.put(conversation);
    }

    /// A conversation is gone.
    pub(super) fn forget(self, id: ConversationId) {
        // The page may be gone by now.
        let Some(open) = self.thread.try_get_untracked() else { return };
        self.conversations.remove(id);
        if open.and_then(Thread::id) == Some(id) {
            self.go.run(("/app/chat".to_owned(), true));
        }
    }

    /// A conversation was renamed or used.
    pub(super) fn update(self, conversation: Conversation) {
        let Some(open) = self.thread.try_get_untracked() else { return };
        if let Some(thread) = open.filter(|thread| thread.id() == Some(conversation.id)) {
            thread.conversation.set(Some(conversation.clone()));
        }
        self.conversations.put(conversation);
    }

    /// Asks for another name.
    pub(super) fn ask_name(self, conversation: Option<Conversation>) {
        self.subject.set(conversation);
        self.is_renaming.set(true);
    }

    /// Asks whether to delete it.
    pub(super) fn ask_delete(self, conversation: Option<Conversation>) {
        self.subject.set(conversation);
        self.is_deleting.set(true);
    }

    /// Something was paid.
    pub(super) fn refresh_balance(self) {
        if let Some(session) = self.session {
            session.refetch();
        }
    }

    /// A model's name for people.
    pub(super) fn model_name(self, id: &str) -> String {
        let name =
            self.models.with_value(|models| models.iter().find(|model| model.id == id).map(|model| model.name.clone()));
        name.unwrap_or_else(|| id.to_owned())
    }

    /// What an answer of a model costs that broke off.
    pub(super) fn interrupted(self, id: Option<&str>) -> Interrupted {
        let rule = |models: &Vec<Model>| Some(models.iter().find(|model| Some(model.id.as_str()) == id)?.interrupted);
        self.models.with_value(rule).unwrap_or_default()
    }
}
