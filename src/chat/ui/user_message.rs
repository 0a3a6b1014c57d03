//! What the person said.

use super::{edit::Edit, thread::Thread, versions::Versions};
use crate::{
    chat::model::Message,
    i18n::{td_string, use_locale},
    kernel::id::MessageId,
    kit::{CopyButton, IconButton},
};
use leptos::prelude::*;

/// The buttons under a message: there when it is pointed at or focused, always where nothing can be pointed with.
pub(super) const QUIET: &str = "flex min-h-10 flex-wrap items-center opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 \
    [@media(hover:none)]:opacity-100";

/// A message of the person, or the form that changes it.
#[component]
pub(super) fn UserMessage(thread: Thread, id: MessageId, message: Memo<Option<Message>>) -> impl IntoView {
    let l = use_locale();
    let text = Memo::new(move |_| {
        message.with(|message| message.as_ref().map(|message| message.content.clone())).unwrap_or_default()
    });
    let is_edited =
        Memo::new(move |_| thread.editing.with(|editing| editing.as_ref().is_some_and(|(edited, _)| *edited == id)));
    let body = move || {
        if is_edited.get() {
            return view! { <Edit thread=thread /> }.into_any();
        }
        view! {
            <Bubble text=text.get() />
            <div class=QUIET>
                <Versions thread=thread step=thread.step(id) />
                <CopyButton text=text />
                <IconButton
                    label=td_string!(l, chat.edit)
                    icon=icondata::LuPencil
                    attr:data-action="edit"
                    on:click=move |_| thread.editing.set(Some((id, text.get_untracked())))
                />
            </div>
        }
        .into_any()
    };
    view! {
        <article
            data-role="user"
            data-state="complete"
            data-message=id.to_string()
            aria-label=td_string!(l, chat.you)
            class="group flex flex-col items-end gap-1"
        >
            {body}
        </article>
    }
}

/// The text, as it was typed.
#[component]
pub(super) fn Bubble(text: String) -> impl IntoView {
    view! {
        <p class="max-w-[85%] rounded-2xl rounded-ee-sm bg-primary-soft px-4 py-2.5 text-start wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]" dir="auto">
            {text}
        </p>
    }
}
