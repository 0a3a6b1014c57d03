//! Signs that something is going on.

use crate::i18n::{td_string, use_locale};
use leptos::prelude::*;

/// A turning circle; the words beside it say what is going on.
#[component]
pub fn Spinner(
    /// Size and colour utilities.
    #[prop(into, default = "size-5".to_owned())]
    class: String,
) -> impl IntoView {
    view! {
        <svg class=format!("animate-spin {class}") viewBox="0 0 24 24" fill="none" aria-hidden="true">
            <circle cx="12" cy="12" r="9" stroke="currentColor" stroke-width="3" opacity="0.25" />
            <path d="M21 12a9 9 0 0 0-9-9" stroke="currentColor" stroke-width="3" stroke-linecap="round" />
        </svg>
    }
}

/// Three dots: somebody is writing.
#[component]
pub fn Typing() -> impl IntoView {
    let l = use_locale();
    view! {
        <span class="inline-flex items-center gap-1 py-2 text-muted" role="status">
            <span class="sr-only">{td_string!(l, kit.typing)}</span>
            <span class="size-2 animate-blink rounded-full bg-current"></span>
            <span class="size-2 animate-blink rounded-full bg-current [animation-delay:160ms]"></span>
            <span class="size-2 animate-blink rounded-full bg-current [animation-delay:320ms]"></span>
        </span>
    }
}
