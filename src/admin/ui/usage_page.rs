//! What the models did.

use super::{
    model_table::ModelTable,
    overview_page::NoUse,
    staff_only::{StaffOnly, seen},
    usage_chart::{CoinChart, RunChart},
};
use crate::{
    admin::{model::Usage, rpc},
    i18n::{td_string, use_locale},
    kit::{ButtonSize, ButtonVariant, Card, LinkButton, PageBody, PageHeader, Skeleton},
};
use leptos::prelude::*;

/// `/admin/usage`
#[component]
pub fn UsagePage() -> impl IntoView {
    let l = use_locale();
    let usage = Resource::new(|| (), async |()| seen(rpc::get_usage().await));
    view! {
        <PageBody class="max-w-7xl">
            <PageHeader title=td_string!(l, admin.usage_title) lead=td_string!(l, admin.usage_lead).to_owned() />
            <StaffOnly resource=usage skeleton=Shape let:usage>
                <Month usage=usage />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="grid gap-6 xl:grid-cols-2">
            <Skeleton class="h-80 rounded-lg" />
            <Skeleton class="h-80 rounded-lg" />
            <Skeleton class="h-96 rounded-lg xl:col-span-2" />
        </div>
    }
}

#[component]
fn Month(usage: Usage) -> impl IntoView {
    let l = use_locale();
    let runs = usage.models.iter().map(|model| model.runs).sum::<i64>();
    if runs == 0 {
        return view! {
            <Card flush=true>
                <NoUse />
            </Card>
        }
        .into_any();
    }
    let days = usage.days.clone();
    let lead = td_string!(l, admin.chart_lead).to_owned();
    view! {
        <div class="grid grid-cols-1 gap-6 xl:grid-cols-2">
            <Card title=td_string!(l, admin.chart_coins_title) lead=lead.clone() aside=move || view! { <Download by="day" words=td_string!(l, insight.csv_days) /> }>
                <CoinChart days=days />
            </Card>
            <Card title=td_string!(l, admin.chart_runs_title) lead=lead>
                <RunChart days=usage.days />
            </Card>
            <Card title=td_string!(l, admin.by_model) lead=td_string!(l, admin.by_model_lead).to_owned() aside=move || view! { <Download by="model" words=td_string!(l, insight.csv_models) /> } flush=true class="min-w-0 xl:col-span-2">
                <ModelTable models=usage.models runs=runs />
            </Card>
        </div>
    }
    .into_any()
}

/// Saves one of the tables.
#[component]
fn Download(by: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <LinkButton
            href=format!("/api/v1/admin/usage.csv?by={by}")
            external=true
            variant=ButtonVariant::Ghost
            size=ButtonSize::Small
            icon=icondata::LuDownload
            attr:download=""
        >
            {words}
        </LinkButton>
    }
}
