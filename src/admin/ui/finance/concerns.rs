//! What needs a human, with the way to its order.

use super::money::gateway_words;
use crate::{
    admin::finance::{Concern, ConcernKind, Reconciliation},
    i18n::{Locale, cash, count, date_time, td_string, use_locale},
    kit::{Alert, Badge, Card, Tone},
};
use leptos::prelude::*;

/// A list, or a line that says that all is well.
#[component]
pub(super) fn Concerns(found: Reconciliation) -> impl IntoView {
    let l = use_locale();
    if found.items.is_empty() {
        return view! { <Alert tone=Tone::Success>{td_string!(l, finance.all_well)}</Alert> }.into_any();
    }
    let title =
        td_string!(l, finance.concerns, number = count(l, i64::try_from(found.items.len()).unwrap_or(i64::MAX)));
    let items = found.items.into_iter().map(|concern| view! { <Item concern=concern /> }).collect_view();
    view! {
        <Card title=title lead=td_string!(l, finance.concerns_lead) flush=true class="min-w-0">
            <ul class="divide-y divide-line border-t border-line">{items}</ul>
        </Card>
    }
    .into_any()
}

#[component]
fn Item(concern: Concern) -> impl IntoView {
    let l = use_locale();
    let Concern { kind, order_id, email, gateway, amount, detail, since } = concern;
    let (words, tone) = words(l, kind);
    let gateway = gateway.parse().map_or(gateway, |known| gateway_words(l, known).to_owned());
    let way = order_id.map(|order| {
        view! {
            <a href=format!("/admin/orders/{order}") class="text-sm font-medium text-primary-text hover:underline">
                {td_string!(l, finance.to_order)}
            </a>
        }
    });
    view! {
        <li class="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-5 py-4 text-sm" data-concern="">
            <div class="min-w-0 flex-1 basis-60">
                <p class="flex flex-wrap items-center gap-2">
                    <Badge tone=tone>{words}</Badge>
                    <span class="text-xs text-muted">{gateway}</span>
                </p>
                {email.map(|email| view! { <bdi dir="ltr" class="mt-1 block truncate rtl:text-end">{email}</bdi> })}
                {detail.map(|detail| view! { <p class="mt-1 text-xs wrap-break-word text-muted"><bdi>{detail}</bdi></p> })}
            </div>
            <div class="flex flex-col gap-1 text-end">
                {amount.map(|amount| view! { <span class="figures font-medium">{cash(l, amount)}</span> })}
                <time datetime=since.to_string() class="text-xs text-muted">{date_time(l, since)}</time>
                {way}
            </div>
        </li>
    }
}

fn words(l: Locale, kind: ConcernKind) -> (&'static str, Tone) {
    match kind {
        ConcernKind::Problem => (td_string!(l, finance.concern_problem), Tone::Danger),
        ConcernKind::Refund => (td_string!(l, finance.concern_refund), Tone::Warning),
        ConcernKind::Delivery => (td_string!(l, finance.concern_delivery), Tone::Danger),
        ConcernKind::Dispute => (td_string!(l, finance.concern_dispute), Tone::Warning),
        ConcernKind::Event => (td_string!(l, finance.concern_event), Tone::Neutral),
    }
}
