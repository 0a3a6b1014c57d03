//! The receipts of a card-to-card payment: each picture beside what it has to show.

use super::{order_page::Desk, review::Decision};
use crate::{
    i18n::{cash, date_time, td_string, use_locale},
    kernel::id::ReceiptId,
    kit::{Alert, Badge, Card, Dialog, Empty, Icon, Tone},
    order::{
        model::ReceiptState,
        staff::Receipt,
        ui::{
            card_number::CardNumber,
            word::{self, LINK},
        },
    },
};
use icondata as i;
use leptos::prelude::*;

/// The newest receipt with the decision, and those before it.
#[component]
pub(super) fn Receipts(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let (is_large, large) = (RwSignal::new(false), RwSignal::new(None::<ReceiptId>));
    let known = Memo::new(move |_| {
        desk.file.with(|file| (file.order.order.card.as_ref().map(|card| card.receipt), file.receipts.clone()))
    });
    let content = move || {
        let (state, receipts) = known.get();
        let waits = matches!(state, Some(ReceiptState::Submitted | ReceiptState::Seconded));
        let mut receipts = receipts.into_iter();
        let Some(first) = receipts.next() else {
            return view! { <Empty icon=i::LuImage title=td_string!(l, order.no_receipt_title) text=td_string!(l, order.no_receipt_body) /> }.into_any();
        };
        let enlarge = move |id: ReceiptId| {
            large.set(Some(id));
            is_large.set(true);
        };
        view! {
            <div class="flex flex-col divide-y divide-line">
                <Proof desk=desk receipt=first waits=waits on_enlarge=Callback::from(enlarge) />
                {receipts.map(|receipt| view! { <Proof desk=desk receipt=receipt waits=false on_enlarge=Callback::from(enlarge) /> }).collect_view()}
            </div>
        }
        .into_any()
    };
    view! {
        <Card title=td_string!(l, order.receipts) flush=true class="min-w-0">{content}</Card>
        <Dialog open=is_large id="receipt" title=td_string!(l, order.receipt_picture) class="max-w-4xl">
            {move || large.get().map(|id| view! {
                <img src=address(id) alt=td_string!(l, order.receipt_picture) class="mx-auto h-auto max-w-full rounded-md" />
            })}
        </Dialog>
    }
}

fn address(id: ReceiptId) -> String {
    format!("/api/v1/admin/receipts/{id}/image")
}

#[component]
fn Proof(desk: Desk, receipt: Receipt, waits: bool, on_enlarge: Callback<(ReceiptId,)>) -> impl IntoView {
    let l = use_locale();
    let id = receipt.id;
    let order = desk.file.with_untracked(|file| file.order.order.clone());
    let card = order.card.clone().map(|card| {
        view! {
            <dt class="text-muted">{td_string!(l, order.paid_to)}</dt>
            <dd>
                <CardNumber number=card.number />
                <span class="block text-xs text-muted">{card.holder}</span>
            </dd>
        }
    });
    let said = |name: &'static str, text: Option<String>| {
        text.map(|text| {
            view! {
                <dt class="text-muted">{name}</dt>
                <dd><bdi dir="ltr" class="font-mono text-xs">{text}</bdi></dd>
            }
        })
    };
    let note = receipt.note.map(|note| {
        view! {
            <dt class="text-muted">{td_string!(l, order.note)}</dt>
            <dd class="wrap-anywhere"><bdi>{note}</bdi></dd>
        }
    });
    let amount = waits.then(|| {
        view! {
            <dt class="text-muted">{td_string!(l, order.must_show)}</dt>
            <dd>
                <bdi class="figures block text-lg font-bold">{word::rial(l, order.total)}</bdi>
                <bdi class="figures block text-xs text-muted">{cash(l, order.total)}</bdi>
            </dd>
        }
    });
    let alike = receipt.alike;
    let warning = (!alike.is_empty()).then(|| {
        let link = |other: crate::kernel::id::OrderId| {
            let text = other.to_string();
            let short = text.get(text.len().saturating_sub(8)..).unwrap_or(&text).to_uppercase();
            view! { <li><a href=format!("/admin/orders/{other}") class="font-mono text-xs underline underline-offset-4"><bdi dir="ltr">{short}</bdi></a></li> }
        };
        view! {
            <Alert tone=Tone::Warning title=td_string!(l, order.alike_title)>
                <p>{td_string!(l, order.alike_body)}</p>
                <ul class="mt-1 flex flex-wrap gap-x-4 gap-y-1" data-part="alike">{alike.into_iter().map(link).collect_view()}</ul>
            </Alert>
        }
    });
    view! {
        <article class="grid gap-5 px-5 py-5 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)] md:px-6" data-receipt=id.to_string()>
            <button
                type="button"
                class="group relative self-start overflow-hidden rounded-md border border-line bg-sunken"
                aria-label=td_string!(l, order.enlarge)
                on:click=move |_| on_enlarge.run((id,))
            >
                <img src=address(id) alt=td_string!(l, order.receipt_picture) loading="lazy" class="max-h-96 w-full object-contain" />
                <span class="absolute end-2 bottom-2 inline-flex rounded-md bg-surface p-1.5 text-muted shadow-low group-hover:text-text">
                    <Icon icon=i::LuZoomIn class="size-4.5" />
                </span>
            </button>
            <div class="flex min-w-0 flex-col gap-4">
                <div class="flex flex-wrap items-center gap-2 text-xs text-muted">
                    <time datetime=receipt.created_at.to_string()>{date_time(l, receipt.created_at)}</time>
                    {(!waits).then(|| view! { <Badge>{td_string!(l, order.receipt_old)}</Badge> })}
                </div>
                {warning}
                <dl class="grid grid-cols-1 gap-x-6 gap-y-0.5 text-sm max-sm:[&>dd]:mb-3 sm:grid-cols-[auto_minmax(0,1fr)] sm:gap-y-3">
                    {amount}
                    {card}
                    {said(td_string!(l, order.tracking), receipt.tracking)}
                    {said(td_string!(l, order.last4), receipt.last4)}
                    {note}
                </dl>
                {waits.then(|| view! { <Decision desk=desk /> })}
                <a href=address(id) target="_blank" rel="external noopener" class=format!("self-start text-xs {LINK}")>{td_string!(l, order.open_picture)}</a>
            </div>
        </article>
    }
}
