//! Models or keys with what they used.

use crate::{
    i18n::{coins, coins_in_words, count, td_string, use_locale},
    kernel::Day,
    kit::{ButtonSize, ButtonVariant, Cell, Column, LinkButton, Table},
    run::usage::UsageLine,
};
use leptos::prelude::*;

/// A table, or cards on narrow screens.
#[component]
pub(super) fn Parts(
    /// What it shows, for screen readers.
    caption: &'static str,
    /// What a line is.
    head: &'static str,
    /// The lines, the dearest first.
    lines: Vec<UsageLine>,
) -> impl IntoView {
    let l = use_locale();
    let columns = vec![
        Column::text(head),
        Column::number(td_string!(l, usage.column_runs)),
        Column::number(td_string!(l, usage.column_input)),
        Column::number(td_string!(l, usage.column_output)),
        Column::number(td_string!(l, usage.column_coins)),
    ];
    let rows = lines.iter().cloned().map(|line| view! { <Line line=line /> }).collect_view();
    let items = lines.into_iter().map(|line| view! { <Item line=line /> }).collect_view();
    view! {
        // Two of these stand side by side: their cells come closer than usual.
        <div class="hidden sm:block [&_table]:min-w-0 [&_td]:px-4 [&_th]:px-4">
            <Table caption=caption columns=columns>{rows}</Table>
        </div>
        <ul aria-label=caption class="divide-y divide-line border-t border-line sm:hidden">
            {items}
        </ul>
    }
}

#[component]
fn Line(line: UsageLine) -> impl IntoView {
    let l = use_locale();
    let sum = line.sum;
    view! {
        <tr>
            <Cell class="max-w-64">
                <Name line=line />
            </Cell>
            <Cell number=true>{count(l, sum.runs)}</Cell>
            <Cell number=true>{count(l, sum.input_tokens)}</Cell>
            <Cell number=true>{count(l, sum.output_tokens)}</Cell>
            <Cell number=true class="font-medium">{coins(l, sum.coins)}</Cell>
        </tr>
    }
}

#[component]
fn Item(line: UsageLine) -> impl IntoView {
    let l = use_locale();
    let sum = line.sum;
    let facts = [
        (td_string!(l, usage.column_runs), count(l, sum.runs)),
        (td_string!(l, usage.column_input), count(l, sum.input_tokens)),
        (td_string!(l, usage.column_output), count(l, sum.output_tokens)),
    ];
    let fact = |(name, value): (&'static str, String)| {
        view! {
            <div class="min-w-0">
                <dt class="text-xs text-muted">{name}</dt>
                <dd class="wrap-break-word">{value}</dd>
            </div>
        }
    };
    view! {
        <li class="flex flex-col gap-3 px-5 py-4">
            <div class="flex items-start justify-between gap-3">
                <Name line=line />
                <span class="figures shrink-0 text-sm font-medium">{coins_in_words(l, sum.coins)}</span>
            </div>
            <dl class="grid grid-cols-3 gap-3 text-sm">{facts.map(fact)}</dl>
        </li>
    }
}

/// Its name, and its id below where that says more.
#[component]
fn Name(line: UsageLine) -> impl IntoView {
    let l = use_locale();
    let below = match (&line.id, &line.name) {
        (None, _) => Some(view! { <p class="text-xs text-muted">{td_string!(l, usage.dashboard_hint)}</p> }.into_any()),
        // Only a model's id has something to say to people.
        (Some(id), Some(name)) if id != name && id.contains('/') => {
            let id = id.clone();
            Some(view! { <bdi dir="ltr" class="block truncate text-xs text-muted rtl:text-end">{id}</bdi> }.into_any())
        }
        _ => None,
    };
    let name = match (line.id, line.name) {
        (None, _) => td_string!(l, usage.dashboard).to_owned(),
        (Some(id), name) => name.unwrap_or(id),
    };
    view! {
        <div class="min-w-0">
            <p class="truncate font-medium" title=name.clone()>
                <bdi>{name.clone()}</bdi>
            </p>
            {below}
        </div>
    }
}

/// Saves a table.
#[component]
pub(super) fn Download(
    /// What its lines stand for.
    by: &'static str,
    /// Its first day.
    from: Day,
    /// Its last day.
    to: Day,
    /// Which one it is, for screen readers.
    name: &'static str,
) -> impl IntoView {
    let l = use_locale();
    view! {
        <LinkButton
            href=format!("/api/v1/usage.csv?by={by}&from={from}&to={to}")
            external=true
            variant=ButtonVariant::Ghost
            size=ButtonSize::Small
            icon=icondata::LuDownload
            attr:download=""
        >
            {td_string!(l, usage.download)}
            <span class="sr-only">{td_string!(l, usage.download_of, name = name)}</span>
        </LinkButton>
    }
}
