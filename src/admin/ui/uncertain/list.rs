//! The runs that wait, to be chosen one by one or all at once.

use super::uncertain_page::{Desk, sums};
use crate::{
    admin::{
        rpc,
        ui::{models::model_address, word::provider},
    },
    i18n::{coins_in_words, count, date_time, td_string, use_locale},
    kernel::PageQuery,
    kit::{Button, ButtonSize, ButtonVariant, Card, CopyButton, LoadMore},
    run::{
        model::{RESOLVED_MAX, UncertainRun, Verdict},
        record::encoded,
        ui::run_kind_label,
    },
};
use icondata as i;
use leptos::prelude::*;

const BOX: &str = "size-5 shrink-0 accent-primary";
const LINK: &str = "hover:text-primary-text hover:underline";

/// The runs, with what can be done with those that are chosen.
#[component]
pub(super) fn Queue(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let more = desk.list.on_more(|after| rpc::list_uncertain(PageQuery { limit: None, cursor: Some(after) }));
    view! {
        <Card flush=true class="min-w-0">
            <Bar desk=desk />
            <ul aria-label=td_string!(l, uncertain.list) class="divide-y divide-line border-t border-line">
                <For each=move || desk.list.items.get() key=|run| run.run children=move |run| view! { <Item desk=desk run=run /> } />
            </ul>
            <LoadMore cursor=desk.list.cursor busy=desk.list.busy on_more=more />
        </Card>
    }
}

/// All or none, how much is chosen, and the two verdicts.
#[component]
fn Bar(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let most = usize::try_from(RESOLVED_MAX).unwrap_or(usize::MAX);
    let all = move || desk.list.items.with(|runs| runs.iter().take(most).map(|run| run.run).collect());
    let is_all = move || {
        desk.chosen
            .with(|chosen| !chosen.is_empty() && chosen.len() == desk.list.items.with(|runs| runs.len().min(most)))
    };
    let nothing = Signal::derive(move || desk.chosen.with(|chosen| chosen.is_empty() || chosen.len() > most));
    let told = move || {
        let picked = desk.picked();
        let (frozen, _) = sums(&picked);
        let number = count(l, i64::try_from(picked.len()).unwrap_or(i64::MAX));
        td_string!(l, uncertain.chosen, number = number, coins = coins_in_words(l, frozen))
    };
    let ask = move |verdict: Verdict| {
        move |_| {
            desk.verdict.set(verdict);
            desk.is_asking.set(true);
        }
    };
    view! {
        <div class="flex flex-wrap items-center justify-between gap-4 px-5 py-4">
            <label class="flex min-h-10 items-center gap-3 text-sm">
                <input
                    type="checkbox"
                    class=BOX
                    data-action="choose-all"
                    prop:checked=is_all
                    on:change=move |event| desk.chosen.set(if event_target_checked(&event) { all() } else { Default::default() })
                />
                <span class="font-medium">{td_string!(l, uncertain.choose_all)}</span>
                <span class="text-muted" aria-live="polite">{told}</span>
            </label>
            <div class="flex flex-wrap gap-3">
                <Button size=ButtonSize::Small icon=i::LuUndo2 disabled=nothing attr:data-action="release" on:click=ask(Verdict::Release)>
                    {td_string!(l, uncertain.release)}
                </Button>
                <Button
                    size=ButtonSize::Small
                    variant=ButtonVariant::Primary
                    icon=i::LuCoins
                    disabled=nothing
                    attr:data-action="charge"
                    on:click=ask(Verdict::Charge)
                >
                    {td_string!(l, uncertain.charge)}
                </Button>
            </div>
        </div>
    }
}

/// A run: whose, what, how much, and what is known of it.
#[component]
fn Item(desk: Desk, run: UncertainRun) -> impl IntoView {
    let l = use_locale();
    let id = run.run;
    let choose = move |event| {
        let on = event_target_checked(&event);
        desk.chosen.update(|chosen| {
            if on {
                chosen.insert(id)
            } else {
                chosen.remove(&id)
            };
        });
    };
    let whose = if run.provider.is_empty() {
        td_string!(l, insight.provider_lost).to_owned()
    } else {
        provider(l, &run.provider)
    };
    let request = run.request_id.map(|id| {
        view! {
            <span class="flex min-w-0 items-center gap-1">
                <bdi dir="ltr" class="truncate font-mono text-xs">{id.clone()}</bdi>
                <CopyButton text=id />
            </span>
        }
    });
    let label = td_string!(l, uncertain.choose, person = run.email.clone());
    let said = run.detail.filter(|detail| !detail.is_empty());
    view! {
        <li class="flex items-start gap-4 px-5 py-4" data-run=id.to_string()>
            <input
                type="checkbox"
                class=format!("{BOX} mt-0.5")
                aria-label=label
                prop:checked=move || desk.chosen.with(|chosen| chosen.contains(&id))
                on:change=choose
            />
            <div class="grid min-w-0 flex-1 gap-x-6 gap-y-3 text-sm sm:grid-cols-2 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1fr)]">
                <div class="min-w-0">
                    <a href=format!("/admin/users?q={}", encoded(&run.email)) class=format!("block truncate font-medium {LINK}")>
                        <bdi dir="ltr">{run.email.clone()}</bdi>
                    </a>
                    <p class="text-xs text-muted">
                        {run_kind_label(l, &run.kind)} " · "
                        <time datetime=run.since.to_string()>{date_time(l, run.since)}</time>
                    </p>
                </div>
                <div class="min-w-0">
                    <a href=model_address(&run.model) dir="ltr" class=format!("block truncate rtl:text-end {LINK}")>{run.model.clone()}</a>
                    <p class="text-xs text-muted">{whose}</p>
                    {request}
                </div>
                <div>
                    <p class="figures font-medium">{coins_in_words(l, run.quote)}</p>
                    <p class="text-xs text-muted">{td_string!(l, uncertain.frozen)}</p>
                </div>
                <div>
                    <p class="figures font-medium">{coins_in_words(l, run.estimate)}</p>
                    <p class="text-xs text-muted">{td_string!(l, uncertain.estimate)}</p>
                </div>
                {said.map(|said| view! { <p dir="auto" class="font-mono text-xs wrap-anywhere text-muted sm:col-span-2 lg:col-span-4">{said}</p> })}
                <a href=format!("/admin/attempts?q={id}") class="justify-self-start text-xs text-primary-text underline-offset-4 hover:underline">
                    {td_string!(l, insight.run_attempts)}
                </a>
            </div>
        </li>
    }
}
