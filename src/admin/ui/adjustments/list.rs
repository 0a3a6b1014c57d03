//! Adjustments, and the decision of those that wait.

use crate::{
    admin::rpc,
    billing::{
        adjustment::{Adjustment, AdjustmentQuery, AdjustmentState},
        ui::word::change,
    },
    i18n::{Locale, coins_in_words, date, date_time, td_string, use_locale},
    kernel::Page,
    kit::{Badge, Button, ButtonSize, ButtonVariant, Card, Confirm, Empty, Listing, LoadMore, Tone, use_toasts},
    run::record::encoded,
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// What is asked once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Approve,
    Reject,
}

/// The adjustments, and those after them.
#[component]
pub(super) fn List(
    /// What was looked for.
    query: AdjustmentQuery,
    /// The first page.
    page: Page<Adjustment>,
    /// Something was decided.
    on_change: Callback<()>,
) -> impl IntoView {
    let l = use_locale();
    if page.items.is_empty() {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuPencilRuler title=td_string!(l, ledger.adjustments_empty) text=td_string!(l, ledger.adjustments_empty_body) />
            </Card>
        }
        .into_any();
    }
    let listing = Listing::new(page);
    let more =
        listing.on_more(move |after| rpc::list_adjustments(AdjustmentQuery { cursor: Some(after), ..query.clone() }));
    view! {
        <Card flush=true class="min-w-0">
            <ul aria-label=td_string!(l, ledger.adjustments_list) class="divide-y divide-line">
                <For
                    each=move || listing.items.get()
                    key=|one| one.id
                    children=move |one| view! { <Item adjustment=one on_change=on_change /> }
                />
            </ul>
            <LoadMore cursor=listing.cursor busy=listing.busy on_more=more />
        </Card>
    }
    .into_any()
}

fn state(l: Locale, state: AdjustmentState) -> (&'static str, Tone) {
    match state {
        AdjustmentState::Proposed => (td_string!(l, ledger.state_proposed), Tone::Warning),
        AdjustmentState::Applied => (td_string!(l, ledger.state_applied), Tone::Success),
        AdjustmentState::Rejected => (td_string!(l, ledger.state_rejected), Tone::Neutral),
    }
}

#[component]
fn Item(adjustment: Adjustment, on_change: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let (words, tone) = state(l, adjustment.state);
    let decision = (adjustment.state == AdjustmentState::Proposed).then(|| {
        view! { <Decide adjustment=adjustment.clone() on_change=on_change /> }
    });
    let more: Vec<String> = [
        adjustment.expires_at.map(|at| td_string!(l, billing.lot_until, day = date(l, at))),
        (adjustment.owed.milli > 0)
            .then(|| td_string!(l, ledger.became_debt, coins = coins_in_words(l, adjustment.owed))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let by = td_string!(
        l,
        ledger.proposed_by,
        person = adjustment.proposed_by.clone(),
        time = date_time(l, adjustment.created_at)
    );
    let decided = adjustment
        .decided_by
        .clone()
        .zip(adjustment.decided_at)
        .map(|(person, at)| td_string!(l, ledger.decided_by, person = person, time = date_time(l, at)));
    view! {
        <li class="flex flex-col gap-3 px-5 py-4 text-sm" data-adjustment=adjustment.id.to_string() data-state=adjustment.state.code()>
            <div class="flex items-start justify-between gap-3">
                <div class="min-w-0">
                    <a href=format!("/admin/adjustments?person={}", encoded(&adjustment.email)) class="block truncate font-medium hover:text-primary-text hover:underline">
                        <bdi dir="ltr">{adjustment.email.clone()}</bdi>
                    </a>
                    <p class="mt-0.5 wrap-anywhere text-muted"><bdi>{adjustment.reason.clone()}</bdi></p>
                </div>
                <div class="flex shrink-0 flex-col items-end gap-1">
                    <span class="figures text-base font-semibold">{change(l, adjustment.coins)}</span>
                    <Badge tone=tone>{words}</Badge>
                </div>
            </div>
            <div class="flex flex-wrap items-end justify-between gap-3">
                <div class="min-w-0 text-xs text-muted wrap-anywhere">
                    <p>{by}</p>
                    {decided.map(|words| view! { <p>{words}</p> })}
                    {more.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
                </div>
                {decision}
            </div>
        </li>
    }
}

/// Approve or reject; one's own can only be withdrawn.
#[component]
fn Decide(adjustment: Adjustment, on_change: Callback<()>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (id, own) = (adjustment.id, adjustment.own);
    let (approving, rejecting, is_busy) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let decide = move |decision: Decision| {
        is_busy.set(true);
        spawn_local(async move {
            let answer = match decision {
                Decision::Approve => rpc::approve_adjustment(id).await,
                Decision::Reject => rpc::reject_adjustment(id).await,
            };
            let _ = is_busy.try_set(false);
            match answer {
                Ok(done) => toasts.success(state(l, done.state).0),
                Err(error) => toasts.error(&error),
            }
            // Where it failed somebody else may have been faster.
            on_change.run(());
        });
    };
    let sum = coins_in_words(l, adjustment.coins);
    let question = td_string!(l, ledger.approve_ask, coins = sum, person = adjustment.email);
    let reject = if own { td_string!(l, ledger.withdraw) } else { td_string!(l, ledger.reject) };
    let approve = (!own).then(|| {
        view! {
            <Button
                size=ButtonSize::Small
                variant=ButtonVariant::Primary
                icon=i::LuCheck
                busy=is_busy
                attr:data-action="approve"
                on:click=move |_| approving.set(true)
            >
                {td_string!(l, ledger.approve)}
            </Button>
        }
    });
    let hint = own.then(|| view! { <span class="text-xs text-muted">{td_string!(l, ledger.own)}</span> });
    view! {
        <div class="flex flex-wrap items-center gap-3">
            {hint}
            <Button size=ButtonSize::Small icon=i::LuX busy=is_busy attr:data-action="reject" on:click=move |_| rejecting.set(true)>
                {reject}
            </Button>
            {approve}
            <Confirm
                open=approving
                id=format!("approve-{id}")
                title=td_string!(l, ledger.approve_title)
                text=question
                action=td_string!(l, ledger.approve)
                on_confirm=move |()| decide(Decision::Approve)
                danger=false
            />
            <Confirm
                open=rejecting
                id=format!("reject-{id}")
                title=td_string!(l, ledger.reject_title)
                text=td_string!(l, ledger.reject_ask)
                action=reject
                on_confirm=move |()| decide(Decision::Reject)
            />
        </div>
    }
}
