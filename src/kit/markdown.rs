//! Rendered Markdown: the only place that sets HTML as HTML.

use leptos::prelude::*;

/// HTML that the server made from Markdown **and sanitised**. Nothing else may come in here.
#[component]
pub fn Markdown(
    /// Sanitised HTML.
    #[prop(into)]
    html: Signal<String>,
) -> impl IntoView {
    view! { <div class="prose" dir="auto" inner_html=move || html.get()></div> }
}
