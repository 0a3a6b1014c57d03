//! Documents in words.

use crate::{
    i18n::{Locale, cash, count, td_string, use_locale},
    invoice::model::{InvoiceEntry, InvoiceKind},
    kernel::{Cash, Currency},
    kit::{Badge, ButtonSize, LinkButton, Tone},
};
use leptos::prelude::*;

/// What a document is.
pub fn kind_words(l: Locale, kind: InvoiceKind) -> &'static str {
    match kind {
        InvoiceKind::Invoice => td_string!(l, invoice.kind_invoice),
        InvoiceKind::CreditNote => td_string!(l, invoice.kind_credit_note),
        InvoiceKind::Reversal => td_string!(l, invoice.kind_reversal),
    }
}

/// The number of a document, which leads to its page to print.
#[component]
pub(super) fn Number(entry: InvoiceEntry) -> impl IntoView {
    view! {
        <a href=address(&entry) rel="external" class="font-medium whitespace-nowrap hover:text-primary-text hover:underline">
            <bdi dir="ltr">{entry.number.clone()}</bdi>
        </a>
    }
}

/// What it is, and which document it corrects.
#[component]
pub(super) fn Kind(entry: InvoiceEntry) -> impl IntoView {
    let l = use_locale();
    let tone = match entry.kind {
        InvoiceKind::Invoice => Tone::Success,
        InvoiceKind::CreditNote => Tone::Warning,
        InvoiceKind::Reversal => Tone::Neutral,
    };
    let corrects = entry.corrects.map(|number| {
        let number = format!("\u{2068}{number}\u{2069}");
        view! { <span class="mt-1 block text-xs text-muted">{td_string!(l, invoice.for_number, number = number)}</span> }
    });
    view! {
        <Badge tone=tone>{kind_words(l, entry.kind)}</Badge>
        {corrects}
    }
}

/// An amount as people say it; rial in small under its Toman.
#[component]
pub(super) fn Money(amount: Cash) -> impl IntoView {
    let l = use_locale();
    let rial = (amount.currency == Currency::Irr).then(|| {
        let words = td_string!(l, invoice.rial, number = count(l, amount.amount_minor));
        view! { <span class="block text-xs font-normal text-muted">{words}</span> }
    });
    view! {
        <span>{cash(l, amount)}</span>
        {rial}
    }
}

/// Opens the page to print.
#[component]
pub(super) fn Print(entry: InvoiceEntry) -> impl IntoView {
    let l = use_locale();
    let words = td_string!(l, invoice.print_named, number = entry.number.clone());
    view! {
        <LinkButton href=address(&entry) external=true size=ButtonSize::Small icon=icondata::LuPrinter attr:aria-label=words>
            {td_string!(l, invoice.print)}
        </LinkButton>
    }
}

fn address(entry: &InvoiceEntry) -> String {
    format!("/app/invoices/{}/print", entry.id)
}
