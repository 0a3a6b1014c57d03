//! Coins: what was sold and given, what was spent and expired, what the house owes; and what providers cost, in dollars.

use super::finance_page::download;
use crate::{
    admin::{
        finance::{CoinLine, Finance, Liability},
        ui::attempts::word::usd,
    },
    i18n::{coins, coins_in_words, count, date, day, td_string, use_locale},
    kernel::{Coins as Amount, Day},
    kit::{BarPair, Card, Cell, Column, PairChart, Stat, Table, Tone},
    run::record::{EarningLine, EarningSum},
};
use icondata as i;
use leptos::prelude::*;

const STATS: &str = "grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4 max-sm:[&>*]:p-4 max-sm:[&_dl+span]:hidden";

/// What is owed now, a chart of what moved, and a table of days.
#[component]
pub(super) fn Coins(finance: Finance) -> impl IntoView {
    let l = use_locale();
    let (now, provider, house) = (finance.now, finance.provider_total.clone(), finance.house.clone());
    let charted = finance.coins.clone();
    // The newest first, without days on which nothing moved.
    let both = finance.coins.iter().zip(&finance.provider).rev();
    let lines: Vec<_> =
        both.filter(|(line, of)| moved(line) || of.sum.runs > 0).map(|(line, of)| (*line, of.clone())).collect();
    let table = (!lines.is_empty()).then(|| view! { <Days lines=lines /> });
    let aside = move || download("finance-coins", &finance);
    view! {
        <Owed now=now />
        <Card title=td_string!(l, finance.coins_title) lead=td_string!(l, finance.coins_lead)>
            <Chart lines=charted />
        </Card>
        <Card title=td_string!(l, finance.provider_title) lead=td_string!(l, finance.provider_lead)>
            <Provider total=provider house=house />
        </Card>
        <Card title=td_string!(l, finance.coins_by_day) lead=td_string!(l, finance.coins_by_day_lead) flush=true aside=aside class="min-w-0">
            {table}
        </Card>
    }
}

fn moved(line: &CoinLine) -> bool {
    let sum = line.sum;
    [sum.sold, sum.granted, sum.adjusted, sum.expired, sum.spent].iter().any(|amount| *amount != Amount::ZERO)
}

#[component]
fn Owed(now: Liability) -> impl IntoView {
    let l = use_locale();
    let Liability { available, held, expiring, owed } = now;
    view! {
        <Card title=td_string!(l, finance.owed_title) lead=td_string!(l, finance.owed_lead)>
            <div class=STATS>
                <Stat label=td_string!(l, finance.available) value=coins(l, available) icon=i::LuCoins />
                <Stat label=td_string!(l, finance.held) value=coins(l, held) icon=i::LuHourglass tone=Tone::Warning />
                <Stat label=td_string!(l, finance.expiring) value=coins(l, expiring) hint=td_string!(l, finance.expiring_hint) icon=i::LuTimer tone=Tone::Neutral />
                <Stat label=td_string!(l, finance.debts) value=coins(l, owed) hint=td_string!(l, finance.debts_hint) icon=i::LuTriangleAlert tone=Tone::Danger />
            </div>
        </Card>
    }
}

#[component]
fn Chart(lines: Vec<CoinLine>) -> impl IntoView {
    let l = use_locale();
    let pair = |line: &CoinLine| {
        let came = line.sum.sold.milli.saturating_add(line.sum.granted.milli).saturating_add(line.sum.adjusted.milli);
        let values = [came, line.sum.spent.milli.saturating_add(line.sum.expired.milli)];
        BarPair {
            label: day(l, line.day.noon()),
            values,
            texts: values.map(|milli| coins_in_words(l, Amount::from_milli(milli))),
        }
    };
    view! {
        <PairChart
            title=td_string!(l, finance.coins_title)
            x_title=td_string!(l, insight.chart_day)
            names=[td_string!(l, finance.came).to_owned(), td_string!(l, finance.went).to_owned()]
            pairs=lines.iter().map(pair).collect()
            mark=|l, milli| coins(l, Amount::from_milli(milli))
        />
    }
}

#[component]
fn Provider(total: EarningSum, house: EarningSum) -> impl IntoView {
    let l = use_locale();
    let doubt =
        (total.unknown_runs > 0).then(|| td_string!(l, finance.unknown_runs, number = count(l, total.unknown_runs)));
    let result = if total.margin_usd.starts_with('-') { Tone::Danger } else { Tone::Success };
    view! {
        <div class=STATS>
            <Stat
                label=td_string!(l, insight.stat_revenue)
                value=usd(l, &total.revenue_usd)
                hint=coins_in_words(l, total.revenue)
                icon=i::LuCoins
            />
            <Stat
                label=td_string!(l, insight.stat_cost)
                value=usd(l, &total.cost_usd)
                hint=td_string!(l, insight.stat_runs, number = count(l, total.runs))
                icon=i::LuReceipt
                tone=Tone::Warning
            />
            <Stat label=td_string!(l, insight.stat_margin) value=usd(l, &total.margin_usd) hint=doubt.unwrap_or_default() icon=i::LuScale tone=result />
            <Stat
                label=td_string!(l, insight.house_title)
                value=usd(l, &house.cost_usd)
                hint=td_string!(l, insight.stat_runs, number = count(l, house.runs))
                icon=i::LuHouse
                tone=Tone::Neutral
            />
        </div>
    }
}

#[component]
fn Days(lines: Vec<(CoinLine, EarningLine)>) -> impl IntoView {
    let l = use_locale();
    let columns = vec![
        Column::text(td_string!(l, insight.column_day)),
        Column::number(td_string!(l, finance.sold)),
        Column::number(td_string!(l, finance.granted)),
        Column::number(td_string!(l, finance.adjusted)),
        Column::number(td_string!(l, finance.expired)),
        Column::number(td_string!(l, finance.spent)),
        Column::number(td_string!(l, finance.at_end)),
        Column::number(td_string!(l, finance.debts)),
        Column::number(td_string!(l, finance.cost_usd)),
    ];
    let name = move |of: Day| date(l, of.noon());
    let row = |(line, of): (CoinLine, EarningLine)| {
        let (sum, cost) = (line.sum, usd(l, &of.sum.cost_usd));
        view! {
            <tr>
                <Cell class="font-medium whitespace-nowrap">{name(line.day)}</Cell>
                <Cell number=true>{coins(l, sum.sold)}</Cell>
                <Cell number=true>{coins(l, sum.granted)}</Cell>
                <Cell number=true>{coins(l, sum.adjusted)}</Cell>
                <Cell number=true>{coins(l, sum.expired)}</Cell>
                <Cell number=true>{coins(l, sum.spent)}</Cell>
                <Cell number=true class="font-medium">{coins(l, at_end(&line))}</Cell>
                <Cell number=true>{coins(l, line.owed)}</Cell>
                <Cell number=true class="text-muted">{cost}</Cell>
            </tr>
        }
    };
    let fact = |label: &'static str, value: String| {
        view! {
            <div class="min-w-0">
                <dt class="text-xs text-muted">{label}</dt>
                <dd class="wrap-break-word">{value}</dd>
            </div>
        }
    };
    let item = |(line, of): (CoinLine, EarningLine)| {
        let (sum, cost) = (line.sum, usd(l, &of.sum.cost_usd));
        view! {
            <li class="flex flex-col gap-3 px-5 py-4">
                <p class="font-medium">{name(line.day)}</p>
                <dl class="grid grid-cols-2 gap-x-4 gap-y-2 text-sm">
                    {fact(td_string!(l, finance.sold), coins(l, sum.sold))} {fact(td_string!(l, finance.spent), coins(l, sum.spent))}
                    {fact(td_string!(l, finance.granted), coins(l, sum.granted))}
                    {fact(td_string!(l, finance.expired), coins(l, sum.expired))}
                    {fact(td_string!(l, finance.at_end), coins(l, at_end(&line)))}
                    {fact(td_string!(l, finance.debts), coins(l, line.owed))}
                    {fact(td_string!(l, finance.cost_usd), cost)}
                </dl>
            </li>
        }
    };
    let rows = lines.iter().cloned().map(row).collect_view();
    let items = lines.into_iter().map(item).collect_view();
    view! {
        <div class="hidden lg:block">
            <Table caption=td_string!(l, finance.coins_table) columns=columns>{rows}</Table>
        </div>
        <ul aria-label=td_string!(l, finance.coins_table) class="divide-y divide-line border-t border-line lg:hidden">
            {items}
        </ul>
    }
}

fn at_end(line: &CoinLine) -> Amount {
    Amount::from_milli(line.available.milli.saturating_add(line.held.milli))
}
