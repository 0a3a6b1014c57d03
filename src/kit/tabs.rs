//! Parts of a page, each with an address of its own.

use super::Icon;
use leptos::prelude::*;
use leptos_router::components::A;

/// One of the parts.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its address.
    pub href: String,
    /// Its name.
    pub label: String,
    /// A sign before the name.
    pub icon: Option<icondata::Icon>,
}

/// A bar of links to the parts of a page.
#[component]
pub fn Tabs(
    /// What the parts belong to, for screen readers.
    #[prop(into)]
    label: String,
    /// The parts.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let tab = |tab: Tab| {
        view! {
            <A
                href=tab.href
                exact=true
                attr:class="flex min-h-11 items-center gap-2 border-b-2 border-transparent px-1 text-sm font-medium whitespace-nowrap text-muted hover:text-text aria-[current=page]:border-primary aria-[current=page]:text-text"
            >
                {tab.icon.map(|icon| view! { <Icon icon=icon class="size-4.5 max-sm:hidden" /> })}
                {tab.label}
            </A>
        }
    };
    view! {
        <nav aria-label=label class="flex gap-6 overflow-x-auto border-b border-line [scrollbar-width:none]">
            {tabs.into_iter().map(tab).collect_view()}
        </nav>
    }
}
