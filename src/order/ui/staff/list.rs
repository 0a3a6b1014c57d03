//! The orders that were found: a table, or cards on narrow screens; more on demand.

use crate::{
    i18n::{cash, date_time, td_string, use_locale},
    kernel::Page,
    kit::{Card, Cell, Column, Empty, Icon, LinkButton, Listing, LoadMore, Table},
    order::{
        rpc,
        staff::{OrderQuery, StaffOrder},
        ui::word,
    },
};
use icondata as i;
use leptos::prelude::*;

/// The orders that were found, and those after them.
#[component]
pub(super) fn OrderList(
    /// What was looked for.
    query: OrderQuery,
    /// The first page.
    page: Page<StaffOrder>,
) -> impl IntoView {
    let l = use_locale();
    if page.items.is_empty() {
        return view! { <Nothing filtered=query != OrderQuery::default() /> }.into_any();
    }
    let list = Listing::new(page);
    let more = list.on_more(move |after| rpc::list_all_orders(OrderQuery { cursor: Some(after), ..query.clone() }));
    let columns = vec![
        Column::text(td_string!(l, order.column_order)),
        Column::text(td_string!(l, order.column_item)),
        Column::text(td_string!(l, order.column_state)),
        Column::text(td_string!(l, order.gateway)),
        Column::number(td_string!(l, order.column_amount)),
    ];
    let rows = move || list.items.get();
    view! {
        <Card flush=true class="min-w-0">
            <div class="hidden lg:block">
                <Table caption=td_string!(l, order.admin_list) columns=columns>
                    <For each=rows key=|row| row.order.id children=|row| view! { <Row of=row /> } />
                </Table>
            </div>
            <ul aria-label=td_string!(l, order.admin_list) class="divide-y divide-line lg:hidden">
                <For each=rows key=|row| row.order.id children=|row| view! { <Item of=row /> } />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
    }
    .into_any()
}

#[component]
fn Row(of: StaffOrder) -> impl IntoView {
    let (l, who) = (use_locale(), of.clone());
    let order = of.order;
    let (id, receipt) = (order.id.to_string(), order.card.as_ref().map(|card| card.receipt));
    let (name, state, gateway, total) = (word::order_name(l, &order), order.state, order.gateway, order.total);
    view! {
        <tr data-order=id>
            <Cell class="max-w-64">
                <Who of=who />
            </Cell>
            <Cell class="max-w-56">
                <span class="block truncate">{name}</span>
            </Cell>
            <Cell>
                <word::OrderBadge state=state receipt=receipt />
            </Cell>
            <Cell>
                <span class="flex items-center gap-2 whitespace-nowrap">
                    <Icon icon=word::sign(gateway) class="size-4.5 text-muted" />
                    {word::gateway(l, gateway)}
                </span>
            </Cell>
            <Cell number=true>
                <bdi class="font-medium">{cash(l, total)}</bdi>
            </Cell>
        </tr>
    }
}

#[component]
fn Item(of: StaffOrder) -> impl IntoView {
    let (l, who) = (use_locale(), of.clone());
    let order = of.order;
    let receipt = order.card.as_ref().map(|card| card.receipt);
    view! {
        <li class="flex flex-col gap-2 p-4 text-sm">
            <div class="flex items-start justify-between gap-3">
                <Who of=who />
                <word::OrderBadge state=order.state receipt=receipt />
            </div>
            <div class="flex items-baseline justify-between gap-3">
                <span class="min-w-0 truncate text-muted">{word::order_name(l, &order)} " · " {word::gateway(l, order.gateway)}</span>
                <bdi class="figures shrink-0 font-medium">{cash(l, order.total)}</bdi>
            </div>
        </li>
    }
}

/// When it was made, which leads to its page, and whose it is.
#[component]
fn Who(of: StaffOrder) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="min-w-0">
            <a href=format!("/admin/orders/{}", of.order.id) class="font-medium whitespace-nowrap hover:text-primary-text hover:underline">
                <time datetime=of.order.created_at.to_string()>{date_time(l, of.order.created_at)}</time>
            </a>
            <span dir="ltr" title=of.email.clone() class="mt-0.5 block truncate text-xs text-muted rtl:text-end">{of.email.clone()}</span>
        </div>
    }
}

#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    let l = use_locale();
    if filtered {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuSearchX title=td_string!(l, order.none_title) text=td_string!(l, order.none_body)>
                    <LinkButton href="/admin/orders">{td_string!(l, order.none_action)}</LinkButton>
                </Empty>
            </Card>
        }
        .into_any();
    }
    view! {
        <Card flush=true>
            <Empty icon=i::LuShoppingBag title=td_string!(l, order.admin_empty_title) text=td_string!(l, order.admin_empty_body)>
                <LinkButton href="/admin/cards" icon=i::LuCreditCard>{td_string!(l, order.cards_title)}</LinkButton>
            </Empty>
        </Card>
    }
    .into_any()
}
