//! A few words about a thing, on hover and focus.

use leptos::prelude::*;

/// Shows `text` above its children while they are pointed at or focused. A convenience: nothing may depend on it.
#[component]
pub fn Tooltip(
    /// The words.
    #[prop(into)]
    text: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class="group/tip relative inline-flex">
            {children()}
            <span
                role="tooltip"
                class="pointer-events-none invisible absolute start-1/2 bottom-full z-40 mb-2 w-max max-w-64 -translate-x-1/2 rounded-md bg-text px-2.5 py-1 text-xs text-canvas opacity-0 transition-opacity group-focus-within/tip:visible group-focus-within/tip:opacity-100 group-hover/tip:visible group-hover/tip:opacity-100 rtl:translate-x-1/2"
            >
                {move || text.get()}
            </span>
        </span>
    }
}
