//! The brand's mark and name.

use super::use_surroundings;
use crate::i18n::use_locale;
use leptos::prelude::*;

/// The mark beside the name, as a link to `href`.
#[component]
pub fn BrandLink(
    /// Where it leads.
    href: &'static str,
    /// Loads the page anew.
    #[prop(optional)]
    external: bool,
) -> impl IntoView {
    let name = use_surroundings().brand.name(use_locale());
    view! {
        <a href=href rel=external.then_some("external") class="flex min-h-10 shrink-0 items-center gap-2.5 rounded-md font-bold">
            <img src="/favicon.svg" alt="" width="28" height="28" />
            <span>{name}</span>
        </a>
    }
}
