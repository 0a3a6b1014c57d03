//! Bar charts of two amounts side by side: what came in and what went out.

use super::chart::{Grid, HEIGHT, Scale, ceiling, hint_place, label};
use crate::i18n::{Locale, language, td_string, use_locale};
use leptos::prelude::*;

/// Two bars that stand together.
#[derive(Debug, Clone)]
pub struct BarPair {
    /// What they stand for: a day.
    pub label: String,
    /// How high they are.
    pub values: [i64; 2],
    /// The values in words, with their units.
    pub texts: [String; 2],
}

/// A chart of pairs with its title, the name of the axis below, and the names of both amounts.
#[component]
pub fn PairChart(
    /// What the chart shows.
    #[prop(into)]
    title: String,
    /// What the pairs are.
    #[prop(into)]
    x_title: String,
    /// What the two bars are.
    names: [String; 2],
    /// The pairs in reading order.
    pairs: Vec<BarPair>,
    /// Writes a value of the axis.
    mark: fn(Locale, i64) -> String,
) -> impl IntoView {
    let l = use_locale();
    let top = ceiling(pairs.iter().flat_map(|pair| pair.values).max().unwrap_or(0));
    let every = pairs.len().div_ceil(8).max(1);
    let columns = pairs
        .iter()
        .enumerate()
        .map(|(at, pair)| column(pair, &names, top, hint_place(at, pairs.len())))
        .collect_view();
    let labels = pairs
        .iter()
        .enumerate()
        .map(|(at, pair)| label(pair.label.as_str(), at % every == 0, at % (every * 2) == 0))
        .collect_view();
    let row = |pair: &BarPair| {
        let [first, second] = pair.texts.clone();
        view! { <tr><th scope="row">{pair.label.clone()}</th><td>{first}</td><td>{second}</td></tr> }
    };
    let rows = pairs.iter().map(row).collect_view();
    let [first, second] = names;
    let (first_head, second_head) = (first.clone(), second.clone());
    view! {
        <figure class="relative" dir=language(l).direction()>
            <figcaption class="sr-only">{title}</figcaption>
            <div aria-hidden="true">
                <p class="mb-3 flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted">
                    <span class="flex items-center gap-2"><span class="size-2.5 rounded-xs bg-primary"></span>{first}</span>
                    <span class="flex items-center gap-2"><span class="size-2.5 rounded-xs bg-warning"></span>{second}</span>
                </p>
                <div class="flex h-52 gap-3">
                    <Scale top=top mark=mark />
                    <div class="relative flex-1">
                        <Grid />
                        <div class="absolute inset-0 flex items-stretch">{columns}</div>
                    </div>
                </div>
                <div class="flex gap-3 pt-2">
                    <div class="w-12 shrink-0"></div>
                    <div class="flex min-w-0 flex-1">{labels}</div>
                </div>
                <p class="mt-1 text-center text-xs text-muted">{x_title.clone()}</p>
            </div>
            <div class="sr-only"><table>
                <caption>{td_string!(l, kit.chart_table)}</caption>
                <thead><tr><th scope="col">{x_title}</th><th scope="col">{first_head}</th><th scope="col">{second_head}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </figure>
    }
}

/// Two bars that take their share of the width, drawn to scale.
fn column(pair: &BarPair, names: &[String; 2], top: i64, hint: &str) -> impl IntoView + use<> {
    let height = |value: i64| value.max(0).saturating_mul(HEIGHT) / top;
    let [first, second] = pair.values.map(height);
    let line = |at: usize| {
        let text =
            format!("{}: {}", names.get(at).map_or("", String::as_str), pair.texts.get(at).map_or("", String::as_str));
        view! { <span class="block font-semibold">{text}</span> }
    };
    view! {
        <div class="group/bar relative min-w-0 flex-1 rounded-t-sm hover:bg-sunken/70">
            <svg class="block size-full rtl:-scale-x-100" viewBox="0 0 100 1000" preserveAspectRatio="none">
                <rect class="fill-primary" x="10" y=(HEIGHT - first).to_string() width="38" height=first.to_string() />
                <rect class="fill-warning" x="52" y=(HEIGHT - second).to_string() width="38" height=second.to_string() />
            </svg>
            <div class=format!("pointer-events-none absolute bottom-full z-10 mb-1 hidden w-max max-w-56 rounded-md bg-text px-2.5 py-1 text-xs text-canvas group-hover/bar:block {hint}")>
                <span class="block">{pair.label.clone()}</span>
                {line(0)}
                {line(1)}
            </div>
        </div>
    }
}
