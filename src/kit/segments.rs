//! One of a few views of the same page, each with an address.

use leptos::prelude::*;

/// A bar of links of which one is where the reader is.
#[component]
pub fn Segments(
    /// What is chosen, for screen readers.
    #[prop(into)]
    label: String,
    /// Address and words of each.
    links: Vec<(String, String)>,
    /// The address of the one that is shown.
    #[prop(into)]
    current: Signal<String>,
) -> impl IntoView {
    let link = move |(href, words): (String, String)| {
        let here = href.clone();
        view! {
            <a
                href=href
                aria-current=move || (current.get() == here).then_some("true")
                class="flex min-h-10 items-center rounded-md px-3.5 text-sm font-medium whitespace-nowrap text-muted transition-colors hover:text-text aria-[current=true]:bg-raised aria-[current=true]:text-text aria-[current=true]:shadow-low aria-[current=true]:ring-1 aria-[current=true]:ring-line"
            >
                {words}
            </a>
        }
    };
    view! {
        <nav aria-label=label class="flex w-fit gap-1 rounded-lg bg-sunken p-1">
            {links.into_iter().map(link).collect_view()}
        </nav>
    }
}
