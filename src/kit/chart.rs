//! Bar charts: axes, a hint on each bar, and a table for those who can not see them. They grow from the reading side.

use crate::i18n::{Locale, count, language, td_string, use_locale};
use leptos::prelude::*;

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What it stands for: a day, a model.
    pub label: String,
    /// How high it is.
    pub value: i64,
    /// The value in words, with its unit.
    pub text: String,
}

pub(super) const HEIGHT: i64 = 1_000;

/// A bar chart with its title and the names of both axes.
#[component]
pub fn BarChart(
    /// What the chart shows.
    #[prop(into)]
    title: String,
    /// What the bars are.
    #[prop(into)]
    x_title: String,
    /// What their height is.
    #[prop(into)]
    y_title: String,
    /// The bars in reading order.
    bars: Vec<Bar>,
    /// Writes a value of the axis; whole numbers unless told otherwise.
    #[prop(default = count)]
    mark: fn(Locale, i64) -> String,
) -> impl IntoView {
    let top = ceiling(bars.iter().map(|bar| bar.value).max().unwrap_or(0));
    let every = bars.len().div_ceil(8).max(1);
    let columns = bars.iter().enumerate().map(|(at, bar)| column(bar, top, hint_place(at, bars.len()))).collect_view();
    let labels = bars
        .iter()
        .enumerate()
        .map(|(at, bar)| label(bar.label.as_str(), at % every == 0, at % (every * 2) == 0))
        .collect_view();
    let rows = bars
        .iter()
        .map(|bar| view! { <tr><th scope="row">{bar.label.clone()}</th><td>{bar.text.clone()}</td></tr> })
        .collect_view();
    let l = use_locale();
    view! {
        <figure class="relative" dir=language(l).direction()>
            <figcaption class="sr-only">{title}</figcaption>
            <div aria-hidden="true">
                <p class="mb-2 text-xs text-muted">{y_title.clone()}</p>
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
                <thead><tr><th scope="col">{x_title}</th><th scope="col">{y_title}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </figure>
    }
}

#[component]
pub(super) fn Scale(top: i64, mark: fn(Locale, i64) -> String) -> impl IntoView {
    let l = use_locale();
    let marks =
        (0..=4).rev().map(|quarter| view! { <span class="-my-2.5 leading-5">{mark(l, top / 4 * quarter)}</span> });
    view! { <div class="figures flex w-12 shrink-0 flex-col justify-between text-end text-xs text-muted">{marks.collect_view()}</div> }
}

#[component]
pub(super) fn Grid() -> impl IntoView {
    let lines = (0..=4).map(
        |_| view! { <div class="border-t border-dashed border-line last:border-solid last:border-line-strong"></div> },
    );
    view! { <div class="absolute inset-0 flex flex-col justify-between">{lines.collect_view()}</div> }
}

/// A column that takes its share of the width; the bar in it is drawn to scale.
fn column(bar: &Bar, top: i64, hint: &str) -> impl IntoView + use<> {
    let height = bar.value.max(0).saturating_mul(HEIGHT) / top;
    view! {
        <div class="group/bar relative min-w-0 flex-1 rounded-t-sm hover:bg-sunken/70">
            <svg class="block size-full" viewBox="0 0 100 1000" preserveAspectRatio="none">
                <rect class="fill-primary" x="14" y=(HEIGHT - height).to_string() width="72" height=height.to_string() />
            </svg>
            <div class=format!("pointer-events-none absolute bottom-full z-10 mb-1 hidden w-max max-w-48 rounded-md bg-text px-2.5 py-1 text-xs text-canvas group-hover/bar:block {hint}")>
                <span class="block">{bar.label.clone()}</span>
                <span class="block font-semibold">{bar.text.clone()}</span>
            </div>
        </div>
    }
}

/// Where a bar's hint stands, so that none sticks out of the chart.
pub(super) fn hint_place(at: usize, bars: usize) -> &'static str {
    match at * 3 / bars.max(1) {
        0 => "start-0",
        1 => "start-1/2 -translate-x-1/2 rtl:translate-x-1/2",
        _ => "end-0",
    }
}

/// The words under a bar; every other one gives way on phones.
pub(super) fn label(text: &str, shown: bool, first: bool) -> impl IntoView + use<> {
    let room = if first { "" } else { "max-sm:invisible" };
    let text = if shown { text.to_owned() } else { String::new() };
    view! { <span class=format!("flex min-w-0 flex-1 justify-center text-xs whitespace-nowrap text-muted {room}")>{text}</span> }
}

/// The next round number that four steps divide: 4, 8, 20, 40, 80, 200 …
pub(super) fn ceiling(highest: i64) -> i64 {
    let mut step: i64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let top = step.saturating_mul(factor).saturating_mul(4);
            if top >= highest {
                return top;
            }
        }
        step = step.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::ceiling;

    #[test]
    fn axes_end_at_round_numbers() {
        for (highest, top) in [(0, 4), (4, 4), (5, 8), (9, 20), (81, 200), (1_000, 2_000), (i64::MAX, i64::MAX)] {
            assert_eq!(ceiling(highest), top);
        }
    }
}
