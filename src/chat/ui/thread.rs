//! The open conversation.

use super::{desk::Desk, live::Live, live::Writing, scroll::Scroll};
use crate::{
    chat::{
        model::{self, Conversation, Message, MessageState},
        rpc::get_thread,
        tree::{self, Choices, Step},
    },
    kernel::{
        AppError,
        id::{ConversationId, MessageId},
    },
    routing::wish::AUTO,
    run::model::Quote,
};
use leptos::prelude::*;

/// Something was asked and the server has not taken it yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pending {
    /// What it follows.
    pub(super) after: Option<MessageId>,
    /// The new message; none when another answer to an old one was asked for.
    pub(super) text: Option<String>,
}

/// The open conversation. Its address may come later: it begins with the first message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thread {
    pub(super) desk: Desk,
    pub(super) conversation: RwSignal<Option<Conversation>>,
    /// All its messages, on all branches.
    pub(super) messages: RwSignal<Vec<Message>>,
    pub(super) choices: RwSignal<Choices>,
    pub(super) pending: RwSignal<Option<Pending>>,
    /// The messages that are shown.
    pub(super) path: Memo<Vec<Step>>,
    /// The last of them.
    pub(super) last: Memo<Option<MessageId>>,
    /// The answer on the path that is being written.
    pub(super) writing: Memo<Option<Writing>>,
    pub(super) live: Live,
    pub(super) is_stopping: RwSignal<bool>,
    /// Why the last attempt to ask did not work.
    pub(super) problem: RwSignal<Option<AppError>>,
    /// What is typed.
    pub(super) content: RwSignal<String>,
    /// What sending it would cost.
    pub(super) quote: RwSignal<Option<Quote>>,
    /// The message that is being edited, and its new text.
    pub(super) editing: RwSignal<Option<(MessageId, String)>>,
    /// The model that was picked here, or `auto`.
    pub(super) picked: RwSignal<Option<String>>,
    /// The model that will be asked; none where a policy chooses.
    pub(super) model: Memo<Option<String>>,
    /// Read to people who can not see.
    pub(super) said: RwSignal<&'static str>,
    pub(super) scroll: Scroll,
    /// Counts what was asked here: an older answer of the server must not undo it.
    pub(super) revision: StoredValue<u32>,
}

impl Thread {
    /// From what the page was loaded with.
    pub(super) fn new(desk: Desk, loaded: Option<model::Thread>) -> Self {
        let (conversation, messages) =
            loaded.map_or_else(|| (None, Vec::new()), |thread| (Some(thread.conversation), thread.messages));
        let (conversation, messages) = (RwSignal::new(conversation), RwSignal::new(messages));
        let choices = RwSignal::new(Choices::new());
        let pending = RwSignal::new(None::<Pending>);
        let path = Memo::new(move |_| shown(messages, choices, pending));
        let picked = RwSignal::new(None);
        Self {
            desk,
            conversation,
            messages,
            choices,
            pending,
            path,
            last: Memo::new(move |_| path.with(|path| path.last().map(|step| step.id))),
            writing: Memo::new(move |_| writing(messages, path)),
            live: Live::new(),
            is_stopping: RwSignal::new(false),
            problem: RwSignal::new(None),
            content: RwSignal::new(String::new()),
            quote: RwSignal::new(None),
            editing: RwSignal::new(None),
            picked,
            model: Memo::new(move |_| choose(desk, picked, conversation)),
            said: RwSignal::new(""),
            scroll: Scroll::new(),
            revision: StoredValue::new(0),
        }
    }

    /// The conversation; none before it has begun.
    pub(super) fn id(self) -> Option<ConversationId> {
        self.conversation.try_with_untracked(|conversation| conversation.as_ref().map(|found| found.id)).flatten()
    }

    /// The page went on to another conversation: nothing may be touched any more.
    pub(super) fn is_gone(self) -> bool {
        self.messages.try_with_untracked(|_| ()).is_none()
    }

    /// What is asked for: a model, or a policy that chooses one.
    pub(super) fn wish(self) -> String {
        self.model.get().unwrap_or_else(|| AUTO.to_owned())
    }

    /// Something is being asked or written.
    pub(super) fn is_busy(self) -> bool {
        self.pending.with(Option::is_some) || self.writing.with(Option::is_some)
    }

    /// A message, as it is now.
    pub(super) fn message(self, id: MessageId) -> Memo<Option<Message>> {
        let messages = self.messages;
        Memo::new(move |_| messages.with(|messages| messages.iter().find(|message| message.id == id).cloned()))
    }

    /// A message's place on the path.
    pub(super) fn step(self, id: MessageId) -> Memo<Option<Step>> {
        let path = self.path;
        Memo::new(move |_| path.with(|path| path.iter().find(|step| step.id == id).cloned()))
    }

    /// Loads it anew. What was asked in the meantime is not undone.
    pub(super) async fn refetch(self) -> Result<(), AppError> {
        let Some(id) = self.id() else { return Ok(()) };
        loop {
            let Some(revision) = self.revision.try_get_value() else { return Ok(()) };
            let loaded = get_thread(id).await?;
            if self.is_gone() {
                return Ok(());
            }
            if self.revision.get_value() == revision && self.pending.with_untracked(Option::is_none) {
                self.take(loaded);
                return Ok(());
            }
            if self.pending.with_untracked(Option::is_some) {
                return Ok(());
            }
        }
    }

    fn take(self, loaded: model::Thread) {
        self.desk.update(loaded.conversation);
        if self.messages.with_untracked(|messages| *messages != loaded.messages) {
            self.messages.set(loaded.messages);
        }
    }
}

fn shown(
    messages: RwSignal<Vec<Message>>,
    choices: RwSignal<Choices>,
    pending: RwSignal<Option<Pending>>,
) -> Vec<Step> {
    let mut steps = messages.with(|messages| choices.with(|choices| tree::path(messages, choices)));
    if let Some(after) = pending.with(|pending| pending.as_ref().map(|pending| pending.after)) {
        let kept = after.and_then(|after| steps.iter().position(|step| step.id == after)).map_or(0, |at| at + 1);
        steps.truncate(kept);
    }
    steps
}

fn writing(messages: RwSignal<Vec<Message>>, path: Memo<Vec<Step>>) -> Option<Writing> {
    let last = path.with(|path| path.last().map(|step| step.id))?;
    messages.with(|messages| {
        let message = messages.iter().find(|message| message.id == last)?;
        (message.state == MessageState::Streaming).then_some((message.run_id?, message.id))
    })
}

/// The picked model, else the conversation's; none where a policy chooses.
fn choose(
    desk: Desk,
    picked: RwSignal<Option<String>>,
    conversation: RwSignal<Option<Conversation>>,
) -> Option<String> {
    let used =
        conversation.with(|conversation| conversation.as_ref().and_then(|conversation| conversation.model.clone()));
    desk.models.with_value(|models| {
        let offered = |id: &String| models.iter().any(|model| model.id == *id);
        let picked = picked.get();
        if picked.as_deref() == Some(AUTO) { None } else { picked.filter(offered).or_else(|| used.filter(offered)) }
    })
}
