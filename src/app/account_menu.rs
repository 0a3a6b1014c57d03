//! The signed-in person's menu and balance.

use super::{Signed, preference::PreferenceForm, session::SessionResource};
use crate::{
    i18n::{coins, td_string, use_locale},
    kernel::Coins,
    kit::{Avatar, Icon, Loaded, Menu, MenuButton, MenuLink, Skeleton},
};
use icondata as i;
use leptos::prelude::*;

/// Balance and menu, as soon as the session is there.
#[component]
pub fn Account(session: SessionResource) -> impl IntoView {
    let skeleton = || {
        view! {
            <Skeleton class="h-10 w-20" />
            <Skeleton class="size-9 rounded-full" />
        }
    };
    view! {
        <div class="flex items-center gap-2 lg:flex-col lg:items-stretch">
            <Loaded resource=session skeleton=skeleton compact=true let:signed>
                <Balance available=signed.available />
                <AccountMenu signed=signed />
            </Loaded>
        </div>
    }
}

#[component]
fn Balance(available: Coins) -> impl IntoView {
    let l = use_locale();
    view! {
        <a
            href="/app/wallet"
            class="flex min-h-10 items-center gap-2 rounded-full bg-primary-soft px-3.5 text-sm font-semibold text-primary-text hover:bg-primary-soft/70 lg:rounded-md"
        >
            <Icon icon=i::LuCoins class="size-4.5" />
            <span class="font-normal max-lg:sr-only">{td_string!(l, app.balance)}</span>
            <span class="lg:ms-auto">{coins(l, available)}</span>
        </a>
    }
}

#[component]
fn AccountMenu(signed: Signed) -> impl IntoView {
    let l = use_locale();
    let (name, email) = (signed.full_name.clone(), signed.email.clone());
    let button = move || {
        view! {
            <Avatar name=name.clone() />
            <span class="hidden min-w-0 flex-1 text-start lg:block">
                <span class="block truncate text-sm font-medium">{name}</span>
                <span class="block truncate text-xs text-muted" dir="ltr">{email}</span>
            </span>
            <Icon icon=i::LuChevronsUpDown class="hidden size-4 text-muted lg:inline-flex" />
        }
    };
    view! {
        <Menu
            label=td_string!(l, app.account_menu)
            button=button
            button_class="flex min-h-10 items-center gap-3 rounded-md hover:bg-sunken lg:p-2"
            class="end-0 top-full mt-2 w-72 lg:start-0 lg:end-auto lg:top-auto lg:bottom-full lg:mb-2"
        >
            <div class="px-3 py-2 lg:hidden">
                <p class="truncate text-sm font-medium">{signed.full_name}</p>
                <p class="truncate text-start text-xs text-muted">{signed.email}</p>
            </div>
            <MenuLink href="/app/settings" icon=i::LuSettings>{td_string!(l, app.settings)}</MenuLink>
            {signed.is_staff.then(|| view! { <MenuLink href="/admin" icon=i::LuShield>{td_string!(l, app.admin)}</MenuLink> })}
            <div class="my-1 border-y border-line py-2">
                <PreferenceForm />
            </div>
            <form method="post" action="/sign-out">
                <MenuButton icon=i::LuLogOut kind="submit">{td_string!(l, app.sign_out)}</MenuButton>
            </form>
        </Menu>
    }
}
