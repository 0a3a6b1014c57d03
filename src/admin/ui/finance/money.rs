//! What came in and what went back: each currency by itself.

use super::finance_page::download;
use crate::{
    admin::finance::{Finance, GatewaySum, MoneyLine, MoneySum},
    i18n::{Locale, cash, count, date, day, td_string, use_locale},
    kernel::{Cash, Currency, Day},
    kit::{BarPair, Card, Cell, Column, Empty, PairChart, Stat, Table, Tone},
    order::model::Gateway,
};
use icondata as i;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Two beside each other on phones, without their signs.
const STATS: &str = "grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4 max-sm:[&>*]:p-4 max-sm:[&_dl+span]:hidden";

/// Stats and a chart of each currency, and a table of days.
#[component]
pub(super) fn Money(finance: Finance) -> impl IntoView {
    let l = use_locale();
    if finance.money.is_empty() {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuBanknote title=td_string!(l, finance.empty_title) text=td_string!(l, finance.empty_body) />
            </Card>
        }
        .into_any();
    }
    let currencies =
        finance.currencies.iter().map(|sum| view! { <OfCurrency sum=*sum finance=finance.clone() /> }).collect_view();
    let (gateways, days) = (finance.gateways.clone(), finance.money.clone());
    let aside = move || download("finance", &finance);
    view! {
        {currencies}
        <Card title=td_string!(l, finance.by_gateway) flush=true class="min-w-0">
            <Gateways sums=gateways />
        </Card>
        <Card title=td_string!(l, finance.by_day) lead=td_string!(l, finance.by_day_lead) flush=true aside=aside class="min-w-0">
            <Days lines=days />
        </Card>
    }
    .into_any()
}

#[component]
fn OfCurrency(sum: MoneySum, finance: Finance) -> impl IntoView {
    let l = use_locale();
    let currency = sum.paid.currency;
    let title = currency_words(l, currency);
    let fees = if sum.fees_unknown > 0 {
        td_string!(l, finance.fees_unknown, number = count(l, sum.fees_unknown))
    } else {
        td_string!(l, finance.fees_known).to_owned()
    };
    let net = if sum.net.amount_minor < 0 { Tone::Danger } else { Tone::Success };
    let (came, went) = (by_day(&finance, currency, |sum| sum.paid), by_day(&finance, currency, back));
    let days = (finance.from.number..=finance.to.number).map(Day::new);
    let pair = |of: Day| {
        let values = [&came, &went].map(|sums| sums.get(&of).copied().unwrap_or(0));
        let texts = values.map(|minor| cash(l, Cash::new(minor, currency)));
        BarPair { label: day(l, of.noon()), values, texts }
    };
    let pairs: Vec<BarPair> = days.map(pair).collect();
    let mark: fn(Locale, i64) -> String = match currency {
        Currency::Irr => |l, minor| count(l, minor / 10),
        Currency::Usd | Currency::Eur => |l, minor| count(l, minor / 100),
    };
    view! {
        <Card title=title>
            <div class="flex flex-col gap-6">
                <div class=STATS>
                    <Stat
                        label=td_string!(l, finance.paid)
                        value=cash(l, sum.paid)
                        hint=td_string!(l, finance.orders, number = count(l, sum.orders))
                        icon=i::LuBanknote
                    />
                    <Stat
                        label=td_string!(l, finance.back)
                        value=cash(l, back(&sum))
                        hint=td_string!(l, finance.disputed_part, amount = cash(l, sum.disputed))
                        icon=i::LuUndo2
                        tone=Tone::Warning
                    />
                    <Stat label=td_string!(l, finance.net) value=cash(l, sum.net) hint=td_string!(l, finance.net_hint) icon=i::LuScale tone=net />
                    <Stat label=td_string!(l, finance.fees) value=cash(l, sum.fees) hint=fees icon=i::LuLandmark tone=Tone::Neutral />
                </div>
                <PairChart
                    title=td_string!(l, finance.chart, currency = title)
                    x_title=td_string!(l, insight.chart_day)
                    names=[td_string!(l, finance.paid).to_owned(), td_string!(l, finance.back).to_owned()]
                    pairs=pairs
                    mark=mark
                />
            </div>
        </Card>
    }
}

fn back(sum: &MoneySum) -> Cash {
    Cash::new(sum.refunded.amount_minor.saturating_add(sum.disputed.amount_minor), sum.paid.currency)
}

fn by_day(finance: &Finance, currency: Currency, of: impl Fn(&MoneySum) -> Cash) -> BTreeMap<Day, i64> {
    let mut sums = BTreeMap::new();
    for line in finance.money.iter().filter(|line| line.sum.paid.currency == currency) {
        *sums.entry(line.day).or_insert(0_i64) += of(&line.sum).amount_minor;
    }
    sums
}

#[component]
fn Gateways(sums: Vec<GatewaySum>) -> impl IntoView {
    let l = use_locale();
    let name =
        |sum: &GatewaySum| format!("{} · {}", gateway_words(l, sum.gateway), currency_words(l, sum.sum.paid.currency));
    let lines = sums.iter().map(|sum| (name(sum), None, sum.sum)).collect();
    view! { <Sums caption=td_string!(l, finance.gateways_table) head=td_string!(l, finance.column_gateway) lines=lines /> }
}

#[component]
fn Days(lines: Vec<MoneyLine>) -> impl IntoView {
    let l = use_locale();
    // The newest first.
    let line = |line: &MoneyLine| (date(l, line.day.noon()), Some(gateway_words(l, line.gateway)), line.sum);
    let lines = lines.iter().rev().map(line).collect();
    view! { <Sums caption=td_string!(l, finance.days_table) head=td_string!(l, insight.column_day) lines=lines /> }
}

/// A table, or cards on narrow screens.
#[component]
fn Sums(
    caption: &'static str,
    head: &'static str,
    lines: Vec<(String, Option<&'static str>, MoneySum)>,
) -> impl IntoView {
    let l = use_locale();
    let columns = vec![
        Column::text(head),
        Column::number(td_string!(l, finance.column_orders)),
        Column::number(td_string!(l, finance.paid)),
        Column::number(td_string!(l, finance.refunded)),
        Column::number(td_string!(l, finance.disputed)),
        Column::number(td_string!(l, finance.net)),
        Column::number(td_string!(l, finance.fees)),
    ];
    let name = |name: &str, under: Option<&'static str>| {
        view! {
            <p class="font-medium">{name.to_owned()}</p>
            {under.map(|under| view! { <p class="text-xs text-muted">{under}</p> })}
        }
    };
    let row = |(text, under, sum): (String, Option<&'static str>, MoneySum)| {
        let name = name(&text, under);
        view! {
            <tr>
                <Cell>{name}</Cell>
                <Cell number=true>{count(l, sum.orders)}</Cell>
                <Cell number=true>{cash(l, sum.paid)}</Cell>
                <Cell number=true>{cash(l, sum.refunded)}</Cell>
                <Cell number=true>{cash(l, sum.disputed)}</Cell>
                <Cell number=true class="font-medium">{cash(l, sum.net)}</Cell>
                <Cell number=true class="text-muted">{cash(l, sum.fees)}</Cell>
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
    let item = |(text, under, sum): (String, Option<&'static str>, MoneySum)| {
        let name = name(&text, under);
        view! {
            <li class="flex flex-col gap-3 px-5 py-4">
                <div>{name}</div>
                <dl class="grid grid-cols-2 gap-x-4 gap-y-2 text-sm">
                    {fact(td_string!(l, finance.paid), cash(l, sum.paid))} {fact(td_string!(l, finance.net), cash(l, sum.net))}
                    {fact(td_string!(l, finance.refunded), cash(l, sum.refunded))}
                    {fact(td_string!(l, finance.disputed), cash(l, sum.disputed))}
                    {fact(td_string!(l, finance.fees), cash(l, sum.fees))}
                    {fact(td_string!(l, finance.column_orders), count(l, sum.orders))}
                </dl>
            </li>
        }
    };
    let rows = lines.iter().cloned().map(row).collect_view();
    let items = lines.into_iter().map(item).collect_view();
    view! {
        <div class="hidden lg:block">
            <Table caption=caption columns=columns>{rows}</Table>
        </div>
        <ul aria-label=caption class="divide-y divide-line border-t border-line lg:hidden">
            {items}
        </ul>
    }
}

pub(super) fn gateway_words(l: Locale, gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Zarinpal => td_string!(l, invoice.by_zarinpal),
        Gateway::Stripe => td_string!(l, invoice.by_stripe),
        Gateway::Card => td_string!(l, invoice.by_card),
    }
}

fn currency_words(l: Locale, currency: Currency) -> &'static str {
    match currency {
        Currency::Irr => td_string!(l, invoice.irr),
        Currency::Usd => td_string!(l, invoice.usd),
        Currency::Eur => td_string!(l, invoice.eur),
    }
}
