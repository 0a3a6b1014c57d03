//! Pages of a list, by address.

use super::LinkButton;
use crate::i18n::{td_string, use_locale};
use leptos::prelude::*;

/// Links to the page before and the page after.
#[component]
pub fn Pager(
    /// The address of the page before.
    previous: Option<String>,
    /// The address of the page after.
    next: Option<String>,
) -> impl IntoView {
    let l = use_locale();
    view! {
        <nav aria-label=td_string!(l, kit.pages) class="flex justify-between gap-4">
            {previous.map(|href| view! { <LinkButton href=href attr:rel="prev">{td_string!(l, kit.previous)}</LinkButton> })}
            <span></span>
            {next.map(|href| view! { <LinkButton href=href attr:rel="next">{td_string!(l, kit.next)}</LinkButton> })}
        </nav>
    }
}
