//! The first page after signing in: what there is to spend, what was used, what happened lately.

use super::{recent_list::RecentList, usage_card::UsageCard};
use crate::{
    account::{model::Person, rpc::get_profile},
    billing::{model::Balance, rpc::get_balance},
    i18n::{coins, count, td_string, use_locale},
    kernel::{AppError, Coins},
    kit::{ButtonVariant, Card, Empty, LinkButton, Loaded, PageBody, Skeleton, Stat, Tone},
    run::{
        model::{DayUsage, Overview},
        rpc::get_overview,
    },
};
use futures::future::try_join3;
use icondata as i;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/app`.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let l = use_locale();
    let everything = Resource::new(|| (), |()| load());
    view! {
        <Title text=td_string!(l, run.overview_title) />
        <PageBody>
            <Loaded resource=everything skeleton=Shape let:everything>
                <Content person=everything.0 balance=everything.1 overview=everything.2 />
            </Loaded>
        </PageBody>
    }
}

async fn load() -> Result<(Person, Balance, Overview), AppError> {
    try_join3(get_profile(), get_balance(), get_overview()).await
}

#[component]
fn Content(person: Person, balance: Balance, overview: Overview) -> impl IntoView {
    let is_new = overview.recent.is_empty();
    view! {
        <Greeting name=person.full_name with_action=!is_new />
        <Stats balance=balance days=overview.days.clone() />
        {if is_new {
            view! { <Begin /> }.into_any()
        } else {
            view! {
                <div class="grid grid-cols-1 gap-6 xl:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
                    <UsageCard days=overview.days />
                    <RecentList runs=overview.recent now=overview.now />
                </div>
            }
            .into_any()
        }}
    }
}

#[component]
fn Greeting(name: String, with_action: bool) -> impl IntoView {
    let l = use_locale();
    let words = match name.trim() {
        "" => td_string!(l, run.greeting_unnamed).to_owned(),
        name => td_string!(l, run.greeting, name = name),
    };
    view! {
        <header class="flex flex-wrap items-end justify-between gap-4">
            <div class="min-w-0">
                <h1 tabindex="-1" class="text-2xl font-bold wrap-break-word outline-none">{words}</h1>
                <p class="mt-1 text-sm text-muted">{td_string!(l, run.overview_lead)}</p>
            </div>
            {with_action
                .then(|| {
                    view! {
                        <LinkButton href="/app/chat" variant=ButtonVariant::Primary icon=i::LuMessageSquarePlus>
                            {td_string!(l, run.new_chat)}
                        </LinkButton>
                    }
                })}
        </header>
    }
}

#[component]
fn Stats(balance: Balance, days: Vec<DayUsage>) -> impl IntoView {
    let l = use_locale();
    let used = Coins::from_milli(days.iter().map(|day| day.coins.milli).sum());
    let runs: i64 = days.iter().map(|day| day.runs).sum();
    let month = td_string!(l, run.stat_month);
    view! {
        <div class="grid grid-cols-2 gap-4 xl:grid-cols-4">
            <Stat label=td_string!(l, run.stat_available) value=coins(l, balance.available) icon=i::LuCoins />
            <Stat
                label=td_string!(l, run.stat_held)
                value=coins(l, balance.held)
                hint=td_string!(l, run.stat_held_hint)
                icon=i::LuHourglass
                tone=Tone::Warning
            />
            <Stat label=td_string!(l, run.stat_used) value=coins(l, used) hint=month icon=i::LuChartColumn tone=Tone::Accent />
            <Stat label=td_string!(l, run.stat_runs) value=count(l, runs) hint=month icon=i::LuActivity tone=Tone::Success />
        </div>
    }
}

/// What to do first.
#[component]
fn Begin() -> impl IntoView {
    let l = use_locale();
    view! {
        <Card flush=true>
            <Empty icon=i::LuMessagesSquare title=td_string!(l, run.empty_title) text=td_string!(l, run.empty_body)>
                <LinkButton href="/app/chat" variant=ButtonVariant::Primary icon=i::LuMessageSquarePlus>
                    {td_string!(l, run.empty_action)}
                </LinkButton>
            </Empty>
        </Card>
    }
}

/// The page's shape until it is there.
#[component]
fn Shape() -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="flex flex-col gap-2" role="status">
            <span class="sr-only">{td_string!(l, kit.loading)}</span>
            <Skeleton class="h-9 w-48" />
            <Skeleton class="h-5 w-64" />
        </div>
        <div class="grid grid-cols-2 gap-4 xl:grid-cols-4">
            {(0..4).map(|_| view! { <Skeleton class="h-32 rounded-lg" /> }).collect_view()}
        </div>
        <Skeleton class="h-80 rounded-lg" />
    }
}
