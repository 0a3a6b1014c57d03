//! Revenue, cost and margin: at a glance, by day, by model.

use super::table::EarningTable;
use crate::{
    admin::{
        rpc,
        ui::{
            attempts::word::{decimal, number, usd},
            staff_only::{StaffOnly, seen},
            word::percent,
        },
    },
    i18n::{coins_in_words, count, date, day, td_string, use_locale},
    kernel::Day,
    kit::{
        Alert, BarPair, ButtonSize, Card, Empty, LinkButton, PageBody, PageHeader, PairChart, Segments, Skeleton,
        SkeletonCards, Stat, Tone,
    },
    run::{
        record::{EarningLine, EarningSum, Earnings, micro_usd},
        usage::DAYS_USUAL,
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The spans to choose from, in days.
const SPANS: [i32; 3] = [7, 30, 90];
/// Two beside each other on phones, without their signs.
const STATS: &str = "grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4 max-sm:[&>*]:p-4 max-sm:[&_dl+span]:hidden";

/// `/admin/margin?days=30`
#[component]
pub fn MarginPage() -> impl IntoView {
    let l = use_locale();
    let query = use_query_map();
    let days = Memo::new(move |_| {
        let asked = query.read().get("days").and_then(|days| days.parse().ok());
        asked.filter(|days| SPANS.contains(days)).unwrap_or(DAYS_USUAL)
    });
    let earnings = Resource::new(move || days.get(), async |days| seen(rpc::get_earnings(days).await));
    let links = SPANS.map(|days| (address(days), td_string!(l, insight.days, number = count(l, i64::from(days)))));
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, insight.margin_title) lead=td_string!(l, insight.margin_lead)>
                <span class="group-has-data-stranger:hidden">
                    <Segments
                        label=td_string!(l, insight.span)
                        links=links.to_vec()
                        current=Signal::derive(move || address(days.get()))
                    />
                </span>
            </PageHeader>
            <StaffOnly resource=earnings skeleton=Shape let:earnings>
                <Sums earnings=earnings />
            </StaffOnly>
        </PageBody>
    }
}

fn address(days: i32) -> String {
    format!("/admin/margin?days={days}")
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-6">
            <SkeletonCards cards=4 />
            <Skeleton class="h-80 rounded-lg" />
            <Skeleton class="h-64 rounded-lg" />
        </div>
    }
}

#[component]
fn Sums(earnings: Earnings) -> impl IntoView {
    let l = use_locale();
    let Earnings { from, to, total, house, days, models } = earnings;
    if total.runs == 0 && house.runs == 0 {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuScale title=td_string!(l, insight.margin_empty_title) text=td_string!(l, insight.margin_empty_body) />
            </Card>
        }
        .into_any();
    }
    let table = move || {
        view! {
            <LinkButton
                href=format!("/api/v1/admin/earnings.csv?from={from}&to={to}")
                external=true
                size=ButtonSize::Small
                icon=i::LuDownload
                attr:download=""
                attr:data-action="csv"
            >
                {td_string!(l, insight.download)}
            </LinkButton>
        }
    };
    // The newest first, without those on which nothing happened.
    let by_day = days.iter().rev().filter(|line| line.sum.runs > 0).map(|line| {
        let name = day_of(line).map_or_else(|| line.id.clone(), |day| date(l, day.noon()));
        EarningLine { name: Some(name), ..line.clone() }
    });
    let by_day: Vec<EarningLine> = by_day.collect();
    view! {
        <div class="flex flex-col gap-6">
            <Stats total=total />
            <Card title=td_string!(l, insight.chart_title) lead=td_string!(l, insight.chart_lead) aside=table>
                <Chart days=days />
            </Card>
            <Card title=td_string!(l, insight.by_model) lead=td_string!(l, insight.by_model_lead) flush=true class="min-w-0">
                <EarningTable caption=td_string!(l, insight.models_table) head=td_string!(l, insight.column_name) lines=models models=true />
            </Card>
            <Card title=td_string!(l, insight.by_day) flush=true class="min-w-0">
                <EarningTable caption=td_string!(l, insight.days_table) head=td_string!(l, insight.column_day) lines=by_day />
            </Card>
            {(house.runs > 0).then(|| view! { <House sum=house /> })}
            <Alert>{td_string!(l, insight.rate_note)}</Alert>
        </div>
    }
    .into_any()
}

#[component]
fn Stats(total: EarningSum) -> impl IntoView {
    let l = use_locale();
    let margin = match (total.unknown_runs, &total.margin_percent) {
        (1.., _) => td_string!(l, insight.stat_at_most).to_owned(),
        (_, Some(percent)) => td_string!(l, insight.stat_percent, percent = decimal(l, percent)),
        (_, None) => td_string!(l, insight.stat_percent_none).to_owned(),
    };
    let result = if total.margin_usd.starts_with('-') { Tone::Danger } else { Tone::Success };
    let doubt = if total.unknown_runs > 0 { Tone::Warning } else { Tone::Neutral };
    let unknown = td_string!(l, insight.stat_unknown_of, percent = percent(l, total.unknown_runs, total.runs));
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
            <Stat
                label=td_string!(l, insight.stat_margin)
                value=usd(l, &total.margin_usd)
                hint=margin
                icon=i::LuScale
                tone=result
            />
            <Stat
                label=td_string!(l, insight.stat_unknown)
                value=count(l, total.unknown_runs)
                hint=unknown
                icon=i::LuCircleHelp
                tone=doubt
            />
        </div>
    }
}

/// What the house did for itself: it costs, and brings nothing.
#[component]
fn House(sum: EarningSum) -> impl IntoView {
    let l = use_locale();
    let unknown =
        (sum.unknown_runs > 0).then(|| td_string!(l, insight.house_unknown, number = count(l, sum.unknown_runs)));
    view! {
        <Card title=td_string!(l, insight.house_title) lead=td_string!(l, insight.house_lead)>
            <p class="flex flex-wrap gap-x-6 gap-y-1 text-sm" data-part="house">
                <span>{td_string!(l, insight.stat_runs, number = count(l, sum.runs))}</span>
                <span class="font-medium" title=sum.cost_usd.clone()>{usd(l, &sum.cost_usd)}</span>
                <span class="text-muted">{unknown}</span>
            </p>
        </Card>
    }
}

#[component]
fn Chart(days: Vec<EarningLine>) -> impl IntoView {
    let l = use_locale();
    let pair = |line: &EarningLine| BarPair {
        label: day_of(line).map_or_else(String::new, |at| day(l, at.noon())),
        values: [micro_usd(&line.sum.revenue_usd), micro_usd(&line.sum.cost_usd)],
        texts: [usd(l, &line.sum.revenue_usd), usd(l, &line.sum.cost_usd)],
    };
    view! {
        <PairChart
            title=td_string!(l, insight.chart_title)
            x_title=td_string!(l, insight.chart_day)
            names=[td_string!(l, insight.revenue).to_owned(), td_string!(l, insight.cost_bar).to_owned()]
            pairs=days.iter().map(pair).collect()
            mark=number
        />
    }
}

fn day_of(line: &EarningLine) -> Option<Day> {
    line.id.parse().ok()
}
