//! Icons: decoration beside a word or inside a labelled control, hidden from screen readers.

use leptos::prelude::*;

/// An icon, 20 pixels unless `class` says another size (`size-4`). Give pointing icons `flip`, so that they point the other way in Persian.
#[component]
pub fn Icon(
    /// A Lucide icon: `icondata::LuSend`.
    #[prop(into)]
    icon: Signal<icondata::Icon>,
    /// Size and colour utilities.
    #[prop(into, optional)]
    class: String,
    /// Mirrors in right-to-left pages.
    #[prop(optional)]
    flip: bool,
) -> impl IntoView {
    let size = if class.contains("size-") { "" } else { "size-5" };
    let flip = if flip { "rtl:-scale-x-100" } else { "" };
    view! {
        <span class=format!("inline-flex shrink-0 {size} {flip} {class}") aria-hidden="true">
            <leptos_icons::Icon icon=icon width="100%" height="100%" />
        </span>
    }
}
