//! The ways to pay that are open, as cards to choose from.

use super::desk::Desk;
use crate::{
    i18n::{Locale, td_string, use_locale},
    kit::Icon,
    order::{
        model::{Gateway, GatewayChoice},
        ui::word,
    },
};
use icondata as i;
use leptos::prelude::*;

/// Each with what it takes and how long it takes.
#[component]
pub(super) fn Ways(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let way = move |choice: GatewayChoice| {
        let gateway = choice.gateway;
        let (lead, time) = words(l, gateway);
        let currencies =
            choice.currencies.iter().map(|currency| word::currency(l, *currency)).collect::<Vec<_>>().join(" · ");
        view! {
            <label class="group relative flex cursor-pointer items-start gap-4 rounded-lg border border-line p-4 transition-colors hover:border-line-strong has-checked:border-primary has-checked:bg-primary-soft/60 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-primary">
                <input
                    type="radio"
                    name="gateway"
                    value=gateway.code()
                    class="peer sr-only"
                    checked=desk.gateway.get_untracked() == gateway
                    prop:checked=move || desk.gateway.get() == gateway
                    on:change=move |_| desk.choose(gateway)
                />
                <span class="inline-flex rounded-md bg-sunken p-2.5 text-muted group-has-checked:bg-surface group-has-checked:text-primary-text">
                    <Icon icon=word::sign(gateway) />
                </span>
                <span class="min-w-0 flex-1">
                    <span class="flex flex-wrap items-baseline gap-x-2">
                        <span class="font-medium">{word::gateway(l, gateway)}</span>
                        <span class="text-xs text-muted">{currencies}</span>
                    </span>
                    <span class="block text-sm text-muted">{lead}</span>
                    <span class="mt-1 flex items-center gap-1.5 text-xs text-muted">
                        <Icon icon=i::LuClock class="size-3.5" />
                        {time}
                    </span>
                </span>
                <span class="mt-0.5 inline-flex size-5 shrink-0 items-center justify-center rounded-full border border-line-strong text-on-primary peer-checked:border-primary peer-checked:bg-primary" aria-hidden="true">
                    <Icon icon=i::LuCheck class="size-3.5 opacity-0 group-has-checked:opacity-100" />
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="flex flex-col gap-3">
            <legend class="sr-only">{td_string!(l, order.how_to_pay)}</legend>
            {desk.choices.get_value().into_iter().map(way).collect_view()}
        </fieldset>
    }
}

/// What it is, and how long it takes.
fn words(l: Locale, gateway: Gateway) -> (&'static str, &'static str) {
    match gateway {
        Gateway::Zarinpal => (td_string!(l, order.zarinpal_lead), td_string!(l, order.at_once)),
        Gateway::Stripe => (td_string!(l, order.stripe_lead), td_string!(l, order.at_once)),
        Gateway::Card => (td_string!(l, order.card_lead), td_string!(l, order.after_review)),
    }
}
