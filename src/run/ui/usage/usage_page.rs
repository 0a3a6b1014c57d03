//! What was used: a chart by day, tables by model and by key.

use super::parts::{Download, Parts};
use crate::{
    i18n::{coins, coins_in_words, count, day, td_string, use_locale},
    kernel::{Coins, Day},
    kit::{
        Bar, BarChart, ButtonSize, ButtonVariant, Card, Empty, LinkButton, Loaded, PageBody, PageHeader, Segments,
        Skeleton, SkeletonCards, Stat, Tone,
    },
    run::{
        rpc::get_usage,
        usage::{DAYS_USUAL, UsageBoard, UsageLine, UsageReport, UsageSum},
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The spans to choose from, in days.
const SPANS: [i32; 3] = [7, 30, 90];
/// Two beside each other on phones, without their signs.
const STATS: &str = "grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4 max-sm:[&>*]:p-4 max-sm:[&_dl+span]:hidden";

/// `/app/usage?days=30`.
#[component]
pub fn OwnUsagePage() -> impl IntoView {
    let l = use_locale();
    let query = use_query_map();
    let days = Memo::new(move |_| {
        let asked = query.read().get("days").and_then(|days| days.parse().ok());
        asked.filter(|days| SPANS.contains(days)).unwrap_or(DAYS_USUAL)
    });
    let board = Resource::new(move || days.get(), get_usage);
    let links = SPANS.map(|days| (address(days), td_string!(l, usage.days, number = count(l, i64::from(days)))));
    view! {
        <PageBody class="max-w-7xl">
            <PageHeader title=td_string!(l, usage.title) lead=td_string!(l, usage.lead)>
                <Segments label=td_string!(l, usage.span) links=links.to_vec() current=Signal::derive(move || address(days.get())) />
            </PageHeader>
            <Loaded resource=board skeleton=Shape let:board>
                <Board board=board />
            </Loaded>
        </PageBody>
    }
}

fn address(days: i32) -> String {
    format!("/app/usage?days={days}")
}

/// The page's shape until it is there.
#[component]
fn Shape() -> impl IntoView {
    view! {
        <SkeletonCards cards=4 />
        <Skeleton class="h-80 rounded-lg" />
        <Skeleton class="h-64 rounded-lg" />
    }
}

#[component]
fn Board(board: UsageBoard) -> impl IntoView {
    let l = use_locale();
    let UsageBoard { days, models, keys } = board;
    let total = days.total;
    if total.runs == 0 {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuChartColumn title=td_string!(l, usage.empty_title) text=td_string!(l, usage.empty_body)>
                    <LinkButton href="/app/chat" variant=ButtonVariant::Primary icon=i::LuMessageSquarePlus>
                        {td_string!(l, usage.empty_action)}
                    </LinkButton>
                </Empty>
            </Card>
        }
        .into_any();
    }
    let (from, to) = (days.from, days.to);
    let download =
        move |by: &'static str, name: &'static str| move || view! { <Download by=by from=from to=to name=name /> };
    let of_days = download("day", td_string!(l, usage.chart_title));
    let of_models = download("model", td_string!(l, usage.models_title));
    let of_keys = move || {
        view! {
            <div class="flex flex-wrap items-center gap-1">
                <LinkButton href="/app/keys" variant=ButtonVariant::Ghost size=ButtonSize::Small icon=i::LuKeyRound>
                    {td_string!(l, usage.keys_all)}
                </LinkButton>
                <Download by="key" from=from to=to name=td_string!(l, usage.keys_title) />
            </div>
        }
    };
    view! {
        <div class="flex flex-col gap-6">
            <Stats total=total days=to.number - from.number + 1 />
            <Card title=td_string!(l, usage.chart_title) lead=td_string!(l, usage.chart_lead) aside=of_days>
                <Chart report=days />
            </Card>
            <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-2">
                <Card title=td_string!(l, usage.models_title) aside=of_models flush=true class="min-w-0">
                    <Parts caption=td_string!(l, usage.models_table) head=td_string!(l, usage.column_model) lines=models.items />
                </Card>
                <Card title=td_string!(l, usage.keys_title) aside=of_keys flush=true class="min-w-0">
                    <Parts caption=td_string!(l, usage.keys_table) head=td_string!(l, usage.column_key) lines=keys.items />
                </Card>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Stats(total: UsageSum, days: i32) -> impl IntoView {
    let l = use_locale();
    let span = td_string!(l, usage.stat_span, number = count(l, i64::from(days)));
    view! {
        <div class=STATS>
            <Stat label=td_string!(l, usage.stat_coins) value=coins(l, total.coins) hint=span.clone() icon=i::LuCoins />
            <Stat label=td_string!(l, usage.stat_runs) value=count(l, total.runs) hint=span.clone() icon=i::LuActivity tone=Tone::Success />
            <Stat label=td_string!(l, usage.stat_input) value=count(l, total.input_tokens) hint=span.clone() icon=i::LuBookOpen tone=Tone::Accent />
            <Stat label=td_string!(l, usage.stat_output) value=count(l, total.output_tokens) hint=span icon=i::LuPenLine tone=Tone::Accent />
        </div>
    }
}

#[component]
fn Chart(report: UsageReport) -> impl IntoView {
    let l = use_locale();
    let bar = |line: UsageLine| {
        let at: Option<Day> = line.id.as_deref().and_then(|day| day.parse().ok());
        let tokens = line.sum.input_tokens.saturating_add(line.sum.output_tokens);
        Bar {
            label: at.map_or_else(String::new, |at| day(l, at.noon())),
            value: line.sum.coins.milli,
            text: td_string!(
                l,
                usage.chart_bar,
                coins = coins_in_words(l, line.sum.coins),
                runs = count(l, line.sum.runs),
                tokens = count(l, tokens)
            ),
        }
    };
    view! {
        <BarChart
            title=td_string!(l, usage.chart_title)
            x_title=td_string!(l, usage.chart_day)
            y_title=td_string!(l, usage.chart_coins)
            bars=report.items.into_iter().map(bar).collect()
            mark=|l, milli| coins(l, Coins::from_milli(milli))
        />
    }
}
