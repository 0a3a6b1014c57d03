//! The open conversation: its messages, and the composer below them.

use super::{
    chat_page::Opening, code_block, composer::Composer, draft, message_list::MessageList, thread::Thread,
    thread_header::ThreadHeader, welcome::Welcome,
};
use crate::{
    i18n::{td_string, use_locale},
    kit::IconButton,
};
use leptos::{
    ev::{self, KeyboardEvent},
    prelude::*,
    task::spawn_local,
};
use web_sys::{Element, wasm_bindgen::JsCast};

/// The open conversation, or a new one.
#[component]
pub(super) fn ThreadView(desk: super::desk::Desk, opening: Opening) -> impl IntoView {
    let l = use_locale();
    desk.models.set_value(opening.models);
    let thread = Thread::new(desk, opening.thread);
    desk.thread.set(Some(thread));
    keep_up(thread);
    let content = move || {
        let is_new = thread.path.with(Vec::is_empty) && thread.pending.with(Option::is_none);
        if is_new {
            view! { <Welcome thread=thread /> }.into_any()
        } else {
            view! { <MessageList thread=thread /> }.into_any()
        }
    };
    view! {
        <ThreadHeader thread=thread />
        <div class="relative min-h-0 flex-1">
            <div
                node_ref=thread.scroll.node
                class="flex h-full flex-col-reverse overflow-y-auto overscroll-contain"
                role="region"
                aria-label=td_string!(l, chat.messages)
                tabindex="0"
                on:scroll=move |_| thread.scroll.look()
                on:click=move |event| code_block::copy_clicked(l, &event)
            >
                <div class="mb-auto flex w-full grow flex-col">{content}</div>
            </div>
            <ToLatest thread=thread />
        </div>
        <Composer thread=thread />
        <p class="sr-only" aria-live="polite" data-said="">{move || thread.said.get()}</p>
    }
}

#[component]
fn ToLatest(thread: Thread) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="absolute inset-x-0 bottom-3 flex justify-center empty:hidden">
            {move || {
                (!thread.scroll.is_at_end.get()).then(|| view! {
                    <IconButton
                        label=td_string!(l, chat.to_latest)
                        icon=icondata::LuArrowDown
                        variant=crate::kit::ButtonVariant::Secondary
                        class="rounded-full! shadow-mid!"
                        on:click=move |_| thread.scroll.to_end()
                    />
                })
            }}
        </div>
    }
}

/// Follows the answer that is being written, stops it on Esc, and looks again when the page comes back into view.
fn keep_up(thread: Thread) {
    let l = use_locale();
    thread.keep_quoted();
    Effect::new(move |_| thread.follow(l, thread.writing.get()));
    Effect::new(move |_| {
        if let Some(model) = draft::last_model() {
            thread.picked.update(|picked| {
                if picked.is_none() && thread.id().is_none() {
                    *picked = Some(model);
                }
            });
        }
        let keys = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && !event.default_prevented() && !is_for_something_open(&event) {
                thread.stop();
            }
        });
        let sight = window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() && !thread.is_gone() && !untrack(|| thread.is_busy()) {
                thread.desk.conversations.refresh();
                spawn_local(async move { drop(thread.refetch().await) });
            }
        });
        on_cleanup(move || {
            keys.remove();
            sight.remove();
        });
    });
}

/// Esc closes dialogs and menus first.
fn is_for_something_open(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let inside = target.and_then(|target| target.closest("details, dialog").ok().flatten()).is_some();
    inside || document().query_selector("dialog[open]").ok().flatten().is_some()
}
