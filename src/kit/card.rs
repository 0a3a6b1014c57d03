//! A surface that holds things together.

use leptos::prelude::*;

/// A surface with an optional heading and something beside it.
#[component]
pub fn Card(
    /// The heading.
    #[prop(into, optional)]
    title: Option<String>,
    /// A line under the heading.
    #[prop(into, optional)]
    lead: Option<String>,
    /// What stands at the heading's end: a button, a badge.
    #[prop(into, optional)]
    aside: ViewFnOnce,
    /// Without inner space, for tables.
    #[prop(optional)]
    flush: bool,
    /// More utilities.
    #[prop(into, optional)]
    class: String,
    children: Children,
) -> impl IntoView {
    let space = if flush { "" } else { "px-5 pb-5 md:px-6 md:pb-6" };
    let first = if title.is_none() && !flush { "pt-5 md:pt-6" } else { "" };
    view! {
        <section class=format!("rounded-lg border border-line bg-surface shadow-low {class}")>
            {title
                .map(|title| {
                    view! {
                        <header class="flex flex-wrap items-center justify-between gap-3 px-5 pt-5 pb-4 md:px-6">
                            <div class="min-w-0">
                                <h2 class="text-base font-semibold">{title}</h2>
                                {lead.map(|lead| view! { <p class="text-sm text-muted">{lead}</p> })}
                            </div>
                            {aside.run()}
                        </header>
                    }
                })} <div class=format!("{space} {first}")>{children()}</div>
        </section>
    }
}
