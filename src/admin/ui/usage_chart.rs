//! The last 30 days as bars.

use super::word;
use crate::{
    i18n::{coins, coins_in_words, count, day, td_string, use_locale},
    kernel::{Coins, Instant},
    kit::{Bar, BarChart},
    run::model::DayUsage,
};
use leptos::prelude::*;

const DAY_MICROS: i64 = 86_400_000_000;

/// Coins paid on each day.
#[component]
pub fn CoinChart(days: Vec<DayUsage>) -> impl IntoView {
    let l = use_locale();
    let bar = |of: &DayUsage| Bar {
        label: day(l, midnight(of)),
        value: of.coins.milli,
        text: td_string!(l, admin.chart_bar_coins, coins = coins_in_words(l, of.coins), runs = word::runs(l, of.runs)),
    };
    view! {
        <BarChart
            title=td_string!(l, admin.chart_coins_title)
            x_title=td_string!(l, admin.chart_day)
            y_title=td_string!(l, admin.chart_coins)
            bars=days.iter().map(bar).collect()
            mark=|l, milli| coins(l, Coins::from_milli(milli))
        />
    }
}

/// Runs that ended on each day.
#[component]
pub fn RunChart(days: Vec<DayUsage>) -> impl IntoView {
    let l = use_locale();
    let bar = |of: &DayUsage| Bar { label: day(l, midnight(of)), value: of.runs, text: word::runs(l, of.runs) };
    view! {
        <BarChart
            title=td_string!(l, admin.chart_runs_title)
            x_title=td_string!(l, admin.chart_day)
            y_title=td_string!(l, admin.chart_runs)
            bars=days.iter().map(bar).collect()
            mark=count
        />
    }
}

fn midnight(of: &DayUsage) -> Instant {
    Instant::from_micros(i64::from(of.day).saturating_mul(DAY_MICROS))
}
