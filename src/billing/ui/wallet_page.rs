//! The wallet: what there is, and every movement that led there.

use super::transaction_list::TransactionList;
use crate::{
    billing::{
        model::{Balance, Transaction},
        rpc::{get_balance, list_transactions},
    },
    i18n::{coins, td_string, use_locale},
    kernel::{AppError, Page, PageQuery},
    kit::{ButtonSize, ButtonVariant, LinkButton, Loaded, PageBody, PageHeader, Skeleton, SkeletonRows, Stat, Tone},
};
use futures::future::try_join;
use icondata as i;
use leptos::prelude::*;

/// `/app/wallet`.
#[component]
pub fn WalletPage() -> impl IntoView {
    let l = use_locale();
    let wallet = Resource::new(|| (), |()| load());
    view! {
        <PageBody class="max-w-5xl">
            <PageHeader title=td_string!(l, billing.wallet_title) lead=td_string!(l, billing.wallet_lead)>
                <LinkButton href="/app/usage" size=ButtonSize::Small icon=i::LuChartColumn>{td_string!(l, usage.title)}</LinkButton>
                <LinkButton href="/app/redeem" size=ButtonSize::Small icon=i::LuGift>{td_string!(l, billing.redeem)}</LinkButton>
                <LinkButton href="/pricing" external=true variant=ButtonVariant::Primary size=ButtonSize::Small icon=i::LuCoins>{td_string!(l, billing.buy)}</LinkButton>
            </PageHeader>
            <Loaded resource=wallet skeleton=Shape let:wallet>
                <Balances balance=wallet.0 />
                <TransactionList first=wallet.1 />
            </Loaded>
        </PageBody>
    }
}

async fn load() -> Result<(Balance, Page<Transaction>), AppError> {
    try_join(get_balance(), list_transactions(PageQuery::default())).await
}

#[component]
fn Balances(balance: Balance) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="grid gap-4 sm:grid-cols-2">
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
        <SkeletonRows rows=8 />
    }
}
