//! The commissions that staff looks at.

use super::{
    desk::{Asking, Desk},
    word,
};
use crate::{
    i18n::{cash, coins_in_words, count, date, date_time, td_string, use_locale},
    kernel::{Coins, Page, id::CommissionId},
    kit::{Badge, Button, ButtonSize, ButtonVariant, Card, Empty, Icon, LinkButton, Listing, LoadMore, Tone},
    referral::{
        model::{CommissionState, PayoutWay},
        rpc::list_all_commissions,
        staff::{CommissionQuery, StaffCommission},
    },
};
use icondata as i;
use leptos::prelude::*;

/// The list with what can be done about it.
#[component]
pub(super) fn Queue(query: CommissionQuery, page: Page<StaffCommission>, on_change: Callback<()>) -> impl IntoView {
    let l = use_locale();
    if page.items.is_empty() {
        return view! { <Nothing filtered=query != CommissionQuery::default() /> }.into_any();
    }
    let (list, desk) = (Listing::new(page), Desk::new(on_change));
    let more =
        list.on_more(move |after| list_all_commissions(CommissionQuery { cursor: Some(after), ..query.clone() }));
    view! {
        <Card flush=true class="min-w-0">
            <Chosen list=list desk=desk />
            <ul aria-label=td_string!(l, referral.queue) class="divide-y divide-line">
                <For each=move || list.items.get() key=|one| one.commission.id children=move |one| view! { <Item one=one desk=desk /> } />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
        <Asking desk=desk />
    }
    .into_any()
}

/// Those of the chosen ones that are in a state.
fn among(list: Listing<StaffCommission>, desk: Desk, fits: fn(&StaffCommission) -> bool) -> Vec<CommissionId> {
    let chosen = desk.chosen.get();
    list.items.with(|items| {
        let chosen = items.iter().filter(|one| chosen.contains(&one.commission.id) && fits(one));
        chosen.map(|one| one.commission.id).collect()
    })
}

fn can_approve(one: &StaffCommission) -> bool {
    one.is_due && !one.is_own
}

fn can_refuse(one: &StaffCommission) -> bool {
    matches!(one.commission.state, CommissionState::Waiting | CommissionState::Approved) && !one.is_own
}

fn can_mark(one: &StaffCommission) -> bool {
    one.commission.state == CommissionState::Approved && one.payout == PayoutWay::Bank && !one.is_own
}

/// What can be done with all that are chosen.
#[component]
fn Chosen(list: Listing<StaffCommission>, desk: Desk) -> impl IntoView {
    let l = use_locale();
    let all = move |_| {
        let open = list.items.with_untracked(|items| {
            items.iter().filter(|one| can_refuse(one)).map(|one| one.commission.id).take(100).collect::<Vec<_>>()
        });
        desk.chosen.update(|chosen| *chosen = if chosen.is_empty() { open } else { Vec::new() });
    };
    let number = move || i64::try_from(desk.chosen.with(Vec::len)).unwrap_or(i64::MAX);
    let words = move || match number() {
        0 => td_string!(l, referral.choose_all).to_owned(),
        some => td_string!(l, referral.chosen, number = count(l, some)),
    };
    let none = |fits: fn(&StaffCommission) -> bool| Signal::derive(move || among(list, desk, fits).is_empty());
    let (no_approval, no_refusal, no_mark) = (none(can_approve), none(can_refuse), none(can_mark));
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3 border-b border-line px-5 py-3">
            <Button size=ButtonSize::Small variant=ButtonVariant::Ghost icon=i::LuListChecks attr:data-action="choose-all" on:click=all>{words}</Button>
            <div class="flex flex-wrap gap-2" class:hidden=move || number() == 0>
                <Button
                    size=ButtonSize::Small
                    variant=ButtonVariant::Primary
                    icon=i::LuCheck
                    busy=desk.busy
                    disabled=no_approval
                    attr:data-action="approve-chosen"
                    on:click=move |_| desk.approve(untrack(|| among(list, desk, can_approve)))
                >
                    {td_string!(l, referral.approve)}
                </Button>
                <Button
                    size=ButtonSize::Small
                    icon=i::LuLandmark
                    busy=desk.busy
                    disabled=no_mark
                    attr:data-action="mark-chosen"
                    on:click=move |_| desk.mark_paid(untrack(|| among(list, desk, can_mark)))
                >
                    {td_string!(l, referral.mark)}
                </Button>
                <Button
                    size=ButtonSize::Small
                    icon=i::LuX
                    busy=desk.busy
                    disabled=no_refusal
                    attr:data-action="refuse-chosen"
                    on:click=move |_| desk.refuse(untrack(|| among(list, desk, can_refuse)))
                >
                    {td_string!(l, referral.refuse)}
                </Button>
            </div>
        </div>
    }
}

#[component]
fn Item(one: StaffCommission, desk: Desk) -> impl IntoView {
    let l = use_locale();
    let (id, about, acts) = (one.commission.id, one.clone(), one.clone());
    let (words, tone) = word::state(l, one.commission.state);
    let is_flagged = (!one.flags.is_empty()).to_string();
    let flags = one.flags.clone().into_iter().map(|flag| {
        let words = word::flag(l, flag);
        view! { <Badge tone=Tone::Danger><Icon icon=i::LuTriangleAlert class="size-3.5" />{words}</Badge> }
    });
    let flags = flags.collect_view();
    let is_open = can_refuse(&one);
    let label = td_string!(l, referral.choose, person = one.referrer.clone());
    let check = is_open.then(|| {
        view! {
            <input
                type="checkbox"
                class="mt-1 size-5 shrink-0 accent-primary"
                aria-label=label
                prop:checked=move || desk.chosen.with(|chosen| chosen.contains(&id))
                on:change=move |event| desk.choose(id, event_target_checked(&event))
            />
        }
    });
    view! {
        <li class="flex gap-3 px-5 py-4 text-sm" data-commission=id.to_string() data-state=one.commission.state.code() data-flagged=is_flagged>
            {check}
            <div class="flex min-w-0 flex-1 flex-col gap-3">
                <div class="flex items-start justify-between gap-3">
                    <div class="min-w-0">
                        <bdi dir="ltr" class="block truncate font-medium rtl:text-end">{one.referrer.clone()}</bdi>
                        <p class="text-xs text-muted wrap-anywhere">
                            {td_string!(l, referral.brought)} " " <bdi dir="ltr">{one.buyer.clone()}</bdi>
                        </p>
                    </div>
                    <div class="flex shrink-0 flex-col items-end gap-1">
                        <span class="figures text-base font-semibold">{coins_in_words(l, one.commission.coins)}</span>
                        <span class="figures text-xs text-muted">{cash(l, one.commission.amount)}</span>
                    </div>
                </div>
                <div class="flex flex-wrap gap-2"><Badge tone=tone>{words}</Badge>{flags}</div>
                <div class="flex flex-wrap items-end justify-between gap-3">
                    <About one=about />
                    <Acts one=acts desk=desk />
                </div>
            </div>
        </li>
    }
}

/// The order, the rate, when, how, and what became of it.
#[component]
fn About(one: StaffCommission) -> impl IntoView {
    let l = use_locale();
    let StaffCommission { commission, order_id, .. } = one.clone();
    let bought = td_string!(
        l,
        referral.of_order,
        share = word::percent(l, commission.rate_per_mille),
        coins = coins_in_words(l, one.base),
        paid = cash(l, one.order_total)
    );
    let decided = one.decided_by.clone().zip(one.decided_at);
    let lines = [
        Some(bought),
        (one.order_refunded.amount_minor > 0)
            .then(|| td_string!(l, referral.went_back, amount = cash(l, one.order_refunded))),
        (commission.taken > Coins::ZERO)
            .then(|| td_string!(l, referral.taken, coins = coins_in_words(l, commission.taken))),
        (one.to_recover.amount_minor > 0).then(|| td_string!(l, referral.to_recover, amount = cash(l, one.to_recover))),
        (commission.state == CommissionState::Waiting)
            .then(|| td_string!(l, referral.payable_from, date = date(l, commission.payable_at))),
        decided.map(|(person, at)| td_string!(l, referral.decided_by, person = person, time = date_time(l, at))),
        commission.reason.clone(),
        commission.paid_at.map(|at| match commission.reference.clone() {
            Some(reference) => td_string!(l, referral.paid_with, date = date(l, at), reference = reference),
            None => td_string!(l, referral.paid_on, date = date(l, at)),
        }),
    ];
    let lines = lines.into_iter().flatten().map(|words| view! { <p><bdi>{words}</bdi></p> }).collect_view();
    let account = (one.payout == PayoutWay::Bank)
        .then(|| view! { " " <bdi class="font-medium text-text">{one.account.clone()}</bdi> });
    view! {
        <div class="min-w-0 space-y-0.5 text-xs text-muted wrap-anywhere">
            <p>
                <a href=format!("/admin/orders/{order_id}") class="font-medium hover:text-primary-text hover:underline">{td_string!(l, referral.order)}</a>
                " · " {date_time(l, commission.created_at)}
            </p>
            {lines}
            <p>{word::way(l, one.payout)} {account}</p>
        </div>
    }
}

#[component]
fn Acts(one: StaffCommission, desk: Desk) -> impl IntoView {
    let l = use_locale();
    let id = one.commission.id;
    if one.is_own && can_refuse(&StaffCommission { is_own: false, ..one.clone() }) {
        return view! { <span class="text-xs text-muted">{td_string!(l, referral.outcome_own)}</span> }.into_any();
    }
    let approve = can_approve(&one).then(|| {
        view! {
            <Button size=ButtonSize::Small variant=ButtonVariant::Primary icon=i::LuCheck busy=desk.busy attr:data-action="approve" on:click=move |_| desk.approve(vec![id])>
                {td_string!(l, referral.approve)}
            </Button>
        }
    });
    let mark = can_mark(&one).then(|| {
        view! {
            <Button size=ButtonSize::Small variant=ButtonVariant::Primary icon=i::LuLandmark busy=desk.busy attr:data-action="mark-paid" on:click=move |_| desk.mark_paid(vec![id])>
                {td_string!(l, referral.mark)}
            </Button>
        }
    });
    let refuse = can_refuse(&one).then(|| {
        view! {
            <Button size=ButtonSize::Small icon=i::LuX busy=desk.busy attr:data-action="refuse" on:click=move |_| desk.refuse(vec![id])>
                {td_string!(l, referral.refuse)}
            </Button>
        }
    });
    view! { <div class="flex flex-wrap gap-3">{refuse} {mark} {approve}</div> }.into_any()
}

#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    let l = use_locale();
    if filtered {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuSearchX title=td_string!(l, referral.none_title) text=td_string!(l, referral.none_body)>
                    <LinkButton href="/admin/referrals">{td_string!(l, referral.none_action)}</LinkButton>
                </Empty>
            </Card>
        }
        .into_any();
    }
    view! {
        <Card flush=true>
            <Empty icon=i::LuHandCoins title=td_string!(l, referral.queue_empty) text=td_string!(l, referral.queue_empty_body) />
        </Card>
    }
    .into_any()
}
