//! The movements of a wallet.

use super::word::{change, kind_label};
use crate::{
    billing::{
        journal::TransactionQuery,
        model::{Transaction, TransactionKind},
        rpc::list_transactions,
    },
    i18n::{Locale, coins_in_words, date_time, td_string, use_locale},
    kernel::{Coins, Page},
    kit::{ButtonSize, ButtonVariant, Card, Cell, Column, Empty, LinkButton, Listing, LoadMore, Table},
};
use leptos::prelude::*;

/// A table of movements that grows by a page at a time.
#[component]
pub fn TransactionList(
    /// What they are narrowed to.
    query: TransactionQuery,
    /// Its first page.
    first: Page<Transaction>,
) -> impl IntoView {
    let l = use_locale();
    let (is_empty, is_narrowed) = (first.items.is_empty(), query != TransactionQuery::default());
    let list = Listing::new(first);
    let table = format!("/api/v1/billing/transactions.csv{}", query.address());
    let more =
        list.on_more(move |cursor| list_transactions(TransactionQuery { cursor: Some(cursor), ..query.clone() }));
    let download = move || {
        view! {
            <LinkButton
                href=table
                external=true
                size=ButtonSize::Small
                icon=icondata::LuDownload
                attr:download=""
                attr:data-action="csv"
            >
                {td_string!(l, billing.download)}
            </LinkButton>
        }
    };
    view! {
        <Card title=td_string!(l, billing.transactions) aside=download flush=true>
            {if is_empty {
                view! { <Nothing narrowed=is_narrowed /> }.into_any()
            } else {
                view! {
                    // On phones the time stands under the kind, and what is set aside stays with the note.
                    <div class="max-md:[&_table]:min-w-0 max-md:[&_th:nth-child(n+3)]:hidden">
                        <Table caption=td_string!(l, billing.transactions_table) columns=columns(l)>
                            <For each=move || list.items.get() key=|row| row.id let:row>
                                <TransactionRow transaction=row />
                            </For>
                        </Table>
                    </div>
                    <LoadMore cursor=list.cursor busy=list.busy on_more=more />
                }
                .into_any()
            }}
        </Card>
    }
}

fn columns(l: Locale) -> Vec<Column> {
    vec![
        Column::text(td_string!(l, billing.column_kind)),
        Column::number(td_string!(l, billing.column_available)),
        Column::number(td_string!(l, billing.column_held)),
        Column::number(td_string!(l, billing.column_time)),
    ]
}

#[component]
fn TransactionRow(transaction: Transaction) -> impl IntoView {
    let l = use_locale();
    let notes = notes(l, &transaction);
    let notes =
        notes.into_iter().map(|note| view! { <span class="block text-xs text-muted wrap-anywhere">{note}</span> });
    let notes = notes.collect_view();
    let (at, words) = (transaction.created_at.to_string(), date_time(l, transaction.created_at));
    let (shown, kind, what) = (words.clone(), transaction.kind.code(), transaction.clone());
    view! {
        <tr data-kind=kind>
            <Cell>
                <What transaction=what />
                {notes}
                <span class="block text-xs text-muted md:hidden">{shown}</span>
            </Cell>
            <Cell number=true class="font-medium">{change(l, transaction.available)}</Cell>
            <Cell number=true class="text-muted max-md:hidden">{change(l, transaction.held)}</Cell>
            <Cell number=true class="text-muted max-md:hidden">
                <time datetime=at>{words}</time>
            </Cell>
        </tr>
    }
}

/// The kind, which leads to the run or the order it was for.
#[component]
fn What(transaction: Transaction) -> impl IntoView {
    let label = kind_label(use_locale(), transaction.kind);
    let page = match (transaction.run_id, transaction.order_id) {
        (Some(run), _) => format!("/app/runs/{run}"),
        (None, Some(order)) => format!("/app/orders/{order}"),
        (None, None) => return view! { <span class="block font-medium">{label}</span> }.into_any(),
    };
    view! { <a href=page class="block font-medium hover:text-primary-text hover:underline">{label}</a> }.into_any()
}

#[component]
fn Nothing(narrowed: bool) -> impl IntoView {
    let l = use_locale();
    if narrowed {
        return view! {
            <Empty icon=icondata::LuSearchX title=td_string!(l, billing.none_title) text=td_string!(l, billing.none_body)>
                <LinkButton href="/app/wallet">{td_string!(l, billing.none_action)}</LinkButton>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty icon=icondata::LuReceiptText title=td_string!(l, billing.empty_title) text=td_string!(l, billing.empty_body)>
            <LinkButton href="/app/chat" variant=ButtonVariant::Primary>{td_string!(l, billing.empty_action)}</LinkButton>
        </Empty>
    }
    .into_any()
}

/// What is not seen at once from the two changes: what a settled run took from both together, what is owed, and why.
fn notes(l: Locale, transaction: &Transaction) -> Vec<String> {
    let owed = transaction.owed.milli;
    let first = match transaction.kind {
        TransactionKind::Settle => {
            let moved = transaction.available.milli.saturating_add(transaction.held.milli).saturating_neg();
            // What paid a debt is told in its own line.
            let paid = moved.saturating_add(owed.min(0));
            Some(td_string!(l, billing.note_settle, coins = coins_in_words(l, Coins::from_milli(paid))))
        }
        TransactionKind::Release => Some(td_string!(l, billing.note_release).to_owned()),
        _ => transaction.reason.clone(),
    };
    let words = coins_in_words(l, Coins::from_milli(owed.saturating_abs()));
    let debt = match owed {
        0 => None,
        1.. => Some(td_string!(l, billing.note_owed, coins = words)),
        _ if transaction.kind == TransactionKind::DebtForgiven => {
            Some(td_string!(l, billing.note_forgiven, coins = words))
        }
        _ => Some(td_string!(l, billing.note_repaid, coins = words)),
    };
    first.into_iter().chain(debt).collect()
}
