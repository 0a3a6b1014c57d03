//! A person's plan.

use super::{other::Others, plan::Current};
use crate::{
    i18n::{td_string, use_locale},
    kit::{ButtonVariant, Card, Empty, LinkButton, Loaded, PageBody, PageHeader, Skeleton},
    offer::model::Offer,
    subscription::{model::Standing, rpc::open_page},
};
use icondata as i;
use leptos::prelude::*;

/// `/app/subscription`
#[component]
pub fn SubscriptionPage() -> impl IntoView {
    let l = use_locale();
    let page = Resource::new(|| (), |()| open_page());
    let changed = Callback::new(move |()| page.refetch());
    view! {
        <PageBody class="max-w-5xl">
            <PageHeader title=td_string!(l, subscription.title) lead=td_string!(l, subscription.lead).to_owned() />
            <Loaded resource=page skeleton=Shape let:page>
                <Whole standing=page.0 plans=page.1 on_changed=changed />
            </Loaded>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Skeleton class="h-64 rounded-lg" />
        <Skeleton class="h-48 rounded-lg" />
    }
}

#[component]
fn Whole(standing: Standing, plans: Vec<Offer>, on_changed: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let Some(plan) = standing.subscription else {
        let text = if standing.may_try
            && plans.iter().any(|offer| offer.content.plan().is_some_and(|plan| plan.trial_days.is_some()))
        {
            td_string!(l, subscription.none_try)
        } else {
            td_string!(l, subscription.none_body)
        };
        return view! {
            <Card flush=true>
                <Empty icon=i::LuCalendarClock title=td_string!(l, subscription.none_title) text=text>
                    <LinkButton href="/pricing" external=true variant=ButtonVariant::Primary>{td_string!(l, subscription.see_plans)}</LinkButton>
                </Empty>
            </Card>
        }
        .into_any();
    };
    let about = plan.clone();
    view! {
        <div class="flex flex-col gap-6">
            <Current plan=plan on_changed=on_changed />
            <Others current=about plans=plans on_changed=on_changed />
        </div>
    }
    .into_any()
}
