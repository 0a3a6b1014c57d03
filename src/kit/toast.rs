//! Short messages about what just happened.

use super::{Icon, IconButton, Tone};
use crate::{
    i18n::{Locale, error_text, td_string, use_locale},
    kernel::AppError,
};
use leptos::prelude::*;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
}

/// The messages on the page; `use_toasts().success("…")`.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    language: Locale,
    list: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
}

impl Toasts {
    /// It went well.
    pub fn success(&self, text: impl Into<String>) {
        self.show(Tone::Success, text.into());
    }

    /// Something to know.
    pub fn info(&self, text: impl Into<String>) {
        self.show(Tone::Neutral, text.into());
    }

    /// It went wrong; stays longer.
    pub fn error(&self, error: &AppError) {
        self.show(Tone::Danger, error_text(self.language, error));
    }

    /// Shows any text with a meaning.
    pub fn show(&self, tone: Tone, text: String) {
        self.last.update_value(|last| *last = last.wrapping_add(1));
        let (id, toasts) = (self.last.get_value(), *self);
        self.list.update(|list| list.push(Toast { id, tone, text }));
        let seconds = if tone == Tone::Danger { 12 } else { 5 };
        set_timeout(move || toasts.dismiss(id), Duration::from_secs(seconds));
    }

    fn dismiss(self, id: u32) {
        self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Makes the messages reachable; called once, where [`ToastRegion`] stands.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts { language: use_locale(), list: RwSignal::new(Vec::new()), last: StoredValue::new(0) };
    provide_context(toasts);
    toasts
}

/// The messages of the page. Take it while the component is made, not later in a task.
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(provide_toasts)
}

/// Where messages appear; read out as they come.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let card = move |toast: Toast| {
        let colour = match toast.tone {
            Tone::Danger => "text-danger",
            Tone::Success => "text-success",
            _ => "text-primary-text",
        };
        view! {
            <li class="pointer-events-auto flex w-full max-w-sm animate-rise items-start gap-3 rounded-lg border border-line bg-raised py-2 ps-4 pe-2 text-sm shadow-high">
                <Icon icon=toast.tone.icon() class=format!("mt-2.5 size-5 {colour}") />
                <span class="min-w-0 flex-1 py-2 wrap-break-word">{toast.text}</span>
                <IconButton label=td_string!(l, kit.close) icon=icondata::LuX on:click=move |_| toasts.dismiss(toast.id) />
            </li>
        }
    };
    view! {
        <ol
            aria-live="polite"
            aria-label=td_string!(l, kit.notifications)
            class="pointer-events-none fixed inset-x-4 bottom-[calc(var(--bar-bottom)+1rem)] z-50 flex flex-col items-center gap-2 md:items-end"
        >
            <For each=move || toasts.list.get() key=|toast| toast.id children=card />
        </ol>
    }
}
