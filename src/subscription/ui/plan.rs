//! The plan that runs: its period, its coins, and what can be done about it.

use super::word;
use crate::{
    i18n::{coins, coins_in_words, date, language, td_string, use_locale},
    kernel::Coins,
    kit::{Alert, Badge, Button, ButtonVariant, Card, Confirm, LinkButton, Tone, use_toasts},
    subscription::{
        model::{Subscription, SubscriptionState},
        rpc::{cancel_subscription, keep_subscription, open_portal},
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

#[component]
pub(super) fn Current(plan: Subscription, on_changed: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let (words, tone) = word::state(l, plan.state);
    let name = plan.plan.content.name(language(l)).to_owned();
    let trial = plan.is_trial.then(|| view! { <Badge tone=Tone::Accent>{td_string!(l, subscription.trial)}</Badge> });
    let (about, doing, money) = (plan.clone(), plan.clone(), plan.clone());
    view! {
        <Banner plan=plan.clone() />
        <Card>
            <div class="flex flex-wrap items-start justify-between gap-3">
                <div class="min-w-0">
                    <p class="text-sm text-muted">{td_string!(l, subscription.plan)}</p>
                    <h2 class="text-xl font-bold wrap-anywhere" data-part="plan">{name}</h2>
                    <p class="mt-1 text-sm text-muted">{word::way(l, plan.gateway)}</p>
                </div>
                <div class="flex flex-wrap gap-2">{trial} <Badge tone=tone>{words}</Badge></div>
            </div>
            <dl class="mt-6 grid gap-6 sm:grid-cols-2">
                <Time plan=about />
                <Money plan=money />
            </dl>
            <Doing plan=doing on_changed=on_changed />
        </Card>
    }
}

/// What has to be known before anything else.
#[component]
fn Banner(plan: Subscription) -> impl IntoView {
    let l = use_locale();
    match (plan.state, plan.grace_until) {
        (SubscriptionState::PastDue, Some(grace)) => view! {
            <Alert tone=Tone::Danger title=td_string!(l, subscription.past_due_title)>
                {td_string!(l, subscription.past_due_body, date = date(l, grace))}
            </Alert>
        }
        .into_any(),
        _ if plan.cancel_at_end => view! {
            <Alert tone=Tone::Warning title=td_string!(l, subscription.ending_title, date = date(l, plan.paid_until))>
                {td_string!(l, subscription.ending_body)}
            </Alert>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn Time(plan: Subscription) -> impl IntoView {
    let l = use_locale();
    let span =
        td_string!(l, subscription.period_span, from = date(l, plan.period_start), to = date(l, plan.period_end));
    let end = if plan.renews {
        td_string!(l, subscription.renews_on, date = date(l, plan.period_end))
    } else if plan.paid_until > plan.period_end {
        td_string!(l, subscription.paid_until, date = date(l, plan.paid_until))
    } else {
        td_string!(l, subscription.ends_on, date = date(l, plan.period_end))
    };
    let next = plan.next.as_ref().map(|next| {
        let name = next.content.name(language(l)).to_owned();
        match plan.next_at {
            Some(at) => td_string!(l, subscription.next, date = date(l, at), plan = name),
            None => td_string!(l, subscription.next_soon, plan = name),
        }
    });
    view! {
        <div class="min-w-0">
            <dt class="text-sm text-muted">{td_string!(l, subscription.period)}</dt>
            <dd class="mt-1 font-semibold" data-part="period">{span}</dd>
            <dd class="mt-1 text-sm text-muted" data-part="end">{end}</dd>
            {next.map(|next| view! { <dd class="mt-1 text-sm text-muted" data-part="next">{next}</dd> })}
        </div>
    }
}

#[component]
fn Money(plan: Subscription) -> impl IntoView {
    let l = use_locale();
    let used = Coins::from_milli(plan.coins.milli.saturating_sub(plan.coins_left.milli));
    let percent = used.milli.saturating_mul(100).checked_div(plan.coins.milli.max(1)).unwrap_or(0).clamp(0, 100);
    let until = plan.coins_until.filter(|_| plan.coins_left > Coins::ZERO);
    view! {
        <div class="min-w-0">
            <dt class="text-sm text-muted">{td_string!(l, subscription.coins)}</dt>
            <dd class="mt-1 font-semibold" data-part="left">
                {td_string!(l, subscription.coins_left, left = coins_in_words(l, plan.coins_left))}
            </dd>
            <dd class="mt-2">
                <progress
                    max="100"
                    value=percent.to_string()
                    aria-label=td_string!(l, subscription.coins)
                    class="h-2 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-primary"
                ></progress>
            </dd>
            <dd class="mt-2 text-sm text-muted">
                {td_string!(l, subscription.coins_used, used = coins(l, used), all = coins(l, plan.coins))}
            </dd>
            {until
                .map(|until| {
                    view! { <dd class="text-sm text-muted">{td_string!(l, subscription.coins_until, date = date(l, until))}</dd> }
                })}
            {plan
                .next_coins_at
                .map(|at| view! { <dd class="text-sm text-muted">{td_string!(l, subscription.next_coins, date = date(l, at))}</dd> })}
        </div>
    }
}

#[component]
fn Doing(plan: Subscription, on_changed: Callback<()>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (is_busy, is_asking) = (RwSignal::new(false), RwSignal::new(false));
    let set = move |ends: bool| {
        is_busy.set(true);
        spawn_local(async move {
            let done = if ends { cancel_subscription().await } else { keep_subscription().await };
            let _ = is_busy.try_set(false);
            match done {
                Ok(_) if ends => toasts.success(td_string!(l, subscription.cancelled)),
                Ok(_) => toasts.success(td_string!(l, subscription.kept)),
                Err(error) => return toasts.error(&error),
            }
            on_changed.run(());
        });
    };
    let portal = move |_| {
        is_busy.set(true);
        spawn_local(async move {
            match open_portal().await {
                Ok(page) => drop(window().location().set_href(&page.url)),
                Err(error) => {
                    let _ = is_busy.try_set(false);
                    toasts.error(&error);
                }
            }
        });
    };
    let renew = (!plan.gateway.renews()).then(|| {
        let href = format!("/app/checkout/{}", plan.plan.id);
        view! {
            <LinkButton href=href external=true variant=ButtonVariant::Primary icon=i::LuRefreshCw>{td_string!(l, subscription.renew)}</LinkButton>
        }
    });
    let hint = (!plan.gateway.renews())
        .then(|| view! { <p class="mt-3 text-sm text-muted">{td_string!(l, subscription.renew_hint)}</p> });
    let pages = plan.has_portal.then(|| {
        let variant =
            if plan.state == SubscriptionState::PastDue { ButtonVariant::Primary } else { ButtonVariant::Secondary };
        view! {
            <Button variant=variant icon=i::LuCreditCard busy=is_busy on:click=portal attr:data-action="portal">{td_string!(l, subscription.portal)}</Button>
        }
    });
    let end = if plan.cancel_at_end {
        view! { <Button busy=is_busy on:click=move |_| set(false) attr:data-action="keep">{td_string!(l, subscription.keep)}</Button> }
            .into_any()
    } else {
        view! {
            <Button variant=ButtonVariant::Ghost busy=is_busy on:click=move |_| is_asking.set(true) attr:data-action="cancel">
                {td_string!(l, subscription.cancel)}
            </Button>
        }
        .into_any()
    };
    view! {
        <div class="mt-6 flex flex-wrap gap-3 border-t border-line pt-5">{renew} {pages} {end}</div>
        {hint}
        <Confirm
            open=is_asking
            id="cancel-subscription"
            title=td_string!(l, subscription.cancel_title)
            text=td_string!(l, subscription.cancel_text, date = date(l, plan.paid_until))
            action=td_string!(l, subscription.cancel)
            on_confirm=move |()| set(true)
        />
    }
}
