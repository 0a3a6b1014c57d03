//! How an order came out, or what it still waits for at its gateway.

use super::{order_page::Stage, receipt::ReceiptForm, topup::Automatic, watch::Watch, word};
use crate::{
    i18n::{cash, coins_in_words, date_time, td_string, use_locale},
    kernel::Coins,
    kit::{Button, ButtonVariant, Card, Confirm, CopyButton, Icon, LinkButton, Spinner, Tone, use_toasts},
    order::{
        model::{Order, OrderState, ReceiptState},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// The card that says how it stands.
#[component]
pub(super) fn Outcome(watch: Watch, stage: Stage) -> impl IntoView {
    let l = use_locale();
    let order = watch.order.get_untracked();
    match stage {
        Stage::At(OrderState::Fulfilled | OrderState::Refunded) => view! { <Receipt watch=watch /> }.into_any(),
        Stage::At(OrderState::Paid) => view! {
            <Standing tone=Tone::Primary icon=None title=td_string!(l, order.paid_title) text=td_string!(l, order.paid_body) />
        }
        .into_any(),
        Stage::At(OrderState::Disputed) => view! {
            <Standing tone=Tone::Danger icon=Some(i::LuShieldAlert) title=td_string!(l, order.disputed_title) text=td_string!(l, order.disputed_body) />
        }
        .into_any(),
        Stage::At(OrderState::Expired) => view! { <Expired watch=watch order=order /> }.into_any(),
        stage if order.automatic && matches!(stage, Stage::AtGateway | Stage::At(OrderState::Cancelled)) => {
            view! { <Automatic watch=watch /> }.into_any()
        }
        Stage::At(OrderState::Cancelled) => view! {
            <Standing tone=Tone::Neutral icon=Some(i::LuBan) title=td_string!(l, order.cancelled_title) text=td_string!(l, order.cancelled_body)>
                <Again order=order />
            </Standing>
        }
        .into_any(),
        _ => view! { <AtGateway watch=watch order=order /> }.into_any(),
    }
}

/// A sign, what happened, and what to do now. Without a sign something is going on.
#[component]
pub(super) fn Standing(
    tone: Tone,
    icon: Option<icondata::Icon>,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let colour = match tone {
        Tone::Success => "bg-success-soft text-success",
        Tone::Danger => "bg-danger-soft text-danger",
        Tone::Warning => "bg-warning-soft text-warning",
        Tone::Primary | Tone::Accent => "bg-primary-soft text-primary-text",
        Tone::Neutral => "bg-sunken text-muted",
    };
    let sign = match icon {
        Some(icon) => view! { <Icon icon=icon class="size-7" /> }.into_any(),
        None => view! { <Spinner class="size-7" /> }.into_any(),
    };
    view! {
        <Card>
            <div class="flex flex-col items-center gap-1 py-4 text-center" role="status">
                <span class=format!("mb-3 inline-flex rounded-full p-4 {colour}")>{sign}</span>
                <h2 class="text-lg font-semibold">{title}</h2>
                <p class="max-w-md text-sm text-muted">{text}</p>
            </div>
            {children.map(|children| view! { <div class="flex flex-wrap justify-center gap-3 pb-2">{children()}</div> })}
        </Card>
    }
}

/// Leads to where the same can be bought once more.
#[component]
fn Again(order: Order, #[prop(default = ButtonVariant::Primary)] variant: ButtonVariant) -> impl IntoView {
    let l = use_locale();
    let href = match order.lines.first() {
        Some(line) => format!("/app/checkout/{}", line.offer_id),
        None => "/pricing".to_owned(),
    };
    view! { <LinkButton href=href variant=variant icon=i::LuRefreshCw>{td_string!(l, order.again)}</LinkButton> }
}

#[component]
fn AtGateway(watch: Watch, order: Order) -> impl IntoView {
    let l = use_locale();
    let name = word::gateway(l, order.gateway);
    view! {
        <Standing
            tone=Tone::Warning
            icon=None
            title=td_string!(l, order.pending_title, gateway = name)
            text=td_string!(l, order.pending_body)
        >
            <Again order=order variant=ButtonVariant::Secondary />
            <Cancel watch=watch />
        </Standing>
    }
}

/// Takes the order back, after a question.
#[component]
pub(super) fn Cancel(watch: Watch) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (asks, is_busy) = (RwSignal::new(false), RwSignal::new(false));
    let cancel = move |()| {
        is_busy.set(true);
        let id = watch.order.with_untracked(|order| order.id);
        spawn_local(async move {
            match rpc::cancel_order(id).await {
                Ok(order) => watch.take(order),
                Err(error) => {
                    toasts.error(&error);
                    watch.look();
                }
            }
            let _ = is_busy.try_set(false);
        });
    };
    view! {
        <Button variant=ButtonVariant::Ghost icon=i::LuBan busy=is_busy attr:data-action="cancel-order" on:click=move |_| asks.set(true)>
            {td_string!(l, order.cancel)}
        </Button>
        <Confirm
            open=asks
            id="cancel-order"
            title=td_string!(l, order.cancel_title)
            text=td_string!(l, order.cancel_body)
            action=td_string!(l, order.cancel)
            on_confirm=cancel
        />
    }
}

/// Over; what was paid from card to card all the same can still be told.
#[component]
fn Expired(watch: Watch, order: Order) -> impl IntoView {
    let l = use_locale();
    let may_send = order.card.as_ref().is_some_and(|card| {
        card.tries_left > 0 && matches!(card.receipt, ReceiptState::Awaited | ReceiptState::Rejected)
    });
    view! {
        <Standing tone=Tone::Neutral icon=Some(i::LuClock) title=td_string!(l, order.expired_title) text=td_string!(l, order.expired_body)>
            <Again order=order />
        </Standing>
        {may_send.then(|| view! {
            <details class="group rounded-lg border border-line bg-surface shadow-low">
                <summary class="flex min-h-14 items-center justify-between gap-3 px-5 py-3 font-medium md:px-6">
                    {td_string!(l, order.late_title)}
                    <Icon icon=i::LuChevronDown class="size-5 text-muted transition-transform group-open:rotate-180" />
                </summary>
                <div class="px-5 pb-5 md:px-6 md:pb-6">
                    <p class="mb-4 text-sm text-muted">{td_string!(l, order.late_body)}</p>
                    <ReceiptForm watch=watch />
                </div>
            </details>
        })}
    }
}

/// The coins are there; what was paid, and its number at the bank.
#[component]
fn Receipt(watch: Watch) -> impl IntoView {
    let l = use_locale();
    let order = watch.order.get_untracked();
    let coins = Coins::from_milli(order.lines.iter().map(|line| line.coins.milli).fold(0, i64::saturating_add));
    let is_back = order.state == OrderState::Refunded;
    let (tone, icon, title, text) = if is_back {
        let text = td_string!(l, order.refunded_body, amount = cash(l, order.refunded));
        (Tone::Neutral, i::LuUndo2, td_string!(l, order.refunded_title).to_owned(), text)
    } else {
        let text = td_string!(l, order.fulfilled_body).to_owned();
        (Tone::Success, i::LuCircleCheck, td_string!(l, order.fulfilled_title, coins = coins_in_words(l, coins)), text)
    };
    let partly = move || {
        let refunded = watch.order.with(|order| order.refunded);
        (!is_back && refunded.amount_minor > 0)
            .then(|| td_string!(l, order.partly_refunded, amount = cash(l, refunded)))
    };
    let paid = order.paid_at.map(|at| {
        view! {
            <dt class="text-muted">{td_string!(l, order.paid_at)}</dt>
            <dd><time datetime=at.to_string()>{date_time(l, at)}</time></dd>
        }
    });
    let reference = order.reference.clone().map(|number| {
        view! {
            <dt class="text-muted">{td_string!(l, order.reference)}</dt>
            <dd class="flex min-w-0 items-center gap-1">
                <bdi dir="ltr" class="min-w-0 truncate font-mono text-xs" data-part="reference">{number.clone()}</bdi>
                <CopyButton text=number />
            </dd>
        }
    });
    view! {
        <Standing tone=tone icon=Some(icon) title=title text=text>
            <dl class="mx-auto mt-3 mb-4 grid w-full max-w-md grid-cols-[auto_minmax(0,1fr)] items-center gap-x-6 gap-y-2 rounded-md bg-sunken px-4 py-3 text-sm">
                <dt class="text-muted">{td_string!(l, order.amount_paid)}</dt>
                <dd class="font-medium"><bdi>{cash(l, order.total)}</bdi></dd>
                {paid}
                {reference}
            </dl>
            <p class="w-full text-center text-sm text-muted empty:hidden">{partly}</p>
            <LinkButton href="/app/chat" variant=ButtonVariant::Primary icon=i::LuMessagesSquare>{td_string!(l, order.to_chat)}</LinkButton>
            <LinkButton href="/app/wallet" icon=i::LuWallet>{td_string!(l, order.to_wallet)}</LinkButton>
        </Standing>
    }
}
