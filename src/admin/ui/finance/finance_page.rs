//! The money of some days.

use super::{coins::Coins, concerns::Concerns, money::Money};
use crate::{
    admin::{
        finance::{Finance, FinanceQuery, Reconciliation},
        rpc,
        ui::staff_only::{Seen, StaffOnly, seen},
    },
    i18n::{count, td_string, use_locale},
    kit::{ButtonSize, LinkButton, Loaded, PageBody, PageHeader, Segments, Skeleton, SkeletonCards, SkeletonRows},
    run::usage::DAYS_USUAL,
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// The spans to choose from, in days.
const SPANS: [i32; 3] = [7, 30, 90];

/// `/admin/finance?days=30`, or `?from=2026-11-01&to=2026-11-20`.
#[component]
pub fn FinancePage() -> impl IntoView {
    let l = use_locale();
    let asked = use_query_map();
    let query = Memo::new(move |_| read(&asked.read()));
    let finance = Resource::new(move || query.get(), async |query| seen(rpc::get_finance(query).await));
    let concerns = Resource::new(|| (), async |()| seen(rpc::list_concerns().await));
    let links = SPANS.map(|days| (address(days), td_string!(l, insight.days, number = count(l, i64::from(days)))));
    let told = move |concerns: Seen<Reconciliation>| match concerns {
        Seen::Staff(concerns) => view! { <Concerns found=concerns /> }.into_any(),
        // The report says it already.
        Seen::Stranger => ().into_any(),
    };
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, finance.title) lead=td_string!(l, finance.lead)>
                <span class="group-has-data-stranger:hidden">
                    <Segments
                        label=td_string!(l, insight.span)
                        links=links.to_vec()
                        current=Signal::derive(move || address(query.read().days))
                    />
                </span>
            </PageHeader>
            <Loaded resource=concerns skeleton=|| view! { <SkeletonRows rows=3 /> } children=told />
            <StaffOnly resource=finance skeleton=Shape let:finance>
                <Report finance=finance />
            </StaffOnly>
        </PageBody>
    }
}

fn address(days: i32) -> String {
    format!("/admin/finance?days={days}")
}

fn read(asked: &ParamsMap) -> FinanceQuery {
    let text = |name: &str| asked.get(name).unwrap_or_default().trim().to_owned();
    let (from, to) = (text("from"), text("to"));
    let days = text("days").parse().ok().filter(|days| SPANS.contains(days)).unwrap_or(DAYS_USUAL);
    // No segment stands for a span of one's own.
    let days = if from.is_empty() && to.is_empty() { days } else { 0 };
    FinanceQuery { from, to, days }
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
fn Report(finance: Finance) -> impl IntoView {
    let coins = finance.clone();
    view! {
        <div class="flex flex-col gap-6">
            <Money finance=finance />
            <Coins finance=coins />
        </div>
    }
}

/// A table for spreadsheets, of the same days.
pub(super) fn download(name: &'static str, finance: &Finance) -> impl IntoView + use<> {
    let l = use_locale();
    let (from, to) = (finance.from, finance.to);
    view! {
        <LinkButton
            href=format!("/api/v1/admin/{name}.csv?from={from}&to={to}")
            external=true
            size=ButtonSize::Small
            icon=i::LuDownload
            attr:download=""
            attr:data-action="csv"
        >
            {td_string!(l, insight.download)}
        </LinkButton>
    }
}
