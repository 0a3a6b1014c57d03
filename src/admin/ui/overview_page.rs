//! The business at a glance.

use super::{
    model_table::ModelTable,
    staff_only::{StaffOnly, seen},
    usage_chart::CoinChart,
    word,
};
use crate::{
    admin::{
        model::{ModelUsage, Usage},
        rpc,
    },
    connection::ui::ConnectionWarnings,
    i18n::{count, td_string, use_locale},
    kernel::Coins,
    kit::{
        ButtonSize, ButtonVariant, Card, Empty, Icon, LinkButton, PageBody, PageHeader, Skeleton, SkeletonCards, Stat,
        Tone,
    },
};
use icondata as i;
use leptos::prelude::*;

/// Models that the table shows; the page of use has the rest.
const TOP: usize = 5;
/// Two beside each other on phones, without their signs; the last of five takes the whole row.
const STATS: &str = "grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-5 max-xl:[&>:last-child]:col-span-2 max-sm:[&>*]:p-4 max-sm:[&_dl+span]:hidden";

/// `/admin`
#[component]
pub fn AdminOverviewPage() -> impl IntoView {
    let l = use_locale();
    let usage = Resource::new(|| (), async |()| seen(rpc::get_usage().await));
    view! {
        <PageBody class="max-w-7xl">
            <PageHeader title=td_string!(l, admin.overview_title) lead=td_string!(l, admin.overview_lead).to_owned() />
            <ConnectionWarnings />
            <StaffOnly resource=usage skeleton=Shape let:usage>
                <Glance usage=usage />
            </StaffOnly>
        </PageBody>
    }
}

/// The shape of the page until it is there.
#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-6">
            <SkeletonCards cards=3 />
            <Skeleton class="h-80 rounded-lg" />
            <Skeleton class="h-64 rounded-lg" />
        </div>
    }
}

#[component]
fn Glance(usage: Usage) -> impl IntoView {
    let l = use_locale();
    let runs = usage.models.iter().map(|model| model.runs).sum::<i64>();
    let top: Vec<ModelUsage> = usage.models.iter().take(TOP).cloned().collect();
    let below = if runs == 0 {
        view! {
            <Card flush=true>
                <NoUse />
            </Card>
        }
        .into_any()
    } else {
        let days = usage.days.clone();
        view! {
            <Card title=td_string!(l, admin.chart_coins_title) lead=td_string!(l, admin.chart_lead).to_owned()>
                <CoinChart days=days />
            </Card>
            <Card title=td_string!(l, admin.models_title) lead=td_string!(l, admin.models_lead).to_owned() aside=AllModels flush=true>
                <ModelTable models=top runs=runs />
            </Card>
        }
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-6">
            <Stats usage=usage />
            <Closer />
            {below}
        </div>
    }
}

#[component]
fn Stats(usage: Usage) -> impl IntoView {
    let l = use_locale();
    let paid = Coins::from_milli(usage.days.iter().map(|day| day.coins.milli).sum());
    let month = td_string!(l, admin.last_30_days).to_owned();
    view! {
        <div class=STATS>
            <Stat
                label=td_string!(l, admin.stat_users)
                value=count(l, usage.users)
                hint=td_string!(l, admin.stat_users_hint).to_owned()
                icon=i::LuUsers
            />
            <Stat
                label=td_string!(l, admin.stat_active)
                value=count(l, usage.active_users)
                hint=month.clone()
                icon=i::LuUserCheck
                tone=Tone::Accent
            />
            <Stat
                label=td_string!(l, admin.stat_running)
                value=count(l, usage.running)
                hint=td_string!(l, admin.right_now).to_owned()
                icon=i::LuActivity
                tone=Tone::Accent
            />
            <Stat
                label=td_string!(l, admin.stat_owed)
                value=word::rounded(l, usage.owed)
                hint=td_string!(l, admin.stat_owed_hint).to_owned()
                icon=i::LuWallet
                tone=Tone::Warning
            />
            <Stat
                label=td_string!(l, admin.stat_paid)
                value=word::rounded(l, paid)
                hint=month
                icon=i::LuCoins
                tone=Tone::Success
            />
        </div>
    }
}

/// Where to look closer.
#[component]
fn Closer() -> impl IntoView {
    let l = use_locale();
    let links = [
        ("/admin/margin", i::LuScale, td_string!(l, insight.margin_title), td_string!(l, insight.look_margin)),
        ("/admin/attempts", i::LuRadioTower, td_string!(l, insight.title), td_string!(l, insight.look_attempts)),
        ("/admin/uncertain", i::LuHourglass, td_string!(l, uncertain.title), td_string!(l, uncertain.look)),
        ("/admin/usage", i::LuChartColumn, td_string!(l, insight.usage), td_string!(l, insight.look_usage)),
    ];
    let link = |(href, icon, name, lead): (&'static str, icondata::Icon, &'static str, &'static str)| {
        view! {
            <a href=href class="flex items-center gap-4 rounded-lg border border-line bg-surface p-4 shadow-low transition-colors hover:bg-sunken/60">
                <span class="flex rounded-md bg-primary-soft p-2.5 text-primary-text">
                    <Icon icon=icon />
                </span>
                <span class="min-w-0 flex-1">
                    <span class="block text-sm font-semibold">{name}</span>
                    <span class="block text-xs text-muted">{lead}</span>
                </span>
                <Icon icon=i::LuChevronRight flip=true class="size-4.5 text-muted" />
            </a>
        }
    };
    view! {
        <nav aria-label=td_string!(l, insight.look_title) class="grid gap-3 sm:grid-cols-2 sm:gap-4 xl:grid-cols-4">{links.map(link).collect_view()}</nav>
    }
}

#[component]
fn AllModels() -> impl IntoView {
    let l = use_locale();
    view! {
        <LinkButton href="/admin/usage" variant=ButtonVariant::Ghost size=ButtonSize::Small>
            {td_string!(l, admin.models_all)}
        </LinkButton>
    }
}

/// Nothing has run in the last 30 days.
#[component]
pub fn NoUse() -> impl IntoView {
    let l = use_locale();
    view! {
        <Empty icon=i::LuChartColumn title=td_string!(l, admin.use_empty_title) text=td_string!(l, admin.use_empty_body).to_owned()>
            <LinkButton href="/admin/providers" icon=i::LuPlug>{td_string!(l, admin.use_empty_action)}</LinkButton>
        </Empty>
    }
}
