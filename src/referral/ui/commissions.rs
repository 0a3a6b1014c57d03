//! What a referrer earned.

use super::word;
use crate::{
    i18n::{cash, coins, coins_in_words, date, td_string, use_locale},
    kernel::{Coins, Page, PageQuery},
    kit::{Badge, Card, Cell, Column, Empty, Listing, LoadMore, Table},
    referral::{
        model::{Commission, CommissionState, PayoutWay},
        rpc::list_commissions,
    },
};
use icondata as i;
use leptos::prelude::*;

/// The commissions, the newest first.
#[component]
pub(super) fn Commissions(first: Page<Commission>) -> impl IntoView {
    let l = use_locale();
    if first.items.is_empty() {
        return view! {
            <Card title=td_string!(l, referral.commissions_title) flush=true>
                <Empty icon=i::LuHandCoins title=td_string!(l, referral.commissions_empty) text=td_string!(l, referral.commissions_empty_body) />
            </Card>
        }
        .into_any();
    }
    let list = Listing::new(first);
    let more = list.on_more(|cursor| list_commissions(PageQuery { limit: None, cursor: Some(cursor) }));
    let columns = vec![
        Column::text(td_string!(l, referral.column_person)),
        Column::number(td_string!(l, referral.column_date)),
        Column::text(td_string!(l, referral.column_state)),
        Column::number(td_string!(l, referral.column_coins)),
    ];
    view! {
        <Card title=td_string!(l, referral.commissions_title) flush=true class="min-w-0">
            <div class="hidden md:block">
                <Table caption=td_string!(l, referral.commissions_title) columns=columns>
                    <For each=move || list.items.get() key=|one| one.id children=|one| view! { <Row one=one /> } />
                </Table>
            </div>
            <ul aria-label=td_string!(l, referral.commissions_title) class="divide-y divide-line border-t border-line md:hidden">
                <For each=move || list.items.get() key=|one| one.id children=|one| view! { <Item one=one /> } />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
    }
    .into_any()
}

#[component]
fn Row(one: Commission) -> impl IntoView {
    let l = use_locale();
    let (of, state, person, at) = (one.clone(), one.state.code(), one.person.clone(), one.created_at);
    view! {
        <tr data-commission=state>
            <Cell><bdi dir="ltr">{person}</bdi></Cell>
            <Cell number=true class="text-muted">{date(l, at)}</Cell>
            <Cell><Standing of=of /></Cell>
            <Cell number=true><Worth of=one /></Cell>
        </tr>
    }
}

#[component]
fn Item(one: Commission) -> impl IntoView {
    let l = use_locale();
    let (of, state, person, at) = (one.clone(), one.state.code(), one.person.clone(), one.created_at);
    view! {
        <li class="flex items-start justify-between gap-3 p-4 text-sm" data-commission=state>
            <div class="flex min-w-0 flex-col gap-1.5">
                <bdi dir="ltr" class="truncate rtl:text-end">{person}</bdi>
                <Standing of=of />
                <span class="text-xs text-muted">{date(l, at)}</span>
            </div>
            <div class="figures text-end"><Worth of=one /></div>
        </li>
    }
}

/// The state, and what is to be known about it.
#[component]
fn Standing(of: Commission) -> impl IntoView {
    let l = use_locale();
    let (words, tone) = word::state(l, of.state);
    let more = match of.state {
        CommissionState::Waiting => Some(td_string!(l, referral.payable_from, date = date(l, of.payable_at))),
        CommissionState::Refused => of.reason.clone(),
        CommissionState::Paid => of.paid_at.map(|at| match &of.reference {
            Some(reference) => td_string!(l, referral.paid_with, date = date(l, at), reference = reference.clone()),
            None => td_string!(l, referral.paid_on, date = date(l, at)),
        }),
        CommissionState::Approved | CommissionState::Cancelled => None,
    };
    view! {
        <span class="flex flex-col items-start gap-1">
            <Badge tone=tone>{words}</Badge>
            {more.map(|more| view! { <span dir="auto" class="text-xs text-muted wrap-anywhere">{more}</span> })}
        </span>
    }
}

/// Coins; money where it is paid at the bank.
#[component]
fn Worth(of: Commission) -> impl IntoView {
    let l = use_locale();
    let money = (of.way == Some(PayoutWay::Bank)).then(|| cash(l, of.amount));
    let taken = (of.taken > Coins::ZERO).then(|| td_string!(l, referral.taken, coins = coins_in_words(l, of.taken)));
    view! {
        <span class="font-medium">{money.unwrap_or_else(|| coins(l, of.coins))}</span>
        {taken.map(|words| view! { <span class="block text-xs text-muted">{words}</span> })}
    }
}
