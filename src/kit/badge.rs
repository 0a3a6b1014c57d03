//! A small word about a thing.

use super::Tone;
use leptos::prelude::*;

/// A small word about a thing: its state, its kind.
#[component]
pub fn Badge(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("inline-flex h-fit items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap {}", tone.soft())>
            {children()}
        </span>
    }
}
