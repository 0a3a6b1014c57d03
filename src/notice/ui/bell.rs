//! The bell: how many notices were not read, looked at again with every page.

use crate::{
    i18n::{count, td_string, use_locale},
    kit::Icon,
    notice::rpc::count_unread,
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_location};

/// Leads to the notices.
#[component]
pub fn Bell() -> impl IntoView {
    let l = use_locale();
    let path = use_location().pathname;
    let unread = RwSignal::new(0_i64);
    // In the browser only: no page waits for it, and one that fails leaves what was known.
    Effect::new(move |_| {
        path.track();
        spawn_local(async move {
            if let Ok(found) = count_unread().await {
                unread.set(found.unread);
            }
        });
    });
    let label = move || match unread.get() {
        0 => td_string!(l, notice.title).to_owned(),
        many => td_string!(l, notice.unread, count = count(l, many)),
    };
    view! {
        <A
            href="/app/notifications"
            attr:aria-label=label
            attr:class="relative grid size-10 place-items-center rounded-md text-sm text-muted transition-colors hover:bg-sunken hover:text-text aria-[current=page]:text-primary-text lg:flex lg:w-auto lg:gap-3 lg:px-3"
        >
            <Icon icon=i::LuBell />
            <span class="hidden lg:inline">{td_string!(l, notice.title)}</span>
            {move || (unread.get() > 0).then(|| view! {
                <span aria-hidden="true" class="absolute end-0.5 top-0.5 lg:static lg:ms-auto min-w-4.5 rounded-full bg-danger-solid px-1 text-center text-[0.625rem] leading-4.5 font-semibold text-white">
                    {count(l, unread.get().min(99))}
                </span>
            })}
        </A>
    }
}
