//! The movements that were found; each opens to its postings.

use crate::{
    admin::rpc,
    billing::{
        journal::{LedgerEntry, LedgerQuery, Posting},
        model::Account,
        ui::word::{account_label, change, kind_label},
    },
    i18n::{date_time, td_string, use_locale},
    kernel::{Coins, Page},
    kit::{Card, CopyButton, Empty, Icon, LinkButton, Listing, LoadMore},
    run::record::encoded,
};
use icondata as i;
use leptos::prelude::*;

const LINK: &str = "text-primary-text underline-offset-4 hover:underline";

/// The movements, and those after them.
#[component]
pub(super) fn Entries(
    /// What was looked for.
    query: LedgerQuery,
    /// The first page.
    page: Page<LedgerEntry>,
) -> impl IntoView {
    let l = use_locale();
    if page.items.is_empty() {
        return view! { <Nothing narrowed=query != LedgerQuery::default() /> }.into_any();
    }
    let listing = Listing::new(page);
    let more = listing.on_more(move |after| rpc::list_ledger(LedgerQuery { cursor: Some(after), ..query.clone() }));
    view! {
        <Card flush=true class="min-w-0">
            <ul aria-label=td_string!(l, ledger.list) class="divide-y divide-line">
                <For each=move || listing.items.get() key=|entry| entry.id children=|entry| view! { <Item entry=entry /> } />
            </ul>
            <LoadMore cursor=listing.cursor busy=listing.busy on_more=more />
        </Card>
    }
    .into_any()
}

#[component]
fn Item(entry: LedgerEntry) -> impl IntoView {
    let l = use_locale();
    let of = |account: Account| {
        entry.postings.iter().find(|posting| posting.account == account).map_or(Coins::ZERO, |posting| posting.amount)
    };
    let (available, held) = (of(Account::Available), of(Account::Held));
    let (label, id, email) = (kind_label(l, entry.kind), entry.id.to_string(), entry.email.clone());
    let (at, when) = (entry.created_at.to_string(), date_time(l, entry.created_at));
    let (reason, kind) = (entry.reason.clone(), entry.kind.code());
    view! {
        <li data-transaction=id data-kind=kind>
            <details class="group/entry">
                <summary class="grid cursor-pointer list-none grid-cols-[1.25rem_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-1 px-5 py-4 text-sm hover:bg-sunken/60 lg:grid-cols-[1.25rem_minmax(0,1.6fr)_minmax(0,1.4fr)_9rem_9rem] [&::-webkit-details-marker]:hidden">
                    <span class="mt-0.5 text-muted transition-transform group-open/entry:rotate-90 rtl:group-open/entry:-rotate-90">
                        <Icon icon=i::LuChevronRight flip=true class="size-4.5" />
                    </span>
                    <span class="min-w-0">
                        <span class="block font-medium">{label}</span>
                        <time datetime=at class="block text-xs text-muted">{when}</time>
                        {reason.map(|reason| view! { <span class="block truncate text-xs text-muted">{reason}</span> })}
                    </span>
                    <span class="min-w-0 max-lg:order-last max-lg:col-span-2 max-lg:col-start-2">
                        <bdi dir="ltr" class="block truncate text-muted rtl:text-end">{email}</bdi>
                    </span>
                    <span class="figures text-end">
                        <span class="block font-medium">{change(l, available)}</span>
                        <span class="block text-xs text-muted">{td_string!(l, ledger.account_available)}</span>
                    </span>
                    <span class="figures text-end max-lg:hidden">
                        <span class="block">{change(l, held)}</span>
                        <span class="block text-xs text-muted">{td_string!(l, ledger.account_held)}</span>
                    </span>
                </summary>
                <Whole entry=entry />
            </details>
        </li>
    }
}

/// The postings, and what the movement belongs to.
#[component]
fn Whole(entry: LedgerEntry) -> impl IntoView {
    let l = use_locale();
    let fact = |name: &'static str, value: AnyView| {
        view! {
            <div class="min-w-0">
                <dt class="text-xs text-muted">{name}</dt>
                <dd class="flex min-w-0 flex-wrap items-center gap-x-2 wrap-anywhere">{value}</dd>
            </div>
        }
    };
    let code = |text: String| view! { <bdi dir="ltr" class="font-mono text-xs">{text}</bdi> };
    let person = entry.email.clone();
    let links = view! {
        <a href=format!("/admin/users?q={}", encoded(&person)) class=LINK>
            <bdi dir="ltr">{person.clone()}</bdi>
        </a>
        <a href=format!("/admin/ledger?q={}", encoded(&person)) class=LINK>{td_string!(l, ledger.all_of_person)}</a>
        <a href=format!("/admin/adjustments?person={}", encoded(&person)) class=LINK>{td_string!(l, ledger.adjust)}</a>
    };
    let run = entry.run_id.map(|run| {
        let value = view! {
            {code(run.to_string())}
            <a href=format!("/admin/attempts?q={run}") class=LINK>{td_string!(l, insight.run_attempts)}</a>
            <a href=format!("/admin/ledger?q={run}") class=LINK>{td_string!(l, ledger.same_run)}</a>
        };
        fact(td_string!(l, ledger.run), value.into_any())
    });
    let order = entry.order_id.map(|order| {
        let value = view! {
            {code(order.to_string())}
            <a href=format!("/admin/ledger?q={order}") class=LINK>{td_string!(l, ledger.same_order)}</a>
        };
        fact(td_string!(l, ledger.order), value.into_any())
    });
    let author = entry.author.clone().map(|author| fact(td_string!(l, ledger.author), code(author).into_any()));
    let reason = entry
        .reason
        .clone()
        .map(|reason| fact(td_string!(l, ledger.reason), view! { <span dir="auto">{reason}</span> }.into_any()));
    let id = entry.id.to_string();
    let transaction = view! {
        {code(id.clone())}
        <CopyButton text=id />
    };
    view! {
        <div class="grid gap-6 px-5 pb-5 ps-13 text-sm lg:grid-cols-2">
            <Postings postings=entry.postings />
            <dl class="flex flex-col gap-3">
                {fact(td_string!(l, ledger.person), links.into_any())}
                {run}
                {order}
                {author}
                {reason}
                {fact(td_string!(l, ledger.transaction), transaction.into_any())}
            </dl>
        </div>
    }
}

#[component]
fn Postings(postings: Vec<Posting>) -> impl IntoView {
    let l = use_locale();
    let line = |posting: Posting| {
        view! {
            <tr>
                <th scope="row" class="py-1.5 text-start font-normal">{account_label(l, posting.account)}</th>
                <td class="figures py-1.5 text-end">{change(l, posting.amount)}</td>
            </tr>
        }
    };
    view! {
        <table class="w-full max-w-sm self-start">
            <caption class="pb-1 text-start text-xs text-muted">{td_string!(l, ledger.postings)}</caption>
            <tbody class="divide-y divide-line">{postings.into_iter().map(line).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Nothing(narrowed: bool) -> impl IntoView {
    let l = use_locale();
    let content = if narrowed {
        view! {
            <Empty icon=i::LuSearchX title=td_string!(l, ledger.none_title) text=td_string!(l, ledger.none_body)>
                <LinkButton href="/admin/ledger">{td_string!(l, ledger.none_action)}</LinkButton>
            </Empty>
        }
        .into_any()
    } else {
        view! { <Empty icon=i::LuBookOpenText title=td_string!(l, ledger.empty_title) text=td_string!(l, ledger.empty_body) /> }.into_any()
    };
    view! { <Card flush=true>{content}</Card> }
}
