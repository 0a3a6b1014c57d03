//! Asking: a new message, an edited one, another answer.

use super::{
    draft,
    thread::{Pending, Thread},
};
use crate::{
    chat::{
        model::{Conversation, Message, NewConversation, NewMessage, Regeneration, Sent},
        rpc::{create_conversation, delete_conversation, regenerate_message, send_message},
    },
    kernel::{
        AppError,
        id::{ConversationId, MessageId},
    },
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

impl Thread {
    /// Puts a text into the composer and keeps it as the draft.
    pub(super) fn write(self, text: String) {
        draft::save(self.id(), &text);
        self.content.set(text);
    }

    /// Sends what is typed. When it can not be sent it is typed again.
    pub(super) fn send(self) {
        let text = self.content.get_untracked();
        if text.trim().is_empty() || untrack(|| self.is_busy()) {
            return;
        }
        let (after, draft_of) = (self.last.get_untracked(), self.id());
        self.expect(after, Some(text.clone()));
        self.content.set(String::new());
        spawn_local(async move {
            let asked = self.ask(after, &text).await;
            if asked.is_ok() {
                draft::save(draft_of, "");
            }
            if !self.is_gone() {
                let written_since = self.content.get_untracked();
                match asked {
                    Ok(()) if !written_since.is_empty() => draft::save(self.id(), &written_since),
                    Ok(()) => {}
                    Err(error) => {
                        self.refuse(error);
                        self.write(if written_since.is_empty() { text } else { format!("{text}\n{written_since}") });
                    }
                }
            }
        });
    }

    /// Sends the edited message as a sibling of the old one.
    pub(super) fn send_edited(self) {
        let Some((message, text)) = self.editing.get_untracked() else { return };
        if text.trim().is_empty() || untrack(|| self.is_busy()) {
            return;
        }
        let after = self.parent(message);
        self.expect(after, Some(text.clone()));
        self.editing.set(None);
        spawn_local(async move {
            if let Err(error) = self.ask(after, &text).await
                && !self.is_gone()
            {
                self.refuse(error);
                self.editing.set(Some((message, text)));
            }
        });
    }

    /// Asks for another answer beside this one, of what is picked.
    pub(super) fn regenerate(self, answer: MessageId) {
        let Some(id) = self.id() else { return };
        if untrack(|| self.is_busy()) {
            return;
        }
        self.expect(self.parent(answer), None);
        let wish = untrack(|| self.wish());
        let input = Regeneration { model: Some(wish), client_request_id: Some(Uuid::now_v7().to_string()) };
        spawn_local(async move {
            let sent = regenerate_message(id, answer, input).await;
            if !self.is_gone() {
                match sent {
                    Ok(sent) => self.add(sent),
                    Err(error) => self.refuse(error),
                }
            }
        });
    }

    fn parent(self, id: MessageId) -> Option<MessageId> {
        let parent = |messages: &Vec<Message>| messages.iter().find(|message| message.id == id)?.parent_id;
        self.messages.with_untracked(parent)
    }

    /// Shows what is asked at once.
    fn expect(self, after: Option<MessageId>, text: Option<String>) {
        self.problem.set(None);
        self.pending.set(Some(Pending { after, text }));
        self.scroll.to_end();
    }

    fn refuse(self, error: AppError) {
        self.pending.set(None);
        self.problem.set(Some(error));
    }

    /// Sends a message, to a new conversation when none has begun.
    async fn ask(self, after: Option<MessageId>, text: &str) -> Result<(), AppError> {
        let (model, wish) = (self.model.get_untracked(), untrack(|| self.wish()));
        let begun = self.conversation.get_untracked();
        let is_new = begun.is_none();
        let conversation = match begun {
            Some(conversation) => conversation,
            None => create_conversation(NewConversation { title: None, model }).await?,
        };
        let input = NewMessage {
            content: text.to_owned(),
            parent_id: after,
            at_start: after.is_none(),
            model: Some(wish),
            client_request_id: Some(Uuid::now_v7().to_string()),
        };
        match send_until_heard(conversation.id, input).await {
            Ok(sent) if self.is_gone() => drop(sent),
            Ok(sent) => {
                if is_new {
                    self.begin(conversation, text);
                }
                self.add(sent);
            }
            Err(error) => {
                if is_new {
                    // Nothing was said in it; a list of empty conversations helps nobody.
                    let _ = delete_conversation(conversation.id).await;
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn begin(self, mut conversation: Conversation, text: &str) {
        let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        conversation.title = line.chars().take(60).collect();
        self.conversation.set(Some(conversation.clone()));
        self.desk.adopt(conversation);
    }

    /// The server took it: the answer is on its way, and on the path.
    fn add(self, sent: Sent) {
        let Sent { user_message, assistant_message, .. } = sent;
        self.revision.update_value(|revision| *revision = revision.wrapping_add(1));
        self.choices.update(|choices| {
            choices.insert(user_message.parent_id, user_message.id);
            choices.insert(Some(user_message.id), assistant_message.id);
        });
        self.messages.update(|messages| {
            for message in [user_message, assistant_message] {
                if !messages.iter().any(|known| known.id == message.id) {
                    messages.push(message);
                }
            }
        });
        self.pending.set(None);
        self.scroll.to_end();
    }
}

/// Sends; once more when the connection failed. The same request finds the run that the first one may have started.
async fn send_until_heard(id: ConversationId, input: NewMessage) -> Result<Sent, AppError> {
    match send_message(id, input.clone()).await {
        Err(AppError::Unavailable) => send_message(id, input).await,
        other => other,
    }
}
