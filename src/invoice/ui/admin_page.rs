//! Everybody's documents, with what the list is narrowed to.

use super::word::{Kind, Money, Number, Print};
use crate::{
    account::ui::{StaffOnly, seen},
    i18n::{date, td_string, use_locale},
    invoice::{
        model::InvoiceKind,
        rpc::list_all_invoices,
        staff::{InvoiceQuery, StaffInvoice},
        ui::kind_words,
    },
    kernel::Page,
    kit::{
        Button, ButtonSize, Card, Cell, Column, Empty, Icon, LinkButton, Listing, LoadMore, PageBody, PageHeader,
        SkeletonRows, Table,
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// `/admin/invoices?q=&kind=&currency=`: what is looked for stands in the address.
#[component]
pub fn AdminInvoicesPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let found = Resource::new(
        move || query.get(),
        async |query| seen(list_all_invoices(query.clone()).await.map(|page| (query, page))),
    );
    let table = move || {
        let href = format!("/api/v1/admin/invoices.csv{}", query.get().address());
        view! {
            <LinkButton href=href external=true size=ButtonSize::Small icon=i::LuDownload attr:download="" attr:data-action="csv">
                {td_string!(l, invoice.download)}
            </LinkButton>
        }
    };
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, invoice.admin_title) lead=td_string!(l, invoice.admin_lead)>
                <span class="group-has-data-stranger:hidden">{table}</span>
            </PageHeader>
            <Filters query=query />
            <StaffOnly resource=found skeleton=Shape let:found>
                <Found query=found.0 page=found.1 />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=8 />
        </Card>
    }
}

/// What begins like a number or an id is looked for as one, everything else as an address.
fn read(address: &ParamsMap) -> InvoiceQuery {
    let text = |name: &str| address.get(name).unwrap_or_default().trim().to_owned();
    let search = text("q");
    let is_person = search.contains('@');
    InvoiceQuery {
        kind: text("kind"),
        currency: text("currency"),
        person: if is_person { search.clone() } else { String::new() },
        number: if is_person { String::new() } else { search },
        from: text("from"),
        to: text("to"),
        limit: None,
        cursor: None,
    }
}

/// A form that works without script; with it the router takes the address.
#[component]
fn Filters(query: Memo<InvoiceQuery>) -> impl IntoView {
    let l = use_locale();
    let kinds = InvoiceKind::ALL.map(|kind| (kind.code().to_owned(), kind_words(l, kind).to_owned()));
    let currencies =
        [("IRR", td_string!(l, invoice.irr)), ("USD", td_string!(l, invoice.usd)), ("EUR", td_string!(l, invoice.eur))];
    let currencies = currencies.map(|(code, words)| (code.to_owned(), words.to_owned()));
    let search =
        move || query.with(|query| if query.person.is_empty() { query.number.clone() } else { query.person.clone() });
    view! {
        <form
            role="search"
            method="get"
            action="/admin/invoices"
            class="grid grid-cols-2 gap-3 group-has-data-stranger:hidden lg:grid-cols-[2fr_1fr_1fr_auto]"
        >
            <div class="relative col-span-2 lg:col-span-1">
                <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3.5 my-auto size-4.5 text-muted" />
                <input
                    type="search"
                    name="q"
                    class="control ps-11"
                    maxlength="254"
                    autocomplete="off"
                    aria-label=td_string!(l, invoice.search)
                    placeholder=td_string!(l, invoice.search)
                    value=search
                    prop:value=search
                />
            </div>
            <Pick
                name="kind"
                label=td_string!(l, invoice.filter_kind)
                any=td_string!(l, invoice.any_kind)
                options=kinds.to_vec()
                value=Signal::derive(move || query.with(|query| query.kind.clone()))
            />
            <Pick
                name="currency"
                label=td_string!(l, invoice.filter_currency)
                any=td_string!(l, invoice.any_currency)
                options=currencies.to_vec()
                value=Signal::derive(move || query.with(|query| query.currency.clone()))
            />
            <Button kind="submit" class="col-span-2 lg:col-span-1">{td_string!(l, invoice.find)}</Button>
        </form>
    }
}

#[component]
fn Pick(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
    value: Signal<String>,
) -> impl IntoView {
    let entry = move |(code, words): (String, String)| {
        let (selected, is) = (value.get_untracked() == code, code.clone());
        view! { <option value=code selected=selected prop:selected=move || value.get() == is>{words}</option> }
    };
    let entries = options.into_iter().map(entry).collect_view();
    view! {
        <div class="relative">
            <select name=name aria-label=label class="control appearance-none truncate pe-10">
                <option value="">{any}</option>
                {entries}
            </select>
            <Icon icon=i::LuChevronDown class="pointer-events-none absolute inset-y-0 end-3 my-auto size-4.5 text-muted" />
        </div>
    }
}

#[component]
fn Found(query: InvoiceQuery, page: Page<StaffInvoice>) -> impl IntoView {
    let l = use_locale();
    if page.items.is_empty() {
        let filtered = query != InvoiceQuery::default();
        return view! { <Nothing filtered=filtered /> }.into_any();
    }
    let list = Listing::new(page);
    let more = list.on_more(move |after| list_all_invoices(InvoiceQuery { cursor: Some(after), ..query.clone() }));
    let columns = vec![
        Column::text(td_string!(l, invoice.column_number)),
        Column::text(td_string!(l, invoice.column_buyer)),
        Column::text(td_string!(l, invoice.column_kind)),
        Column::number(td_string!(l, invoice.column_date)),
        Column::number(td_string!(l, invoice.column_total)),
        Column::actions(td_string!(l, invoice.column_actions)),
    ];
    view! {
        <Card flush=true class="min-w-0">
            <div class="hidden lg:block">
                <Table caption=td_string!(l, invoice.table) columns=columns>
                    <For each=move || list.items.get() key=|row| row.entry.id children=|row| view! { <Row row=row /> } />
                </Table>
            </div>
            <ul aria-label=td_string!(l, invoice.table) class="divide-y divide-line lg:hidden">
                <For each=move || list.items.get() key=|row| row.entry.id children=|row| view! { <Item row=row /> } />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
    }
    .into_any()
}

#[component]
fn Row(row: StaffInvoice) -> impl IntoView {
    let l = use_locale();
    let StaffInvoice { entry, email, .. } = row;
    let (number, kind, print, order) = (entry.clone(), entry.clone(), entry.clone(), entry.order_id);
    view! {
        <tr data-invoice=entry.id.to_string()>
            <Cell>
                <Number entry=number />
                <a href=format!("/admin/orders/{order}") class="block text-xs text-muted hover:text-primary-text hover:underline">
                    {td_string!(l, invoice.order)}
                </a>
            </Cell>
            <Cell class="max-w-60">
                <bdi dir="ltr" class="block truncate rtl:text-end">{email}</bdi>
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
            <Cell number=true>
                <Print entry=print />
            </Cell>
        </tr>
    }
}

#[component]
fn Item(row: StaffInvoice) -> impl IntoView {
    let l = use_locale();
    let StaffInvoice { entry, email, .. } = row;
    let (number, kind, print) = (entry.clone(), entry.clone(), entry.clone());
    view! {
        <li class="flex flex-col gap-3 p-4 text-sm">
            <div class="flex items-start justify-between gap-3">
                <div class="min-w-0">
                    <Number entry=number />
                    <bdi dir="ltr" class="block truncate text-xs text-muted rtl:text-end">{email}</bdi>
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

#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    let l = use_locale();
    if filtered {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuSearchX title=td_string!(l, invoice.none_title) text=td_string!(l, invoice.none_body)>
                    <LinkButton href="/admin/invoices">{td_string!(l, invoice.none_action)}</LinkButton>
                </Empty>
            </Card>
        }
        .into_any();
    }
    view! {
        <Card flush=true>
            <Empty icon=i::LuReceiptText title=td_string!(l, invoice.empty_title) text=td_string!(l, invoice.admin_empty_body) />
        </Card>
    }
    .into_any()
}
