//! Paying from card to card: where to, exactly how much, until when; and the receipt for it.

use super::{
    card_number::CardNumber,
    outcome::{Cancel, Standing},
    receipt::ReceiptForm,
    watch::{Countdown, Watch},
    word,
};
use crate::{
    i18n::{cash, count, td_string, use_locale},
    kernel::typed,
    kit::{Alert, Card, CopyButton, Icon, Tone},
    order::model::{CardPayment, Order, ReceiptState},
};
use icondata as i;
use leptos::prelude::*;

/// What is to be done, or what is being looked at.
#[component]
pub(super) fn Transfer(watch: Watch, receipt: ReceiptState) -> impl IntoView {
    let l = use_locale();
    let order = watch.order.get_untracked();
    let Some(card) = order.card.clone() else { return ().into_any() };
    match receipt {
        ReceiptState::Submitted => view! {
            <Standing tone=Tone::Accent icon=Some(i::LuEye) title=td_string!(l, order.submitted_title) text=td_string!(l, order.submitted_body) />
        }
        .into_any(),
        ReceiptState::Seconded => view! {
            <Standing tone=Tone::Accent icon=Some(i::LuEye) title=td_string!(l, order.seconded_title) text=td_string!(l, order.seconded_body) />
        }
        .into_any(),
        ReceiptState::Approved => view! {
            <Standing tone=Tone::Primary icon=None title=td_string!(l, order.paid_title) text=td_string!(l, order.paid_body) />
        }
        .into_any(),
        ReceiptState::Awaited | ReceiptState::Rejected => view! { <Waiting watch=watch order=order card=card /> }.into_any(),
    }
}

#[component]
fn Waiting(watch: Watch, order: Order, card: CardPayment) -> impl IntoView {
    let l = use_locale();
    let is_rejected = card.receipt == ReceiptState::Rejected;
    let (left, reason) = (card.tries_left, card.reason.clone());
    let refusal = is_rejected.then(|| {
        let tries = if left > 0 {
            td_string!(l, order.tries_left, number = count(l, left))
        } else {
            td_string!(l, order.no_tries_left).to_owned()
        };
        view! {
            <Alert tone=Tone::Danger title=td_string!(l, order.rejected_title)>
                <p class="wrap-anywhere" data-part="reason"><bdi>{reason}</bdi></p>
                <p class="mt-1">{tries}</p>
            </Alert>
        }
    });
    let where_to = (!is_rejected).then(|| view! { <WhereTo watch=watch order=order.clone() card=card.clone() /> });
    let form = (left > 0).then(|| {
        let title = if is_rejected { td_string!(l, order.send_again) } else { td_string!(l, order.step_receipt) };
        view! {
            <Card title=title lead=td_string!(l, order.step_receipt_lead).to_owned()>
                <ReceiptForm watch=watch />
            </Card>
        }
    });
    let again = is_rejected.then(|| {
        view! {
            <details class="group rounded-lg border border-line bg-surface shadow-low">
                <summary class="flex min-h-14 items-center justify-between gap-3 px-5 py-3 font-medium md:px-6">
                    {td_string!(l, order.show_card)}
                    <Icon icon=i::LuChevronDown class="size-5 text-muted transition-transform group-open:rotate-180" />
                </summary>
                <div class="px-5 pb-5 md:px-6 md:pb-6">
                    <Account order=order.clone() card=card.clone() />
                </div>
            </details>
        }
    });
    view! {
        {refusal}
        {where_to}
        {form}
        {again}
        <div class="flex justify-center">
            <Cancel watch=watch />
        </div>
    }
}

/// The first step: the transfer.
#[component]
fn WhereTo(watch: Watch, order: Order, card: CardPayment) -> impl IntoView {
    let l = use_locale();
    let (until, now) = (order.expires_at, watch.view.with_untracked(|view| view.now));
    let over = move |()| watch.look();
    let aside = move || {
        view! {
            <p class="flex items-center gap-2 rounded-full bg-sunken px-3 py-1 text-sm">
                <Icon icon=i::LuTimer class="size-4 text-muted" />
                <span class="text-muted">{td_string!(l, order.time_left)}</span>
                <Countdown until=until now=now on_end=Callback::new(over) />
            </p>
        }
    };
    view! {
        <Card title=td_string!(l, order.step_transfer) aside=aside>
            <Account order=order card=card />
        </Card>
    }
}

/// The card and the amount, each to be copied.
#[component]
fn Account(order: Order, card: CardPayment) -> impl IntoView {
    let l = use_locale();
    let total = order.total;
    view! {
        <div class="flex flex-col gap-4">
            <div class="rounded-lg bg-linear-to-br from-primary to-primary-hover p-5 text-on-primary">
                <div class="flex items-start justify-between gap-3 text-sm">
                    <span class="min-w-0 wrap-anywhere">{card.bank}</span>
                    <Icon icon=i::LuCreditCard class="size-6" />
                </div>
                <div class="mt-5 flex items-center justify-between gap-2">
                    <span class="sr-only">{td_string!(l, order.card_number)}</span>
                    <CardNumber number=card.number.clone() class="text-lg font-semibold sm:text-2xl" />
                    <span class="[&_button]:text-on-primary [&_button]:hover:bg-black/20">
                        <CopyButton text=card.number />
                    </span>
                </div>
                <p class="mt-4 text-sm wrap-anywhere">
                    <span class="sr-only">{td_string!(l, order.card_holder)}</span>
                    {card.holder}
                </p>
            </div>
            <dl class="divide-y divide-line rounded-lg border border-line">
                <Amount name=td_string!(l, order.in_rial) words=word::rial(l, total) text=total.amount_minor.to_string() strong=true />
                <Amount name=td_string!(l, order.in_toman) words=cash(l, total) text=typed::of_cash(total) />
            </dl>
            <Alert tone=Tone::Warning title=td_string!(l, order.exact_title)>{td_string!(l, order.exact_body)}</Alert>
        </div>
    }
}

#[component]
fn Amount(name: &'static str, words: String, text: String, #[prop(optional)] strong: bool) -> impl IntoView {
    let size = if strong { "text-lg font-bold" } else { "font-medium" };
    let part = if strong { "rial" } else { "toman" };
    view! {
        <div class="flex items-center justify-between gap-3 py-2 ps-4 pe-2">
            <dt class="text-sm text-muted">{name}</dt>
            <dd class="flex items-center gap-1">
                <bdi class=format!("figures {size}") data-part=part>{words}</bdi>
                <CopyButton text=text />
            </dd>
        </div>
    }
}
