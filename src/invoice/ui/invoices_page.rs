//! A person's documents, and what stands on them.

use super::{
    details_form::DetailsForm,
    word::{Kind, Money, Number, Print},
};
use crate::{
    i18n::{cash, date, td_string, use_locale},
    invoice::{
        model::{BillingDetails, InvoiceEntry},
        rpc::{get_details, list_invoices},
    },
    kernel::{AppError, Page, PageQuery},
    kit::{Card, Cell, Column, Empty, Listing, LoadMore, Loaded, PageBody, PageHeader, Skeleton, SkeletonRows, Table},
};
use futures::future::try_join;
use leptos::prelude::*;

/// `/app/invoices`.
#[component]
pub fn InvoicesPage() -> impl IntoView {
    let l = use_locale();
    let loaded = Resource::new(|| (), |()| load());
    view! {
        <PageBody class="max-w-5xl">
            <PageHeader title=td_string!(l, invoice.title) lead=td_string!(l, invoice.lead) />
            <Loaded resource=loaded skeleton=Shape let:loaded>
                <Documents first=loaded.0 />
                <Card title=td_string!(l, invoice.details_title) lead=td_string!(l, invoice.details_lead)>
                    <DetailsForm details=loaded.1 />
                </Card>
            </Loaded>
        </PageBody>
    }
}

async fn load() -> Result<(Page<InvoiceEntry>, BillingDetails), AppError> {
    try_join(list_invoices(PageQuery::default()), get_details()).await
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <SkeletonRows rows=5 />
        <Skeleton class="h-72 rounded-lg" />
    }
}

#[component]
fn Documents(first: Page<InvoiceEntry>) -> impl IntoView {
    let l = use_locale();
    if first.items.is_empty() {
        return view! {
            <Card flush=true>
                <Empty icon=icondata::LuReceiptText title=td_string!(l, invoice.empty_title) text=td_string!(l, invoice.empty_body) />
            </Card>
        }
        .into_any();
    }
    let list = Listing::new(first);
    let more = list.on_more(|cursor| list_invoices(PageQuery { limit: None, cursor: Some(cursor) }));
    let columns = vec![
        Column::text(td_string!(l, invoice.column_number)),
        Column::text(td_string!(l, invoice.column_kind)),
        Column::number(td_string!(l, invoice.column_date)),
        Column::number(td_string!(l, invoice.column_total)),
        Column::number(td_string!(l, invoice.column_vat)),
        Column::actions(td_string!(l, invoice.column_actions)),
    ];
    view! {
        <Card title=td_string!(l, invoice.list_title) flush=true class="min-w-0">
            <div class="hidden md:block">
                <Table caption=td_string!(l, invoice.table) columns=columns>
                    <For each=move || list.items.get() key=|entry| entry.id children=|entry| view! { <Row entry=entry /> } />
                </Table>
            </div>
            <ul aria-label=td_string!(l, invoice.table) class="divide-y divide-line border-t border-line md:hidden">
                <For each=move || list.items.get() key=|entry| entry.id children=|entry| view! { <Item entry=entry /> } />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
    }
    .into_any()
}

#[component]
fn Row(entry: InvoiceEntry) -> impl IntoView {
    let l = use_locale();
    let (number, kind, print) = (entry.clone(), entry.clone(), entry.clone());
    view! {
        <tr data-invoice=entry.id.to_string()>
            <Cell>
                <Number entry=number />
            </Cell>
            <Cell>
                <Kind entry=kind />
            </Cell>
            <Cell number=true>
                <time datetime=entry.issued_at.to_string()>{date(l, entry.issued_at)}</time>
            </Cell>
            <Cell number=true class="font-medium">
                <Money amount=entry.total />
            </Cell>
            <Cell number=true class="text-muted">{cash(l, entry.vat)}</Cell>
            <Cell number=true>
                <Print entry=print />
            </Cell>
        </tr>
    }
}

#[component]
fn Item(entry: InvoiceEntry) -> impl IntoView {
    let l = use_locale();
    let (number, kind, print) = (entry.clone(), entry.clone(), entry.clone());
    view! {
        <li class="flex flex-col gap-3 px-5 py-4 text-sm">
            <div class="flex items-start justify-between gap-3">
                <div class="min-w-0">
                    <Number entry=number />
                    <span class="block text-xs text-muted">{date(l, entry.issued_at)}</span>
                </div>
                <div class="figures text-end font-medium">
                    <Money amount=entry.total />
                </div>
            </div>
            <div class="flex items-center justify-between gap-3">
                <div class="min-w-0">
                    <Kind entry=kind />
                </div>
                <Print entry=print />
            </div>
        </li>
    }
}
