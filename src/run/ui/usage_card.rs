//! Coins per day.

use crate::{
    i18n::{coins, coins_in_words, count, day, td_string, use_locale},
    kernel::{Coins, Instant, time::LOCAL_OFFSET_S},
    kit::{Bar, BarChart, Card, Empty},
    run::model::DayUsage,
};
use leptos::prelude::*;

const DAY_S: i64 = 24 * 3_600;

/// A chart of the coins used each day.
#[component]
pub fn UsageCard(
    /// The days, the oldest first.
    days: Vec<DayUsage>,
) -> impl IntoView {
    let l = use_locale();
    let used = days.iter().any(|day| day.coins > Coins::ZERO);
    let bar = |usage: DayUsage| Bar {
        label: day(l, noon(usage.day)),
        value: usage.coins.milli,
        text: td_string!(l, run.chart_bar, coins = coins_in_words(l, usage.coins), runs = count(l, usage.runs)),
    };
    let bars: Vec<Bar> = days.into_iter().map(bar).collect();
    let all = move || {
        view! {
            <a href="/app/usage" class="py-2 text-sm font-medium text-primary-text underline-offset-4 hover:underline">
                {td_string!(l, usage.link)}
            </a>
        }
    };
    view! {
        <Card title=td_string!(l, run.chart_title) lead=td_string!(l, run.chart_lead) aside=all>
            {if used {
                view! {
                    <BarChart
                        title=td_string!(l, run.chart_title)
                        x_title=td_string!(l, run.chart_day)
                        y_title=td_string!(l, run.chart_coins)
                        bars=bars
                        mark=|l, milli| coins(l, Coins::from_milli(milli))
                    />
                }
                .into_any()
            } else {
                view! { <Empty icon=icondata::LuChartColumn title=td_string!(l, run.chart_empty) /> }.into_any()
            }}
        </Card>
    }
}

/// The middle of a local day, so that every way of naming it names the same one.
fn noon(day: i32) -> Instant {
    Instant::from_micros(0).plus_s(i64::from(day) * DAY_S + DAY_S / 2 - LOCAL_OFFSET_S)
}

#[cfg(test)]
mod tests {
    use super::noon;
    use crate::i18n::{Locale, date};

    #[test]
    fn a_day_has_one_date() {
        assert_eq!(date(Locale::en, noon(0)), "1 January 1970");
        assert_eq!(date(Locale::fa, noon(20_533)), "۱ فروردین ۱۴۰۵");
    }
}
