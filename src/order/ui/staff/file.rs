//! The facts of an order.

use super::order_page::Desk;
use crate::{
    i18n::{date_time, td_string, use_locale},
    kit::{Card, CopyButton},
    order::{
        staff::OrderFile,
        ui::{
            bill::Bill,
            card_number::CardNumber,
            word::{self, LINK},
        },
    },
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// What was bought, by whom, and what the gateway calls it.
#[component]
pub(super) fn Facts(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let file = Memo::new(move |_| desk.file.get());
    view! {
        <Card title=td_string!(l, order.facts)>
            {move || {
                let file = file.get();
                view! {
                    <Bill order=file.order.order.clone() />
                    <List file=file />
                }
            }}
        </Card>
    }
}

#[component]
fn List(file: OrderFile) -> impl IntoView {
    let l = use_locale();
    let order = file.order.order;
    let code = |text: String| {
        view! {
            <span class="flex min-w-0 items-center gap-1">
                <bdi dir="ltr" class="min-w-0 font-mono text-xs wrap-anywhere">{text.clone()}</bdi>
                <CopyButton text=text />
            </span>
        }
    };
    let at = |at: crate::kernel::Instant| view! { <time datetime=at.to_string()>{date_time(l, at)}</time> };
    let person = ParamsMap::from_iter([("q", file.order.email.clone())]).to_query_string();
    let card = order.card.clone().map(|card| {
        view! {
            <span class="block"><CardNumber number=card.number /></span>
            <span class="block text-xs text-muted">{card.holder} " · " {card.bank}</span>
        }
    });
    view! {
        <dl class="mt-5 grid gap-x-6 gap-y-5 border-t border-line pt-5 sm:grid-cols-2">
            {fact(td_string!(l, order.person), view! { <a href=format!("/admin/users{person}") class=LINK><bdi dir="ltr">{file.order.email}</bdi></a> })}
            {fact(td_string!(l, order.gateway), word::gateway(l, order.gateway))}
            {order.automatic.then(|| fact(td_string!(l, order.automatic), td_string!(l, order.automatic_yes)))}
            {fact(td_string!(l, order.number), code(order.id.to_string()))}
            {order.reference.map(|text| fact(td_string!(l, order.reference), code(text)))}
            {file.gateway_ref.map(|text| fact(td_string!(l, order.gateway_ref), code(text)))}
            {file.payment_ref.map(|text| fact(td_string!(l, order.payment_ref), code(text)))}
            {file.payer_card.map(|text| fact(td_string!(l, order.payer_card), view! { <bdi dir="ltr" class="font-mono text-xs">{text}</bdi> }))}
            {card.map(|card| fact(td_string!(l, order.paid_to), card))}
            {order.paid_at.map(|paid| fact(td_string!(l, order.paid_at), at(paid)))}
            {order.state.is_open().then(|| fact(td_string!(l, order.expires_at), at(order.expires_at)))}
        </dl>
    }
}

/// A name and what it names.
fn fact(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="min-w-0">
            <dt class="text-xs text-muted">{name}</dt>
            <dd class="mt-0.5 min-w-0 text-sm wrap-anywhere">{value.into_any()}</dd>
        </div>
    }
    .into_any()
}
