//! Who came through the link.

use crate::{
    i18n::{coins, count, date, td_string, use_locale},
    kernel::{Page, PageQuery},
    kit::{Card, Cell, Column, Empty, Listing, LoadMore, Table},
    referral::{model::ReferredPerson, rpc::list_people},
};
use icondata as i;
use leptos::prelude::*;

/// The people, the newest first.
#[component]
pub(super) fn People(first: Page<ReferredPerson>) -> impl IntoView {
    let l = use_locale();
    if first.items.is_empty() {
        return view! {
            <Card title=td_string!(l, referral.people_title) flush=true>
                <Empty icon=i::LuUserPlus title=td_string!(l, referral.people_empty) text=td_string!(l, referral.people_empty_body) />
            </Card>
        }
        .into_any();
    }
    let list = Listing::new(first);
    let more = list.on_more(|cursor| list_people(PageQuery { limit: None, cursor: Some(cursor) }));
    let columns = vec![
        Column::text(td_string!(l, referral.column_person)),
        Column::number(td_string!(l, referral.column_joined)),
        Column::number(td_string!(l, referral.column_purchases)),
        Column::number(td_string!(l, referral.column_earned)),
    ];
    view! {
        <Card title=td_string!(l, referral.people_title) flush=true class="min-w-0">
            <div class="hidden md:block">
                <Table caption=td_string!(l, referral.people_title) columns=columns>
                    <For each=move || list.items.get() key=|one| one.id children=|one| view! { <Row one=one /> } />
                </Table>
            </div>
            <ul aria-label=td_string!(l, referral.people_title) class="divide-y divide-line border-t border-line md:hidden">
                <For each=move || list.items.get() key=|one| one.id children=|one| view! { <Item one=one /> } />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
    }
    .into_any()
}

#[component]
fn Row(one: ReferredPerson) -> impl IntoView {
    let l = use_locale();
    let (person, email) = (one.email.clone(), one.email);
    view! {
        <tr data-person=person>
            <Cell><bdi dir="ltr">{email}</bdi></Cell>
            <Cell number=true class="text-muted">{date(l, one.joined_at)}</Cell>
            <Cell number=true>{count(l, one.purchases)}</Cell>
            <Cell number=true class="font-medium">{coins(l, one.earned)}</Cell>
        </tr>
    }
}

#[component]
fn Item(one: ReferredPerson) -> impl IntoView {
    let l = use_locale();
    let bought = td_string!(l, referral.bought, number = count(l, one.purchases));
    view! {
        <li class="flex items-start justify-between gap-3 p-4 text-sm">
            <div class="min-w-0">
                <bdi dir="ltr" class="block truncate rtl:text-end">{one.email}</bdi>
                <span class="block text-xs text-muted">{date(l, one.joined_at)} " · " {bought}</span>
            </div>
            <span class="figures font-medium">{coins(l, one.earned)}</span>
        </li>
    }
}
