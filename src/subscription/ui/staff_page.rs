//! Everybody's subscriptions.

use super::{staff_list::List, word};
use crate::{
    account::ui::{StaffOnly, seen},
    i18n::{Locale, td_string, use_locale},
    kit::{Button, ButtonVariant, Card, Empty, Input, PageBody, PageHeader, Select, SkeletonRows},
    subscription::{
        model::{PayWay, SubscriptionQuery, SubscriptionState},
        rpc::list_subscriptions,
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/admin/subscriptions?state=&gateway=&person=`: what is looked for stands in the address.
#[component]
pub fn SubscriptionsPage() -> impl IntoView {
    let l = use_locale();
    let map = use_query_map();
    let query = Memo::new(move |_| {
        let map = map.read();
        let word = |name: &str| map.get(name).unwrap_or_default();
        SubscriptionQuery {
            state: word("state"),
            gateway: word("gateway"),
            plan: word("plan"),
            person: word("person"),
            ..SubscriptionQuery::default()
        }
    });
    let found = Resource::new(
        move || query.get(),
        async |query| {
            let page = list_subscriptions(query.clone()).await;
            seen(page.map(|page| (query, page)))
        },
    );
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, subscription.admin_title) lead=td_string!(l, subscription.admin_lead).to_owned() />
            <Filters query=query.get_untracked() />
            <StaffOnly resource=found skeleton=Shape let:found>
                {if found.1.items.is_empty() {
                    view! { <Nothing /> }.into_any()
                } else {
                    view! { <List query=found.0 page=found.1 /> }.into_any()
                }}
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

#[component]
fn Nothing() -> impl IntoView {
    let l = use_locale();
    view! {
        <Card flush=true>
            <Empty icon=i::LuCalendarClock title=td_string!(l, subscription.admin_empty_title) text=td_string!(l, subscription.admin_empty_body) />
        </Card>
    }
}

/// A form that works without script.
#[component]
fn Filters(query: SubscriptionQuery) -> impl IntoView {
    let l = use_locale();
    let states = SubscriptionState::ALL.iter().map(|one| (one.code().to_owned(), word::state(l, *one).0.to_owned()));
    let ways = PayWay::ALL.iter().map(|one| (one.code().to_owned(), word::way(l, *one).to_owned()));
    view! {
        <form
            role="search"
            method="get"
            action="/admin/subscriptions"
            class="grid items-end gap-4 group-has-data-stranger:hidden sm:grid-cols-2 lg:grid-cols-[1.4fr_1fr_1fr_auto]"
        >
            <Input name="person" label=td_string!(l, subscription.filter_person) kind="email" initial=query.person autocomplete="off" />
            <Select name="state" label=td_string!(l, subscription.filter_state) options=Signal::stored(any(l, states)) initial=query.state />
            <Select name="gateway" label=td_string!(l, subscription.filter_gateway) options=Signal::stored(any(l, ways)) initial=query.gateway />
            <Button kind="submit" variant=ButtonVariant::Primary>{td_string!(l, subscription.filter_go)}</Button>
        </form>
    }
}

fn any(l: Locale, options: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), td_string!(l, subscription.filter_any).to_owned())).chain(options).collect()
}
