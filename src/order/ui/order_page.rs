//! An order: how it stands, and what to do about it.

use super::{bill::Bill, outcome::Outcome, transfer::Transfer, watch::Watch, word};
use crate::{
    i18n::{date_time, td_string, use_locale},
    kernel::{AppError, id::OrderId},
    kit::{Card, CopyButton, Empty, Icon, LinkButton, Loaded, PageBody, PageHeader, Skeleton, set_status},
    order::{
        model::{Order, OrderState, OrderView, ReceiptState},
        rpc,
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/app/orders/{id}`
#[component]
pub fn OrderPage() -> impl IntoView {
    let l = use_locale();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let order = Resource::new(move || id.get(), async |id| load(&id).await);
    view! {
        <PageBody class="max-w-5xl">
            <a href="/app/orders" class="-mb-2 flex min-h-10 items-center gap-2 self-start text-sm text-muted hover:text-text">
                <Icon icon=i::LuArrowLeft flip=true class="size-4.5" />
                {td_string!(l, order.all_orders)}
            </a>
            <PageHeader title=td_string!(l, order.page_title) />
            <Loaded resource=order skeleton=Shape let:found>
                {match found {
                    Some(view) => view! { <Whole view=view /> }.into_any(),
                    None => view! { <Missing /> }.into_any(),
                }}
            </Loaded>
        </PageBody>
    }
}

/// An order that is not there, or is somebody else's, is none.
async fn load(id: &str) -> Result<Option<OrderView>, AppError> {
    let Ok(id) = id.parse::<OrderId>() else { return Ok(None) };
    match rpc::view_order(id).await {
        Err(AppError::NotFound) => Ok(None),
        answer => answer.map(Some),
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
            <Skeleton class="h-80 rounded-lg" />
            <Skeleton class="h-64 rounded-lg" />
        </div>
    }
}

#[component]
fn Missing() -> impl IntoView {
    let l = use_locale();
    set_status(404);
    view! {
        <Card flush=true>
            <Empty icon=i::LuSearchX title=td_string!(l, order.missing_title) text=td_string!(l, order.missing_body)>
                <LinkButton href="/app/orders">{td_string!(l, order.all_orders)}</LinkButton>
            </Empty>
        </Card>
    }
}

/// Where an order stands: the page shows something else when this changes, and only then, so that nobody's typing is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its gateway waits for the payer.
    AtGateway,
    /// Money is to be sent from card to card, or its receipt is looked at.
    Transfer(ReceiptState),
    /// Something else.
    At(OrderState),
}

impl Stage {
    fn of(order: &Order) -> Self {
        let receipt = order.card.as_ref().map(|card| card.receipt);
        match (order.state, receipt) {
            (state, Some(receipt)) if state.is_open() => Self::Transfer(receipt),
            (OrderState::Expired, Some(receipt @ (ReceiptState::Submitted | ReceiptState::Seconded))) => {
                Self::Transfer(receipt)
            }
            (state, None) if state.is_open() => Self::AtGateway,
            (state, _) => Self::At(state),
        }
    }
}

#[component]
fn Whole(view: OrderView) -> impl IntoView {
    let watch = Watch::new(view);
    watch.keep_up();
    let stage = Memo::new(move |_| watch.order.with(Stage::of));
    let content = move || match stage.get() {
        Stage::Transfer(receipt) => view! { <Transfer watch=watch receipt=receipt /> }.into_any(),
        stage => view! { <Outcome watch=watch stage=stage /> }.into_any(),
    };
    view! {
        <div class="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
            <div class="flex min-w-0 flex-col gap-6" data-order=move || watch.order.with(|order| order.state.code())>{content}</div>
            {move || view! { <Facts order=watch.order.get() /> }}
        </div>
    }
}

#[component]
fn Facts(order: Order) -> impl IntoView {
    let l = use_locale();
    let (state, receipt) = (order.state, order.card.as_ref().map(|card| card.receipt));
    let badge = move || view! { <word::OrderBadge state=state receipt=receipt /> };
    let id = order.id.to_string();
    view! {
        <Card title=td_string!(l, order.summary) aside=badge class="min-w-0">
            <Bill order=order.clone() />
            <dl class="mt-4 flex flex-col gap-2 border-t border-line pt-4 text-sm">
                <Fact name=td_string!(l, order.gateway)>{word::gateway(l, order.gateway)}</Fact>
                {order.automatic.then(|| view! { <Fact name=td_string!(l, order.automatic)>{td_string!(l, order.automatic_yes)}</Fact> })}
                <Fact name=td_string!(l, order.made_at)>
                    <time datetime=order.created_at.to_string()>{date_time(l, order.created_at)}</time>
                </Fact>
                <Fact name=td_string!(l, order.number)>
                    <span class="flex items-center gap-1">
                        <bdi dir="ltr" class="font-mono text-xs" title=id.clone()>{word::short_id(&order)}</bdi>
                        <CopyButton text=id />
                    </span>
                </Fact>
            </dl>
        </Card>
    }
}

#[component]
fn Fact(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="flex min-h-10 items-center justify-between gap-4">
            <dt class="shrink-0 text-muted">{name}</dt>
            <dd class="min-w-0 text-end wrap-anywhere">{children()}</dd>
        </div>
    }
}
