//! Days or models with what they brought and cost.

use crate::{
    admin::ui::{
        attempts::word::{decimal, usd},
        models::model_address,
        word::percent,
    },
    i18n::{Locale, coins_in_words, count, td_string, use_locale},
    kit::{Badge, Cell, Column, Table, Tone},
    run::record::{EarningLine, EarningSum},
};
use leptos::prelude::*;

/// A table, or cards on narrow screens.
#[component]
pub(super) fn EarningTable(
    /// What it shows, for screen readers.
    caption: &'static str,
    /// What a line is.
    head: &'static str,
    /// The lines.
    lines: Vec<EarningLine>,
    /// The lines are models, which have pages.
    #[prop(optional)]
    models: bool,
) -> impl IntoView {
    let l = use_locale();
    let columns = vec![
        Column::text(head),
        Column::number(td_string!(l, insight.column_runs)),
        Column::number(td_string!(l, insight.column_revenue)),
        Column::number(td_string!(l, insight.column_money_cost)),
        Column::number(td_string!(l, insight.column_margin)),
        Column::number(td_string!(l, insight.column_unknown)),
    ];
    let rows = lines.iter().cloned().map(|line| view! { <Line line=line models=models /> }).collect_view();
    let items = lines.into_iter().map(|line| view! { <Item line=line models=models /> }).collect_view();
    view! {
        <div class="hidden md:block">
            <Table caption=caption columns=columns>{rows}</Table>
        </div>
        <ul aria-label=caption class="divide-y divide-line border-t border-line md:hidden">
            {items}
        </ul>
    }
}

#[component]
fn Line(line: EarningLine, models: bool) -> impl IntoView {
    let l = use_locale();
    let sum = line.sum.clone();
    let (margin, unknown) = (sum.clone(), sum.clone());
    let (revenue, cost) = (usd(l, &sum.revenue_usd), usd(l, &sum.cost_usd));
    view! {
        <tr>
            <Cell class="max-w-72">
                <Name line=line models=models />
            </Cell>
            <Cell number=true>{count(l, sum.runs)}</Cell>
            <Cell number=true>
                <span title=sum.revenue_usd>{revenue}</span>
                <span class="block text-xs text-muted">{coins_in_words(l, sum.revenue)}</span>
            </Cell>
            <Cell number=true>
                <span title=sum.cost_usd>{cost}</span>
            </Cell>
            <Cell number=true>
                <Margin sum=margin />
            </Cell>
            <Cell number=true>
                <Unknown sum=unknown />
            </Cell>
        </tr>
    }
}

#[component]
fn Item(line: EarningLine, models: bool) -> impl IntoView {
    let l = use_locale();
    let sum = line.sum.clone();
    let fact = |name: &'static str, value: AnyView| {
        view! {
            <div class="min-w-0">
                <dt class="text-xs text-muted">{name}</dt>
                <dd class="wrap-break-word">{value}</dd>
            </div>
        }
    };
    let (margin, unknown) = (sum.clone(), sum.clone());
    view! {
        <li class="flex flex-col gap-3 px-5 py-4">
            <Name line=line models=models />
            <dl class="grid grid-cols-2 gap-x-4 gap-y-2 text-sm">
                {fact(td_string!(l, insight.column_revenue), usd(l, &sum.revenue_usd).into_any())}
                {fact(td_string!(l, insight.column_money_cost), usd(l, &sum.cost_usd).into_any())}
                {fact(td_string!(l, insight.column_margin), view! { <Margin sum=margin /> }.into_any())}
                {fact(td_string!(l, insight.column_runs), count(l, sum.runs).into_any())}
                {(sum.unknown_runs > 0).then(|| fact(td_string!(l, insight.column_unknown), view! { <Unknown sum=unknown /> }.into_any()))}
            </dl>
        </li>
    }
}

#[component]
fn Name(line: EarningLine, models: bool) -> impl IntoView {
    let name = line.name.unwrap_or_else(|| line.id.clone());
    if !models {
        return view! { <p class="font-medium whitespace-nowrap">{name}</p> }.into_any();
    }
    let id = line.id.clone();
    view! {
        <div class="min-w-0">
            <a href=model_address(&line.id) class="block truncate font-medium hover:text-primary-text hover:underline">
                <bdi>{name}</bdi>
            </a>
            <bdi dir="ltr" class="block truncate text-xs text-muted rtl:text-end">{id}</bdi>
        </div>
    }
    .into_any()
}

/// What is left; at most this much where some cost is unknown.
#[component]
fn Margin(sum: EarningSum) -> impl IntoView {
    let l = use_locale();
    let tone = if sum.margin_usd.starts_with('-') { "text-danger" } else { "" };
    let share = share(l, &sum);
    view! {
        <span class=format!("font-medium {tone}") title=sum.margin_usd.clone()>{margin(l, &sum)}</span>
        <span class="block text-xs text-muted">{share}</span>
    }
}

fn margin(l: Locale, sum: &EarningSum) -> String {
    let amount = usd(l, &sum.margin_usd);
    if sum.unknown_runs > 0 { td_string!(l, insight.at_most, amount = amount) } else { amount }
}

fn share(l: Locale, sum: &EarningSum) -> Option<String> {
    sum.margin_percent.as_deref().map(|percent| td_string!(l, admin.percent, number = decimal(l, percent)))
}

/// Runs whose cost nobody knows, with their share.
#[component]
fn Unknown(sum: EarningSum) -> impl IntoView {
    let l = use_locale();
    if sum.unknown_runs == 0 {
        return view! { <span class="text-muted">{count(l, 0)}</span> }.into_any();
    }
    let (number, share) = (count(l, sum.unknown_runs), percent(l, sum.unknown_runs, sum.runs));
    let words = td_string!(l, admin.failed_of, failed = number, percent = share);
    view! { <Badge tone=Tone::Warning>{words}</Badge> }.into_any()
}
