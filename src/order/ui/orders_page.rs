//! The own orders.

use super::word;
use crate::{
    i18n::{cash, coins_in_words, date_time, td_string, use_locale},
    kernel::{Coins, Page, PageQuery},
    kit::{
        ButtonSize, ButtonVariant, Card, Empty, Icon, LinkButton, Listing, LoadMore, Loaded, PageBody, PageHeader,
        SkeletonRows,
    },
    order::{model::Order, rpc},
};
use icondata as i;
use leptos::prelude::*;

/// `/app/orders`
#[component]
pub fn OrdersPage() -> impl IntoView {
    let l = use_locale();
    let orders = Resource::new(|| (), |()| rpc::list_orders(PageQuery::default()));
    view! {
        <PageBody class="max-w-5xl">
            <PageHeader title=td_string!(l, order.title) lead=td_string!(l, order.lead)>
                <LinkButton href="/pricing" external=true size=ButtonSize::Small icon=i::LuCoins>{td_string!(l, order.buy)}</LinkButton>
            </PageHeader>
            <Loaded resource=orders skeleton=Shape let:first>
                <List first=first />
            </Loaded>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=5 />
        </Card>
    }
}

#[component]
fn List(first: Page<Order>) -> impl IntoView {
    let l = use_locale();
    if first.items.is_empty() {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuReceiptText title=td_string!(l, order.empty_title) text=td_string!(l, order.empty_body)>
                    <LinkButton href="/pricing" external=true variant=ButtonVariant::Primary icon=i::LuCoins>{td_string!(l, order.buy)}</LinkButton>
                </Empty>
            </Card>
        }
        .into_any();
    }
    let list = Listing::new(first);
    let more = list.on_more(|cursor| rpc::list_orders(PageQuery { limit: None, cursor: Some(cursor) }));
    view! {
        <Card flush=true class="min-w-0 overflow-hidden">
            <ul aria-label=td_string!(l, order.list) class="divide-y divide-line">
                <For each=move || list.items.get() key=|order| order.id children=|order| view! { <Row order=order /> } />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
    }
    .into_any()
}

/// The whole row leads to the order.
#[component]
fn Row(order: Order) -> impl IntoView {
    let l = use_locale();
    let coins = Coins::from_milli(order.lines.iter().map(|line| line.coins.milli).fold(0, i64::saturating_add));
    let receipt = order.card.as_ref().map(|card| card.receipt);
    let (href, code) = (format!("/app/orders/{}", order.id), order.state.code());
    view! {
        <li data-order=code>
            <a href=href class="flex items-center gap-4 px-5 py-4 text-sm transition-colors hover:bg-sunken/60 focus-visible:-outline-offset-2 md:px-6">
                <span class="inline-flex rounded-md bg-sunken p-2.5 text-muted max-sm:hidden">
                    <Icon icon=word::sign(order.gateway) />
                </span>
                <span class="grid min-w-0 flex-1 gap-x-6 gap-y-1.5 sm:grid-cols-[minmax(0,1fr)_auto]">
                    <span class="min-w-0">
                        <span class="block truncate font-medium">{word::order_name(l, &order)}</span>
                        <span class="block text-xs text-muted">
                            <time datetime=order.created_at.to_string()>{date_time(l, order.created_at)}</time>
                            " · "
                            {word::gateway(l, order.gateway)}
                        </span>
                    </span>
                    <span class="flex items-center gap-x-4 gap-y-1 max-sm:justify-between sm:justify-end">
                        <word::OrderBadge state=order.state receipt=receipt />
                        <span class="min-w-28 text-end">
                            <bdi class="figures block font-medium">{cash(l, order.total)}</bdi>
                            <span class="figures block text-xs text-muted">{coins_in_words(l, coins)}</span>
                        </span>
                    </span>
                </span>
                <Icon icon=i::LuChevronLeft class="size-4.5 text-muted ltr:-scale-x-100 max-sm:hidden" />
            </a>
        </li>
    }
}
