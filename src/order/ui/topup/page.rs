//! What is agreed to, with which card, and what was spent.

use super::{card::CardPart, form::RulePart};
use crate::{
    i18n::{cash, date, date_time, td_string, use_locale},
    kernel::AppError,
    kit::{Alert, Badge, Card, Empty, LinkButton, Loaded, PageBody, PageHeader, Skeleton, Tone, set_status},
    notice::ui::top_up_problem,
    order::{
        rpc::open_top_up,
        topup::{AutoTopUp, TopUpBoard, TopUpRule, TopUpState},
    },
};
use icondata as i;
use leptos::prelude::*;

/// `/app/wallet/auto`
#[component]
pub fn TopUpPage() -> impl IntoView {
    let l = use_locale();
    let board = Resource::new(|| (), async |()| load().await);
    let changed = Callback::new(move |()| board.refetch());
    view! {
        <PageBody class="max-w-3xl">
            <PageHeader title=td_string!(l, topup.title) lead=td_string!(l, topup.lead).to_owned()>
                <LinkButton href="/app/wallet" icon=i::LuWallet>{td_string!(l, topup.wallet)}</LinkButton>
            </PageHeader>
            <Loaded resource=board skeleton=Shape let:found>
                {match found {
                    Some(board) => view! { <Whole board=board on_changed=changed /> }.into_any(),
                    None => view! { <Missing /> }.into_any(),
                }}
            </Loaded>
        </PageBody>
    }
}

/// Where no card can be charged there is nothing to see.
async fn load() -> Result<Option<TopUpBoard>, AppError> {
    match open_top_up().await {
        Err(AppError::NotFound) => Ok(None),
        answer => answer.map(Some),
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Skeleton class="h-36 rounded-lg" />
        <Skeleton class="h-96 rounded-lg" />
    }
}

#[component]
fn Missing() -> impl IntoView {
    let l = use_locale();
    set_status(404);
    view! {
        <Card flush=true>
            <Empty icon=i::LuCreditCard title=td_string!(l, topup.missing_title) text=td_string!(l, topup.missing_body)>
                <LinkButton href="/pricing" external=true>{td_string!(l, billing.buy)}</LinkButton>
            </Empty>
        </Card>
    }
}

#[component]
fn Whole(board: TopUpBoard, on_changed: Callback<()>) -> impl IntoView {
    let TopUpBoard { standing, offers } = board;
    let (card, rule) = (standing.card.clone(), standing.rule.clone());
    let has_card = card.is_some();
    let state = rule.as_ref().map_or("none", |rule| rule.state.code());
    let spent = rule.clone().map(|rule| view! { <Spent rule=rule /> });
    view! {
        <div class="flex flex-col gap-6" data-top-up=state>
            <Banner standing=standing />
            {spent}
            <CardPart card=card on_changed=on_changed />
            <RulePart rule=rule offers=offers has_card=has_card on_changed=on_changed />
        </div>
    }
}

/// What has to be known before anything else.
#[component]
fn Banner(standing: AutoTopUp) -> impl IntoView {
    let l = use_locale();
    let order = standing.order_id.map(|id| {
        view! {
            <Alert tone=Tone::Warning title=td_string!(l, topup.order_title)>
                <a href=format!("/app/orders/{id}") class="underline underline-offset-4">{td_string!(l, topup.order_link)}</a>
            </Alert>
        }
    });
    let trouble = standing.rule.and_then(|rule| match (rule.state, rule.reason, rule.retry_at) {
        (TopUpState::Paused, Some(reason), _) => Some(
            view! {
                <Alert tone=Tone::Danger title=td_string!(l, topup.paused_title)>{top_up_problem(l, reason)}</Alert>
            }
            .into_any(),
        ),
        (TopUpState::On, _, Some(at)) => Some(
            view! {
                <Alert tone=Tone::Warning title=td_string!(l, topup.waiting_title, date = date_time(l, at))>
                    {td_string!(l, topup.waiting_body)}
                </Alert>
            }
            .into_any(),
        ),
        _ => None,
    });
    view! {
        {order}
        {trouble}
    }
}

#[component]
fn Spent(rule: TopUpRule) -> impl IntoView {
    let l = use_locale();
    let (words, tone) = match rule.state {
        TopUpState::On => (td_string!(l, topup.state_on), Tone::Success),
        TopUpState::Off => (td_string!(l, topup.state_off), Tone::Neutral),
        TopUpState::Paused => (td_string!(l, topup.state_paused), Tone::Danger),
    };
    let (spent, most) = (rule.spent.amount_minor, rule.month_max.amount_minor.max(1));
    let percent = spent.saturating_mul(100).checked_div(most).unwrap_or(0).clamp(0, 100);
    view! {
        <Card title=td_string!(l, topup.spent) aside=move || view! { <Badge tone=tone>{words}</Badge> }>
            <p class="figures font-semibold" data-part="spent">
                <bdi>{td_string!(l, topup.spent_of, spent = cash(l, rule.spent), most = cash(l, rule.month_max))}</bdi>
            </p>
            <progress
                max="100"
                value=percent.to_string()
                aria-label=td_string!(l, topup.spent)
                class="mt-2 h-2 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-primary"
            ></progress>
            <p class="mt-2 text-sm text-muted">{td_string!(l, topup.month_ends, date = date(l, rule.month_ends_at))}</p>
        </Card>
    }
}
