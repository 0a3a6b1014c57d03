//! The wallet: what there is, what of it expires, and every movement that led there.

use super::{expiring::Expiring, transaction_list::TransactionList, word};
use crate::{
    billing::{
        journal::{TransactionQuery, WalletBoard},
        model::Balance,
        rpc::{get_wallet_board, list_transactions},
    },
    i18n::{coins, td_string, use_locale},
    kit::{
        ButtonSize, ButtonVariant, Card, Filters, LinkButton, Loaded, PageBody, PageHeader, Skeleton, SkeletonRows,
        Stat, Tone,
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// `/app/wallet?kind=&from=&to=`
#[component]
pub fn WalletPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let board = Resource::new(|| (), |()| get_wallet_board());
    let movements = Resource::new(
        move || query.get(),
        async |query| list_transactions(query.clone()).await.map(|page| (query, page)),
    );
    view! {
        <PageBody class="max-w-5xl">
            <PageHeader title=td_string!(l, billing.wallet_title) lead=td_string!(l, billing.wallet_lead)>
                <LinkButton href="/app/usage" size=ButtonSize::Small icon=i::LuChartColumn>{td_string!(l, usage.title)}</LinkButton>
                <LinkButton href="/app/redeem" size=ButtonSize::Small icon=i::LuGift>{td_string!(l, billing.redeem)}</LinkButton>
                <LinkButton href="/pricing" external=true variant=ButtonVariant::Primary size=ButtonSize::Small icon=i::LuCoins class="max-sm:order-first">{td_string!(l, billing.buy)}</LinkButton>
            </PageHeader>
            <Loaded resource=board skeleton=Shape let:board>
                <Board board=board />
            </Loaded>
            <Loaded resource=movements skeleton=Rows let:found>
                <TransactionList query=found.0 first=found.1 />
            </Loaded>
        </PageBody>
    }
}

fn read(address: &ParamsMap) -> TransactionQuery {
    let text = |name: &str| address.get(name).unwrap_or_default().trim().to_owned();
    TransactionQuery { kind: text("kind"), from: text("from"), to: text("to"), limit: None, cursor: None }
}

#[component]
fn Board(board: WalletBoard) -> impl IntoView {
    let l = use_locale();
    let WalletBoard { wallet, lots, today, auto } = board;
    let filters = word::filters(l, today).to_vec();
    view! {
        <Balances balance=wallet.balance />
        {auto.then(|| view! {
            <LinkButton href="/app/wallet/auto" size=ButtonSize::Small icon=i::LuRefreshCw class="self-start" attr:data-action="auto-top-up">
                {td_string!(l, billing.auto)}
            </LinkButton>
        })}
        <Expiring lots=lots order=wallet.spend_order />
        <Filters action="/app/wallet" filters=filters class="[&>:first-child]:col-span-2 lg:grid-cols-4" />
    }
}

#[component]
fn Balances(balance: Balance) -> impl IntoView {
    let l = use_locale();
    let owed = (balance.owed.milli > 0).then(|| {
        view! {
            <Stat
                label=td_string!(l, billing.owed)
                value=coins(l, balance.owed)
                hint=td_string!(l, billing.owed_hint)
                icon=i::LuTriangleAlert
                tone=Tone::Danger
            />
        }
    });
    view! {
        <div class="grid gap-4 sm:grid-cols-2 has-[>:nth-child(3)]:lg:grid-cols-3">
            <Stat
                label=td_string!(l, billing.available)
                value=coins(l, balance.available)
                hint=td_string!(l, billing.available_hint)
                icon=i::LuCoins
            />
            <Stat
                label=td_string!(l, billing.held)
                value=coins(l, balance.held)
                hint=td_string!(l, billing.held_hint)
                icon=i::LuHourglass
                tone=Tone::Warning
            />
            {owed}
        </div>
    }
}

/// The page's shape until it is there.
#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="grid gap-4 sm:grid-cols-2">
            <Skeleton class="h-32 rounded-lg" />
            <Skeleton class="h-32 rounded-lg" />
        </div>
        <Skeleton class="h-44 rounded-lg" />
        <Skeleton class="h-12 rounded-lg" />
    }
}

#[component]
fn Rows() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=8 />
        </Card>
    }
}
