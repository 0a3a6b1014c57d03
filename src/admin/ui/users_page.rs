//! Everybody with an account.

use super::{
    staff_only::{StaffOnly, seen},
    user_list::UserList,
};
use crate::{
    admin::rpc,
    i18n::{td_string, use_locale},
    kernel::PageQuery,
    kit::{Card, Icon, IconButton, PageBody, PageHeader, SkeletonRows},
};
use icondata as i;
use leptos::{ev::SubmitEvent, leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};
use std::time::Duration;

/// Quiet time after a key before the server is asked.
const PAUSE: Duration = Duration::from_millis(300);

/// `/admin/users?q=`: what is searched for stands in the address.
#[component]
pub fn UsersPage() -> impl IntoView {
    let l = use_locale();
    let query = use_query_map();
    let search = Memo::new(move |_| query.read().get("q").unwrap_or_default());
    let people = Resource::new(
        move || search.get(),
        async |search| {
            let page = rpc::list_users(search.clone(), PageQuery::default()).await;
            seen(page.map(|page| (search, page)))
        },
    );
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, admin.users_title) lead=td_string!(l, admin.users_lead).to_owned() />
            <Search search=search />
            <StaffOnly resource=people skeleton=Shape let:found>
                <UserList search=found.0 page=found.1 />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=8 />
        </Card>
    }
}

/// A form that works without script, and searches while typing with it.
#[component]
fn Search(search: Memo<String>) -> impl IntoView {
    let l = use_locale();
    let navigate = use_navigate();
    let typed = RwSignal::new(search.get_untracked());
    let go = move |text: String| {
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&address(&text), options);
    };
    let (now, mut later) = (go.clone(), debounce(PAUSE, go.clone()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        now(typed.get_untracked());
    };
    let clear = move |_| {
        typed.set(String::new());
        go(String::new());
    };
    let input = move |event| {
        typed.set(event_target_value(&event));
        later(typed.get_untracked());
    };
    view! {
        <form role="search" method="get" action="/admin/users" on:submit=submit class="relative w-full max-w-md group-has-data-stranger:hidden">
            <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3.5 my-auto size-4.5 text-muted" />
            <input
                type="search"
                name="q"
                class="control px-11"
                maxlength="254"
                autocomplete="off"
                aria-label=td_string!(l, admin.users_search)
                placeholder=td_string!(l, admin.users_search)
                value=typed.get_untracked()
                prop:value=move || typed.get()
                on:input=input
            />
            <div class="absolute inset-y-0 end-0.5 flex items-center" class:hidden=move || typed.with(String::is_empty)>
                <IconButton label=td_string!(l, admin.users_search_clear) icon=i::LuX on:click=clear />
            </div>
        </form>
    }
}

fn address(search: &str) -> String {
    let mut query = ParamsMap::new();
    if !search.trim().is_empty() {
        query.insert("q", search.trim().to_owned());
    }
    format!("/admin/users{}", query.to_query_string())
}
