//! Changing what was said: the new text begins a branch beside the old one.

use super::thread::Thread;
use crate::{
    i18n::{td_string, use_locale},
    kit::{Button, ButtonSize, ButtonVariant},
};
use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
};

/// The form in place of the message. Enter sends as in the composer, Esc leaves it as it was.
#[component]
pub(super) fn Edit(thread: Thread) -> impl IntoView {
    let l = use_locale();
    let area = NodeRef::<html::Textarea>::new();
    let text =
        move || thread.editing.with(|editing| editing.as_ref().map(|(_, text)| text.clone())).unwrap_or_default();
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            let _ = area.focus();
        }
    });
    let typed = move |event| {
        let typed = event_target_value(&event);
        thread.editing.update(|editing| {
            if let Some((_, text)) = editing {
                *text = typed;
            }
        });
    };
    let press = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if is_sending(&event) => {
            event.prevent_default();
            thread.send_edited();
        }
        "Escape" => {
            event.prevent_default();
            thread.editing.set(None);
        }
        _ => {}
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        thread.send_edited();
    };
    let cannot = Signal::derive(move || text().trim().is_empty() || thread.is_busy());
    view! {
        <form class="flex w-full flex-col gap-3 rounded-2xl border border-line bg-surface p-3 shadow-low" on:submit=submit>
            <textarea
                node_ref=area
                rows="3"
                dir="auto"
                class="control autosize max-h-96"
                aria-label=td_string!(l, chat.edit_label)
                prop:value=text
                on:input=typed
                on:keydown=press
            ></textarea>
            <div class="flex flex-wrap items-center justify-end gap-3">
                <p class="me-auto text-xs text-muted">{td_string!(l, chat.edit_hint)}</p>
                <Button size=ButtonSize::Small on:click=move |_| thread.editing.set(None)>{td_string!(l, kit.cancel)}</Button>
                <Button size=ButtonSize::Small variant=ButtonVariant::Primary kind="submit" disabled=cannot>{td_string!(l, chat.send)}</Button>
            </div>
        </form>
    }
}

/// Enter sends; with Shift it makes a new line, and while a word is being composed it belongs to the keyboard (229).
pub(super) fn is_sending(event: &KeyboardEvent) -> bool {
    event.key() == "Enter" && !event.shift_key() && !event.is_composing() && event.key_code() != 229
}
