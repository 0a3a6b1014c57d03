//! The frame of signed-in pages: a side bar on wide screens, a bar above and one below on phones. One markup for both: what has
//! no room in the lower bar comes with its button.

use super::{account_menu::Account, brand::BrandLink, session::SessionResource};
use crate::{
    i18n::{td_string, use_locale},
    kit::{Icon, ToastRegion},
};
use leptos::prelude::*;
use leptos_router::{
    components::{A, Outlet},
    hooks::use_location,
};

/// An entry of the navigation.
pub struct Destination {
    href: &'static str,
    label: &'static str,
    icon: icondata::Icon,
    exact: bool,
    at_hand: bool,
}

impl Destination {
    /// An address, its name and its sign; current also below the address.
    pub fn new(href: &'static str, label: &'static str, icon: icondata::Icon) -> Self {
        Self { href, label, icon, exact: false, at_hand: false }
    }

    /// Current only on this very address, not below it.
    pub fn exact(self) -> Self {
        Self { exact: true, ..self }
    }

    /// In the bar of a phone, where there is room for four; the others are behind a button.
    pub fn at_hand(self) -> Self {
        Self { at_hand: true, ..self }
    }
}

/// Entries that belong together.
pub struct Group {
    /// What they have in common; none of those that come first.
    pub label: Option<&'static str>,
    /// The entries.
    pub destinations: Vec<Destination>,
}

/// A number beside an entry: something waits there.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// The entry's address.
    pub href: &'static str,
    /// The number, and what it says to those who do not see it.
    pub sign: Signal<Option<(String, String)>>,
}

/// The frame around the pages of a layout.
#[component]
pub fn Frame(
    /// Who is signed in.
    session: SessionResource,
    /// Where the mark leads.
    home: &'static str,
    /// The navigation.
    groups: Vec<Group>,
    /// A number beside one of them.
    #[prop(optional)]
    mark: Option<Mark>,
    /// Stands under the navigation on wide screens.
    #[prop(into, optional)]
    aside: ViewFnOnce,
    /// Stands beside the account.
    #[prop(into, optional)]
    tools: ViewFnOnce,
) -> impl IntoView {
    let l = use_locale();
    provide_context(session);
    // On a phone, while the whole navigation is shown.
    let (is_open, path) = (RwSignal::new(false), use_location().pathname);
    Effect::new(move |_| {
        path.track();
        is_open.set(false);
    });
    let groups = groups.into_iter().map(|group| view! {
        {group.label.map(|label| view! {
            <h2 class="px-3 pt-3 pb-1 text-xs font-semibold text-muted max-lg:col-span-4 max-lg:not-in-data-open:hidden">{label}</h2>
        })}
        {group.destinations.into_iter().map(|to| entry(to, mark)).collect_view()}
    }).collect_view();
    view! {
        <a href="#content" class="sr-only z-50 rounded-md bg-primary px-4 py-2 text-on-primary focus:not-sr-only focus:fixed focus:start-4 focus:top-4">
            {td_string!(l, app.skip_to_content)}
        </a>
        <div class="lg:grid lg:grid-cols-[16rem_minmax(0,1fr)]">
            <header class="sticky top-0 z-30 flex h-(--bar-top) items-center justify-between gap-3 border-b border-line bg-surface px-4 lg:h-dvh lg:flex-col lg:items-stretch lg:justify-start lg:gap-4 lg:border-e lg:border-b-0 lg:p-4">
                <div class="lg:px-2">
                    <BrandLink href=home />
                </div>
                <nav
                    aria-label=td_string!(l, app.navigation)
                    data-open=move || is_open.get().then_some("")
                    class="fixed inset-x-0 bottom-0 flex h-(--bar-bottom) border-t border-line bg-surface px-2 pb-[env(safe-area-inset-bottom)] max-lg:data-open:grid max-lg:data-open:h-auto max-lg:data-open:max-h-[80dvh] max-lg:data-open:grid-cols-4 max-lg:data-open:gap-y-2 max-lg:data-open:overflow-y-auto max-lg:data-open:rounded-t-xl max-lg:data-open:pt-4 max-lg:data-open:pb-4 max-lg:data-open:shadow-high lg:static lg:h-auto lg:min-h-0 lg:flex-1 lg:flex-col lg:gap-1 lg:overflow-y-auto lg:border-0 lg:p-0"
                >
                    {groups}
                    <button
                        type="button"
                        data-action="more"
                        aria-expanded=move || is_open.get().to_string()
                        on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                        class="flex min-w-15 flex-1 flex-col items-center justify-center gap-0.5 rounded-md text-xs text-muted hover:text-text lg:hidden"
                    >
                        {move || view! { <Icon icon=if is_open.get() { icondata::LuX } else { icondata::LuEllipsis } /> }}
                        <span>{move || if is_open.get() { td_string!(l, kit.close) } else { td_string!(l, app.more) }}</span>
                    </button>
                </nav>
                <div class="hidden lg:block">{aside.run()}</div>
                <div class="flex items-center gap-1 lg:flex-col lg:items-stretch lg:gap-2">
                    {tools.run()}
                    <Account session=session />
                </div>
            </header>
            <main id="content" tabindex="-1" class="min-w-0 pb-(--bar-bottom) outline-none">
                <Outlet />
            </main>
        </div>
        <ToastRegion />
    }
}

fn entry(to: Destination, mark: Option<Mark>) -> impl IntoView {
    let sign = mark.filter(|mark| mark.href == to.href).map(|mark| move || mark.sign.get().map(|(number, words)| view! {
        <span class="absolute end-1 top-1 inline-flex min-w-5 items-center justify-center rounded-full bg-primary px-1.5 text-xs font-semibold text-on-primary lg:static lg:ms-auto">
            <span aria-hidden="true">{number}</span>
            <span class="sr-only">{words}</span>
        </span>
    }));
    view! {
        <A
            href=to.href
            exact=to.exact
            attr:class=format!("{} relative flex min-w-15 flex-1 flex-col items-center justify-center gap-0.5 rounded-md text-xs text-muted transition-colors hover:text-text aria-[current=page]:font-semibold aria-[current=page]:text-primary-text lg:min-h-10 lg:min-w-0 lg:flex-none lg:flex-row lg:justify-start lg:gap-3 lg:px-3 lg:text-sm lg:hover:bg-sunken lg:aria-[current=page]:bg-primary-soft max-lg:in-data-open:min-h-14", if to.at_hand { "" } else { "max-lg:not-in-data-open:hidden" })
        >
            <Icon icon=to.icon />
            <span class="max-w-full truncate">{to.label}</span>
            {sign}
        </A>
    }
}
