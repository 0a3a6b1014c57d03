//! Coins that expire, and which coins are spent first.

use super::word::source_label;
use crate::{
    billing::{
        model::{Lot, SpendOrder, WalletChange},
        rpc::change_wallet,
    },
    i18n::{coins_in_words, date, date_time, td_string, use_locale},
    kit::{Badge, Card, Choice, Choices, Icon, use_toasts},
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// What expires, when and from what; and the choice.
#[component]
pub(super) fn Expiring(
    /// The ones that expire first come first.
    lots: Vec<Lot>,
    /// The choice so far.
    order: SpendOrder,
) -> impl IntoView {
    let l = use_locale();
    let content = if lots.is_empty() {
        view! {
            <p class="flex items-center gap-3 text-sm text-muted">
                <Icon icon=i::LuInfinity class="size-5" />
                {td_string!(l, billing.lots_empty)}
            </p>
        }
        .into_any()
    } else {
        view! {
            <ul aria-label=td_string!(l, billing.lots_list) class="divide-y divide-line">
                {lots.into_iter().map(|lot| view! { <Item lot=lot /> }).collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <Card title=td_string!(l, billing.lots_title) lead=td_string!(l, billing.lots_lead)>
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
                <div class="min-w-0">{content}</div>
                <Order order=order />
            </div>
        </Card>
    }
}

#[component]
fn Item(lot: Lot) -> impl IntoView {
    let l = use_locale();
    let until = td_string!(l, billing.lot_until, day = date(l, lot.expires_at));
    let left =
        td_string!(l, billing.lot_left, left = coins_in_words(l, lot.left), amount = coins_in_words(l, lot.amount));
    let order = lot.order_id.map(|order| {
        view! {
            <a href=format!("/app/orders/{order}") class="text-primary-text underline-offset-4 hover:underline">
                {td_string!(l, billing.order)}
            </a>
        }
    });
    view! {
        <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3 first:pt-0 last:pb-0" data-lot=lot.id.to_string()>
            <div class="min-w-0">
                <p class="figures font-medium">{left}</p>
                <p class="flex flex-wrap gap-x-3 text-xs text-muted">
                    <time datetime=lot.expires_at.to_string() title=date_time(l, lot.expires_at)>{until}</time>
                    {order}
                </p>
            </div>
            <Badge>{source_label(l, lot.source)}</Badge>
        </li>
    }
}

/// Which coins are spent first.
#[component]
fn Order(order: SpendOrder) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let choose = Callback::new(move |(value,): (String,)| {
        let Ok(spend_order) = value.parse() else { return };
        spawn_local(async move {
            match change_wallet(WalletChange { spend_order }).await {
                Ok(_) => toasts.success(td_string!(l, billing.order_saved)),
                Err(error) => toasts.error(&error),
            }
        });
    });
    let choice =
        |order: SpendOrder, label: &str| Choice { value: order.code().to_owned(), label: label.to_owned(), icon: None };
    let options = vec![
        choice(SpendOrder::QuotaFirst, td_string!(l, billing.quota_first)),
        choice(SpendOrder::WalletFirst, td_string!(l, billing.wallet_first)),
    ];
    view! {
        <div class="flex flex-col gap-2">
            <Choices name="spend_order" label=td_string!(l, billing.spend_order) options=options initial=order.code() on_change=choose />
            <p class="text-xs text-muted">{td_string!(l, billing.spend_order_hint)}</p>
        </div>
    }
}
