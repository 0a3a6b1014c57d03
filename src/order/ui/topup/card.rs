//! The card that pays.

use crate::{
    i18n::{digits, td_string, use_locale},
    kit::{Button, ButtonVariant, Card, Confirm, Icon, use_toasts},
    order::{
        rpc::{remove_card, set_up_card},
        topup::SavedCard,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

#[component]
pub(super) fn CardPart(card: Option<SavedCard>, on_changed: Callback<()>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (is_busy, is_asking) = (RwSignal::new(false), RwSignal::new(false));
    let give = move |_| {
        is_busy.set(true);
        spawn_local(async move {
            match set_up_card().await {
                Ok(page) => drop(window().location().set_href(&page.url)),
                Err(error) => {
                    let _ = is_busy.try_set(false);
                    toasts.error(&error);
                }
            }
        });
    };
    let remove = move |()| {
        is_busy.set(true);
        spawn_local(async move {
            let removed = remove_card().await;
            let _ = is_busy.try_set(false);
            match removed {
                Ok(()) => toasts.success(td_string!(l, topup.card_removed)),
                Err(error) => toasts.error(&error),
            }
            on_changed.run(());
        });
    };
    let content = match card {
        Some(card) => view! {
            <div class="flex flex-wrap items-center justify-between gap-4">
                <Face card=card />
                <div class="flex flex-wrap gap-3">
                    <Button busy=is_busy on:click=give attr:data-action="replace-card">{td_string!(l, topup.card_replace)}</Button>
                    <Button variant=ButtonVariant::Ghost busy=is_busy on:click=move |_| is_asking.set(true) attr:data-action="remove-card">
                        {td_string!(l, topup.card_remove)}
                    </Button>
                </div>
            </div>
            <Confirm
                open=is_asking
                id="remove-card"
                title=td_string!(l, topup.card_remove)
                text=td_string!(l, topup.card_remove_text)
                action=td_string!(l, topup.card_remove)
                on_confirm=remove
            />
        }
        .into_any(),
        None => view! {
            <div class="flex flex-wrap items-center justify-between gap-4">
                <p class="text-sm text-muted">{td_string!(l, topup.card_none)}</p>
                <Button variant=ButtonVariant::Primary icon=i::LuCreditCard busy=is_busy on:click=give attr:data-action="add-card">
                    {td_string!(l, topup.card_add)}
                </Button>
            </div>
        }
        .into_any(),
    };
    view! { <Card title=td_string!(l, topup.card) lead=td_string!(l, topup.card_lead)>{content}</Card> }
}

#[component]
fn Face(card: SavedCard) -> impl IntoView {
    let l = use_locale();
    let mut brand = card.brand;
    if let Some(first) = brand.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let name = td_string!(l, topup.card_name, brand = brand, last4 = digits(l, &card.last4));
    let (month, year) = (digits(l, &format!("{:02}", card.exp_month)), digits(l, &card.exp_year.to_string()));
    let until = td_string!(l, topup.card_until, month = month, year = year);
    view! {
        <div class="flex min-w-0 items-center gap-3">
            <span class="inline-flex rounded-md bg-sunken p-2.5 text-muted">
                <Icon icon=i::LuCreditCard class="size-5" />
            </span>
            <div class="min-w-0">
                <p class="font-medium" data-part="card">{name}</p>
                <p class="text-sm text-muted">{until}</p>
            </div>
        </div>
    }
}
