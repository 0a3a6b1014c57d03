//! Use by model.

use super::word;
use crate::{
    admin::model::ModelUsage,
    i18n::{coins, count, td_string, use_locale},
    kit::{Badge, Cell, Column, Table, Tone},
};
use leptos::prelude::*;

/// A row a model; shares are of all `runs`.
#[component]
pub fn ModelTable(
    /// The models, the most used first.
    models: Vec<ModelUsage>,
    /// All runs of the time.
    runs: i64,
) -> impl IntoView {
    let l = use_locale();
    let columns = vec![
        Column::text(td_string!(l, admin.column_model)),
        Column::number(td_string!(l, admin.column_runs)),
        Column::text(td_string!(l, admin.column_share)),
        Column::number(td_string!(l, admin.column_coins)),
        Column::number(td_string!(l, admin.column_failed)),
    ];
    let rows = models.into_iter().map(|model| view! { <ModelRow model=model runs=runs /> }).collect_view();
    view! { <Table caption=td_string!(l, admin.models_table) columns=columns>{rows}</Table> }
}

#[component]
fn ModelRow(model: ModelUsage, runs: i64) -> impl IntoView {
    let l = use_locale();
    let (failed, tone) = word::failures(l, model.failed, model.runs);
    let failed = if tone == Tone::Neutral {
        view! { <span class="text-muted">{failed}</span> }.into_any()
    } else {
        view! { <Badge tone=tone>{failed}</Badge> }.into_any()
    };
    view! {
        <tr>
            <Cell class="font-medium">
                <p class="min-w-40 wrap-anywhere">
                    <bdi>{model.name}</bdi>
                </p>
                <bdi dir="ltr" class="block text-xs font-normal wrap-anywhere text-muted rtl:text-end">{model.model}</bdi>
            </Cell>
            <Cell number=true>{count(l, model.runs)}</Cell>
            <Cell class="w-2/5">
                <Share percent=word::share(model.runs, runs) words=word::percent(l, model.runs, runs) />
            </Cell>
            <Cell number=true>{coins(l, model.coins)}</Cell>
            <Cell number=true>{failed}</Cell>
        </tr>
    }
}

/// A share as a bar from the reading side, with its number.
#[component]
fn Share(percent: i64, words: String) -> impl IntoView {
    view! {
        <span class="flex min-w-28 items-center gap-3">
            <span class="relative h-1.5 flex-1 overflow-hidden rounded-full bg-line">
                <svg class="absolute inset-0 size-full rtl:-scale-x-100" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="fill-primary" width=percent.to_string() height="1" />
                </svg>
            </span>
            <span class="figures w-10 text-end text-xs text-muted">{words}</span>
        </span>
    }
}
