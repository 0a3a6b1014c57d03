//! The movements of a wallet.

use crate::{
    billing::{
        model::{Transaction, TransactionKind},
        rpc::list_transactions,
    },
    i18n::{Locale, coins, coins_in_words, date_time, td_string, use_locale},
    kernel::{Coins, Page, PageQuery},
    kit::{ButtonVariant, Card, Cell, Column, Empty, LinkButton, Listing, LoadMore, Table},
};
use leptos::prelude::*;

/// A table of movements that grows by a page at a time.
#[component]
pub fn TransactionList(
    /// Its first page.
    first: Page<Transaction>,
) -> impl IntoView {
    let l = use_locale();
    let is_empty = first.items.is_empty();
    let list = Listing::new(first);
    let more = list.on_more(|cursor| list_transactions(PageQuery { limit: None, cursor: Some(cursor) }));
    view! {
        <Card title=td_string!(l, billing.transactions) flush=true>
            {if is_empty {
                view! { <Nothing /> }.into_any()
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
    let note = note(l, &transaction);
    let (at, words) = (transaction.created_at.to_string(), date_time(l, transaction.created_at));
    let shown = words.clone();
    view! {
        <tr>
            <Cell>
                <span class="block font-medium">{kind_label(l, transaction.kind)}</span>
                {note.map(|note| view! { <span class="block text-xs text-muted">{note}</span> })}
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

#[component]
fn Nothing() -> impl IntoView {
    let l = use_locale();
    view! {
        <Empty icon=icondata::LuReceiptText title=td_string!(l, billing.empty_title) text=td_string!(l, billing.empty_body)>
            <LinkButton href="/app/chat" variant=ButtonVariant::Primary>{td_string!(l, billing.empty_action)}</LinkButton>
        </Empty>
    }
}

fn kind_label(l: Locale, kind: TransactionKind) -> &'static str {
    match kind {
        TransactionKind::SignupGrant => td_string!(l, billing.kind_signup_grant),
        TransactionKind::Hold => td_string!(l, billing.kind_hold),
        TransactionKind::Settle => td_string!(l, billing.kind_settle),
        TransactionKind::Release => td_string!(l, billing.kind_release),
        TransactionKind::Expiry => td_string!(l, billing.kind_expiry),
        TransactionKind::Redeem => td_string!(l, billing.kind_redeem),
    }
}

/// What is not seen at once from the two changes: what a settled run took from both together.
fn note(l: Locale, transaction: &Transaction) -> Option<String> {
    match transaction.kind {
        TransactionKind::Settle => {
            let paid = transaction.available.milli.saturating_add(transaction.held.milli).saturating_neg();
            Some(td_string!(l, billing.note_settle, coins = coins_in_words(l, Coins::from_milli(paid))))
        }
        TransactionKind::Release => Some(td_string!(l, billing.note_release).to_owned()),
        TransactionKind::SignupGrant | TransactionKind::Hold | TransactionKind::Expiry | TransactionKind::Redeem => {
            None
        }
    }
}

/// A change with its sign, which stands before the digits in both languages.
fn change(l: Locale, amount: Coins) -> impl IntoView + use<> {
    let sign = if amount > Coins::ZERO { "+" } else { "" };
    view! { <bdi dir="ltr">{format!("{sign}{}", coins(l, amount))}</bdi> }
}
