//! The frame of a page.

use leptos::prelude::*;
use leptos_meta::Title;

/// The space around a page's content. A page that fills the window (a chat) does without it and uses the `pane` utility.
#[component]
pub fn PageBody(
    /// Width utilities.
    #[prop(into, default = "max-w-6xl".to_owned())]
    class: String,
    children: Children,
) -> impl IntoView {
    view! { <div class=format!("mx-auto flex w-full flex-col gap-6 px-4 py-6 md:px-8 md:py-8 {class}")>{children()}</div> }
}

/// The name of a page, in the page and in the window's title. Whoever comes from another page is taken to it.
#[component]
pub fn PageHeader(
    /// The name.
    #[prop(into)]
    title: String,
    /// What the page is for.
    #[prop(into, optional)]
    lead: Option<String>,
    /// What to do on it: buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <header class="flex flex-wrap items-end justify-between gap-4">
            <div class="min-w-0">
                <h1 tabindex="-1" class="text-2xl font-bold outline-none">{title}</h1>
                {lead.map(|lead| view! { <p class="mt-1 text-sm text-muted">{lead}</p> })}
            </div>
            {children.map(|children| view! { <div class="flex flex-wrap gap-3">{children()}</div> })}
        </header>
    }
}

/// A part of a page with a heading of its own.
#[component]
pub fn Section(
    /// The heading.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="flex flex-col gap-4">
            <h2 class="text-lg font-semibold">{title}</h2>
            {children()}
        </section>
    }
}
