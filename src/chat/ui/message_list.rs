//! The messages of the path, and what is on its way.

use super::{
    assistant_message::AssistantMessage,
    thread::Thread,
    user_message::{Bubble, UserMessage},
};
use crate::{
    chat::model::Author,
    i18n::{td_string, use_locale},
    kernel::id::MessageId,
    kit::Typing,
};
use leptos::prelude::*;

/// The messages. Each is made once; later it changes only what changed.
#[component]
pub(super) fn MessageList(thread: Thread) -> impl IntoView {
    let ids = Memo::new(move |_| thread.path.with(|path| path.iter().map(|step| step.id).collect::<Vec<_>>()));
    view! {
        <div class="mx-auto flex w-full max-w-[46rem] flex-1 flex-col gap-6 px-4 pt-6 pb-8">
            <For each=move || ids.get() key=|id| *id children=move |id| message(thread, id) />
            <Waiting thread=thread />
        </div>
    }
}

fn message(thread: Thread, id: MessageId) -> AnyView {
    let message = thread.message(id);
    match message.with_untracked(|message| message.as_ref().map(|message| message.role)) {
        Some(Author::User) => view! { <UserMessage thread=thread id=id message=message /> }.into_any(),
        Some(Author::Assistant) => view! { <AssistantMessage thread=thread id=id message=message /> }.into_any(),
        None => ().into_any(),
    }
}

/// What was asked, before the server has taken it.
#[component]
fn Waiting(thread: Thread) -> impl IntoView {
    let l = use_locale();
    move || {
        let pending = thread.pending.get()?;
        let asked = pending.text.map(|text| {
            view! {
                <article data-role="user" data-state="pending" aria-label=td_string!(l, chat.you) class="flex flex-col items-end gap-1">
                    <Bubble text=text />
                    <div class="h-10"></div>
                </article>
            }
        });
        Some(view! {
            {asked}
            <div><Typing /></div>
        })
    }
}
