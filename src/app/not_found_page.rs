//! The page that is not there.

use crate::{
    i18n::{td_string, use_locale},
    kit::{ButtonVariant, LinkButton, set_status},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// Says that there is no such page, and where to go on.
#[component]
pub fn NotFoundPage(
    /// Where to go on; in the public half unless told otherwise.
    #[prop(default = "/")]
    home: &'static str,
) -> impl IntoView {
    set_status(404);
    let (l, is_public) = (use_locale(), home == "/");
    view! {
        <Title text=td_string!(l, app.not_found_title) />
        <div class="mx-auto flex min-h-[70dvh] max-w-lg flex-col items-center justify-center px-6 text-center">
            <p class="text-sm font-semibold text-primary-text">{td_string!(l, app.not_found_code)}</p>
            <h1 tabindex="-1" class="mt-2 text-3xl font-bold outline-none">{td_string!(l, app.not_found_title)}</h1>
            <p class="mt-3 mb-8 text-muted">{td_string!(l, app.not_found_body)}</p>
            <LinkButton href=home external=is_public variant=ButtonVariant::Primary icon=icondata::LuHouse>
                {td_string!(l, app.home)}
            </LinkButton>
        </div>
    }
}
