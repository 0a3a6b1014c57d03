//! Renaming and deleting a conversation.

use super::desk::Desk;
use crate::{
    chat::{
        model::{Conversation, ConversationChange},
        rpc::{change_conversation, delete_conversation},
    },
    i18n::{td_string, use_locale},
    kernel::AppError,
    kit::{Button, ButtonVariant, Confirm, Dialog, Form, Input},
};
use leptos::{prelude::*, task::spawn_local};

/// Both dialogs.
#[component]
pub(super) fn ConversationDialogs(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let delete = move |()| {
        let Some(conversation) = desk.subject.get_untracked() else { return };
        spawn_local(async move {
            match delete_conversation(conversation.id).await {
                Ok(()) | Err(AppError::NotFound) => {
                    desk.forget(conversation.id);
                    desk.toasts.success(td_string!(l, chat.deleted));
                }
                Err(error) => desk.toasts.error(&error),
            }
        });
    };
    view! {
        <Dialog open=desk.is_renaming id="rename-conversation" title=td_string!(l, chat.rename_title) class="max-w-md">
            {move || desk.subject.get().map(|conversation| view! { <Rename desk=desk conversation=conversation /> })}
        </Dialog>
        <Confirm
            open=desk.is_deleting
            id="delete-conversation"
            title=td_string!(l, chat.delete_title)
            text=td_string!(l, chat.delete_text)
            action=td_string!(l, chat.delete)
            on_confirm=delete
        />
    }
}

#[component]
fn Rename(desk: Desk, conversation: Conversation) -> impl IntoView {
    let l = use_locale();
    let (id, title) = (conversation.id, RwSignal::new(conversation.title));
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let save = move |()| {
        let input = ConversationChange { title: Some(title.get_untracked()), model: None };
        if let Err(wrong) = input.check() {
            return error.set(Some(wrong));
        }
        is_busy.set(true);
        spawn_local(async move {
            let changed = change_conversation(id, input).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            match changed {
                Ok(conversation) => {
                    desk.is_renaming.set(false);
                    desk.update(conversation);
                    desk.toasts.success(td_string!(l, chat.renamed));
                }
                Err(wrong) => error.set(Some(wrong)),
            }
        });
    };
    view! {
        <Form on_submit=Callback::new(save) error=error>
            <Input name="title" label=td_string!(l, chat.name) value=title autocomplete="off" autofocus=true id="conversation-title" />
            <div class="flex justify-end gap-3">
                <Button on:click=move |_| desk.is_renaming.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button variant=ButtonVariant::Primary kind="submit" busy=is_busy>{td_string!(l, chat.save)}</Button>
            </div>
        </Form>
    }
}
