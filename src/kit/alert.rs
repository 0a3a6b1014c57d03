//! A message that stays on the page.

use super::{Icon, Tone};
use leptos::prelude::*;

/// A message with its meaning's colour and icon. Danger is announced at once.
#[component]
pub fn Alert(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// A first line in bold.
    #[prop(into, optional)]
    title: Option<String>,
    /// More utilities.
    #[prop(into, optional)]
    class: String,
    children: Children,
) -> impl IntoView {
    let role = if tone == Tone::Danger { "alert" } else { "status" };
    view! {
        <div role=role class=format!("flex items-start gap-3 rounded-lg px-4 py-3 text-sm {} {class}", tone.soft())>
            <Icon icon=tone.icon() class="mt-0.5 size-5" />
            <div class="min-w-0 flex-1">
                {title.map(|title| view! { <p class="font-semibold">{title}</p> })}
                {children()}
            </div>
        </div>
    }
}
