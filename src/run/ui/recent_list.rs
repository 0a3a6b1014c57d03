//! What happened lately.

use super::state_badge::{RunStateBadge, run_kind_label};
use crate::{
    i18n::{coins_in_words, date_time, relative, td_string, use_locale},
    kernel::Instant,
    kit::{Card, Icon},
    run::model::RecentRun,
};
use leptos::prelude::*;

/// How many fit beside the chart.
const SHOWN: usize = 6;
/// Its own space reaches out of the column, so that its content stands in line with the heading.
const ROW: &str = "-mx-2 flex items-center gap-3.5 rounded-md px-2 py-2 transition-colors";

/// The latest runs.
#[component]
pub fn RecentList(
    /// The runs, the newest first.
    runs: Vec<RecentRun>,
    /// The time on the server.
    now: Instant,
) -> impl IntoView {
    let l = use_locale();
    let all = move || {
        view! {
            <a href="/app/wallet" class="py-2 text-sm font-medium text-primary-text underline-offset-4 hover:underline">
                {td_string!(l, run.recent_all)}
            </a>
        }
    };
    view! {
        <Card title=td_string!(l, run.recent_title) aside=all>
            <ul class="divide-y divide-line">
                {runs.into_iter().take(SHOWN).map(|run| view! { <Row recent=run now=now /> }).collect_view()}
            </ul>
        </Card>
    }
}

/// A row; it leads to the page with the run's output.
#[component]
fn Row(recent: RecentRun, now: Instant) -> impl IntoView {
    let l = use_locale();
    let RecentRun { run, model_name, page } = recent;
    let cost = run.state.is_final().then(|| coins_in_words(l, run.coin_cost));
    let content = view! {
        <span class="flex rounded-md bg-sunken p-2 text-muted">
            <Icon icon=icondata::LuMessagesSquare />
        </span>
        <span class="min-w-0 flex-1">
            <span class="flex min-w-0 items-baseline gap-2 text-sm">
                <span class="shrink-0 font-medium">{run_kind_label(l, &run.kind)}</span>
                <bdi class="truncate text-xs text-muted">{model_name}</bdi>
            </span>
            <time class="block text-xs text-muted" datetime=run.created_at.to_string() title=date_time(l, run.created_at)>
                {relative(l, run.created_at, now)}
            </time>
        </span>
        <span class="flex shrink-0 flex-col items-end gap-1">
            <RunStateBadge state=run.state />
            <span class="figures text-xs text-muted">{cost}</span>
        </span>
    };
    let row = match page {
        Some(page) => view! { <a href=page class=format!("{ROW} hover:bg-sunken/60")>{content}</a> }.into_any(),
        None => view! { <div class=ROW>{content}</div> }.into_any(),
    };
    view! { <li class="py-0.5 first:pt-0 last:pb-0">{row}</li> }
}
