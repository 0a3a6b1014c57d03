//! Nothing here yet.

use super::Icon;
use leptos::prelude::*;

/// What a list is for while it is empty; its children are the one thing to do about it.
#[component]
pub fn Empty(
    /// A sign for it.
    icon: icondata::Icon,
    /// What is not here.
    #[prop(into)]
    title: String,
    /// What this is for.
    #[prop(into, optional)]
    text: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col items-center px-6 py-12 text-center">
            <span class="inline-flex rounded-full bg-sunken p-4 text-muted">
                <Icon icon=icon class="size-7" />
            </span>
            <h2 class="mt-4 text-base font-semibold">{title}</h2>
            {text.map(|text| view! { <p class="mt-1 max-w-md text-sm text-muted">{text}</p> })}
            {children.map(|children| view! { <div class="mt-5 flex flex-wrap justify-center gap-3">{children()}</div> })}
        </div>
    }
}
