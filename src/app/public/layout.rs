//! The layout of public pages.

use crate::{
    app::{brand::BrandLink, preference::PreferenceMenu, use_surroundings},
    i18n::{td_string, use_locale},
    kit::{ButtonSize, ButtonVariant, LinkButton},
};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// The head and the foot of a public page.
#[component]
pub fn PublicLayout() -> impl IntoView {
    let l = use_locale();
    let name = use_surroundings().brand.name(l);
    view! {
        <a href="#content" class="sr-only z-50 rounded-md bg-primary px-4 py-2 text-on-primary focus:not-sr-only focus:fixed focus:start-4 focus:top-4">
            {td_string!(l, app.skip_to_content)}
        </a>
        <header class="sticky top-0 z-30 border-b border-line bg-surface/90 backdrop-blur">
            <div class="mx-auto flex h-16 max-w-6xl items-center gap-2 px-4 md:px-8">
                <BrandLink href="/" external=true />
                <div class="ms-auto flex items-center gap-2">
                    <LinkButton href="/pricing" external=true variant=ButtonVariant::Ghost size=ButtonSize::Small class="max-sm:hidden">
                        {td_string!(l, offer.pricing)}
                    </LinkButton>
                    <PreferenceMenu />
                    <LinkButton href="/sign-in" external=true variant=ButtonVariant::Ghost size=ButtonSize::Small>
                        {td_string!(l, app.sign_in)}
                    </LinkButton>
                    <LinkButton href="/sign-up" external=true variant=ButtonVariant::Primary size=ButtonSize::Small class="max-sm:hidden">
                        {td_string!(l, app.sign_up)}
                    </LinkButton>
                </div>
            </div>
        </header>
        <main id="content" tabindex="-1" class="outline-none">
            <Outlet />
        </main>
        <footer class="border-t border-line">
            <div class="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 px-4 py-6 text-sm text-muted md:px-8">
                <span class="me-auto font-medium text-text">{name}</span>
                <a href="/pricing" rel="external" class="py-2 hover:text-text">{td_string!(l, offer.pricing)}</a>
                <a href="/sign-in" rel="external" class="py-2 hover:text-text">{td_string!(l, app.sign_in)}</a>
                <a href="/sign-up" rel="external" class="py-2 hover:text-text">{td_string!(l, app.sign_up)}</a>
            </div>
        </footer>
    }
}
