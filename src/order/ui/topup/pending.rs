//! How an order that made itself stands before it is paid.

use crate::{
    i18n::{cash, td_string, use_locale},
    kit::{Button, ButtonVariant, LinkButton, Tone, use_toasts},
    order::{
        model::OrderState,
        rpc,
        ui::{
            outcome::{Cancel, Standing},
            watch::Watch,
        },
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// The card is being charged, was refused, or its bank wants to see its person.
#[component]
pub(in crate::order::ui) fn Automatic(watch: Watch) -> impl IntoView {
    let l = use_locale();
    let how = Memo::new(move |_| watch.order.with(|order| (order.state == OrderState::Cancelled, order.by_hand)));
    move || {
        match how.get() {
        (true, _) => view! {
            <Standing tone=Tone::Neutral icon=Some(i::LuBan) title=td_string!(l, topup.declined_title) text=td_string!(l, topup.declined_body)>
                <LinkButton href="/app/wallet/auto" icon=i::LuRefreshCw>{td_string!(l, topup.to_page)}</LinkButton>
            </Standing>
        }
        .into_any(),
        (false, true) => view! {
            <Standing
                tone=Tone::Warning
                icon=Some(i::LuShieldAlert)
                title=td_string!(l, topup.by_hand_title)
                text=td_string!(l, topup.by_hand_body)
            >
                <Pay watch=watch />
                <Cancel watch=watch />
            </Standing>
        }
        .into_any(),
        (false, false) => view! {
            <Standing tone=Tone::Primary icon=None title=td_string!(l, topup.charging_title) text=td_string!(l, topup.charging_body) />
        }
        .into_any(),
    }
    }
}

/// Leads to the page on which it is paid.
#[component]
fn Pay(watch: Watch) -> impl IntoView {
    let (l, toasts, is_busy) = (use_locale(), use_toasts(), RwSignal::new(false));
    let amount = watch.order.with_untracked(|order| cash(l, order.total));
    let pay = move |_| {
        is_busy.set(true);
        let id = watch.order.with_untracked(|order| order.id);
        spawn_local(async move {
            match rpc::pay_order(id).await {
                Ok(placed) => match placed.redirect_url {
                    Some(url) => return drop(window().location().set_href(&url)),
                    None => watch.take(placed.order),
                },
                Err(error) => {
                    toasts.error(&error);
                    watch.look();
                }
            }
            let _ = is_busy.try_set(false);
        });
    };
    view! {
        <Button variant=ButtonVariant::Primary icon=i::LuCreditCard busy=is_busy on:click=pay attr:data-action="pay-order">
            {td_string!(l, topup.pay_now, amount = amount)}
        </Button>
    }
}
