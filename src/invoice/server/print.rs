//! A document as a page to print: plain HTML without any script, in either language, with both dates.

use super::view;
use crate::{
    i18n::{Locale, both_dates, cash, coins_in_words, count, date, language, locale, td_string},
    invoice::model::{Invoice, InvoiceKind, InvoiceLine},
    kernel::{Cash, Currency, digits, id::InvoiceId, locale::Language},
    server::{
        Cx, Result,
        access::Visitor,
        rest::{Path, Query},
    },
};
use axum::{
    Router,
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::prelude::*;
use serde::Deserialize;

/// Nothing but our style, fonts and the logo.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// The route.
pub fn router() -> Router<Cx> {
    Router::new().route("/app/invoices/{id}/print", get(show))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    lang: String,
}

/// The page: to its owner and to staff; to everybody else there is none. Without a sign-in it leads there.
async fn show(
    State(cx): State<Cx>,
    who: Visitor,
    Path(id): Path<InvoiceId>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let Some(member) = who.member() else {
        return Ok(Redirect::to(&format!("/sign-in?return_to=/app/invoices/{id}/print")).into_response());
    };
    let (invoice, logo) = view::get_printed(&cx, &member, id).await?;
    let language = asked.lang.parse::<Language>().unwrap_or(member.who().language);
    let mut response = Html(document(locale(language), &invoice, logo)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn document(l: Locale, invoice: &Invoice, logo: Option<String>) -> String {
    let language = language(l);
    let title = format!("{} {}", kind(l, invoice.entry.kind), invoice.entry.number);
    let other = if l == Locale::fa { Locale::en } else { Locale::fa };
    let page = view! {
        <html lang=language.code() dir=language.direction()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="robots" content="noindex" />
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href="/invoice.css" />
            </head>
            <body>
                <nav aria-label=td_string!(l, invoice.print_bar)>
                    <p>{td_string!(l, invoice.print_how)}</p>
                    <a href="/app/invoices">{td_string!(l, invoice.title)}</a>
                    <a
                        href=format!("?lang={}", crate::i18n::language(other).code())
                        lang=crate::i18n::language(other).code()
                        hreflang=crate::i18n::language(other).code()
                    >
                        {td_string!(other, invoice.in_this_language)}
                    </a>
                </nav>
                <main>{head(l, invoice, logo)} {parties(l, invoice)} {body(l, invoice)} {foot(l, invoice)}</main>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", page.to_html())
}

fn head(l: Locale, invoice: &Invoice, logo: Option<String>) -> AnyView {
    let entry = &invoice.entry;
    let [jalali, gregorian] = both_dates(l, entry.issued_at);
    let corrects = entry.corrects.clone().map(|number| {
        let label = match entry.kind {
            InvoiceKind::Reversal => td_string!(l, invoice.cancels),
            InvoiceKind::Invoice | InvoiceKind::CreditNote => td_string!(l, invoice.corrects),
        };
        fact(label, code(number))
    });
    let logo = logo.map(|address| view! { <img src=address alt="" class="logo" /> });
    view! {
        <header>
            <div>{logo} <h1>{kind(l, entry.kind)}</h1></div>
            <dl>
                {fact(td_string!(l, invoice.number), code(entry.number.clone()))} {corrects}
                {fact(td_string!(l, invoice.issued), date(l, entry.issued_at).into_any())}
                {fact(td_string!(l, invoice.jalali), code(jalali))} {fact(td_string!(l, invoice.gregorian), code(gregorian))}
            </dl>
        </header>
    }
    .into_any()
}

fn parties(l: Locale, invoice: &Invoice) -> AnyView {
    let (seller, buyer) = (&invoice.seller, &invoice.buyer);
    let given = |label: &'static str, text: &str| (!text.is_empty()).then(|| fact(label, bdi(text)));
    let name = if buyer.name.is_empty() { &buyer.email } else { &buyer.name };
    view! {
        <div class="parties">
            <section>
                <h2>{td_string!(l, invoice.seller)}</h2>
                <p class="name">{bdi(&seller.name)}</p>
                <dl>
                    {given(td_string!(l, invoice.address), &seller.address)}
                    {given(td_string!(l, invoice.registration_id), &seller.registration_id)}
                    {given(td_string!(l, invoice.tax_id), &seller.tax_id)} {given(td_string!(l, invoice.phone), &seller.phone)}
                </dl>
            </section>
            <section>
                <h2>{td_string!(l, invoice.buyer)}</h2>
                <p class="name">{bdi(name)}</p>
                <dl>
                    {given(td_string!(l, invoice.legal_name), &buyer.legal_name)} {given(td_string!(l, invoice.email), &buyer.email)}
                    {given(td_string!(l, invoice.address), &buyer.address)} {given(td_string!(l, invoice.tax_id), &buyer.tax_id)}
                </dl>
            </section>
        </div>
    }
    .into_any()
}

fn body(l: Locale, invoice: &Invoice) -> AnyView {
    let entry = &invoice.entry;
    if invoice.lines.is_empty() {
        let number = entry.corrects.clone().unwrap_or_default();
        let words = match entry.kind {
            InvoiceKind::Reversal => td_string!(l, invoice.reversal_words, number = number),
            InvoiceKind::Invoice | InvoiceKind::CreditNote => td_string!(l, invoice.credit_words, number = number),
        };
        return view! { <p class="words">{words}</p> }.into_any();
    }
    let rows = invoice.lines.iter().zip(1_i64..).map(|(line, number)| row(l, line, number)).collect_view();
    view! {
        <table class="lines">
            <thead>
                <tr>
                    <th scope="col">{td_string!(l, invoice.row)}</th>
                    <th scope="col">{td_string!(l, invoice.what)}</th>
                    <th scope="col" class="amount">{td_string!(l, invoice.quantity)}</th>
                    <th scope="col" class="amount">{td_string!(l, invoice.unit)}</th>
                    <th scope="col" class="amount">{td_string!(l, invoice.amount)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(l: Locale, line: &InvoiceLine, number: i64) -> AnyView {
    let name = if l == Locale::fa { &line.name_fa } else { &line.name_en };
    view! {
        <tr>
            <td>{count(l, number)}</td>
            <td>{bdi(name)} <small>{coins_in_words(l, line.coins)}</small></td>
            <td class="amount">{count(l, line.quantity)}</td>
            <td class="amount">{money(l, line.unit)}</td>
            <td class="amount">{money(l, line.amount)}</td>
        </tr>
    }
    .into_any()
}

fn foot(l: Locale, invoice: &Invoice) -> AnyView {
    let entry = &invoice.entry;
    let sum = |label: String, amount: Cash, class: &'static str| {
        view! {
            <tr class=class>
                <th scope="row">{label}</th>
                <td class="amount">{money(l, amount)}</td>
            </tr>
        }
        .into_any()
    };
    let off = |cash: Cash| Cash::new(cash.amount_minor.saturating_neg(), cash.currency);
    let mut rows = Vec::new();
    if invoice.subtotal != entry.total {
        rows.push(sum(td_string!(l, invoice.subtotal).to_owned(), invoice.subtotal, ""));
    }
    if invoice.discount.amount_minor > 0 {
        rows.push(sum(td_string!(l, invoice.discount).to_owned(), off(invoice.discount), ""));
    }
    if invoice.rounding.amount_minor > 0 {
        rows.push(sum(td_string!(l, invoice.rounding).to_owned(), off(invoice.rounding), ""));
    }
    let total = match entry.kind {
        InvoiceKind::Invoice => td_string!(l, invoice.total),
        InvoiceKind::CreditNote => td_string!(l, invoice.total_back),
        InvoiceKind::Reversal => td_string!(l, invoice.total_reversed),
    };
    rows.push(sum(total.to_owned(), entry.total, "total"));
    if invoice.vat_per_mille > 0 {
        let percent = digits::number(language(l), &percent(invoice.vat_per_mille));
        rows.push(sum(td_string!(l, invoice.vat, percent = percent), entry.vat, ""));
        rows.push(sum(td_string!(l, invoice.net).to_owned(), invoice.net, ""));
    }
    let reference = invoice.reference.clone().map(|reference| fact(td_string!(l, invoice.reference), code(reference)));
    view! {
        <table class="sums">
            <caption>{td_string!(l, invoice.sums)}</caption>
            <tbody>{rows}</tbody>
        </table>
        <footer>
            <dl>
                {fact(td_string!(l, invoice.payment), payment(l, &invoice.payment).into_any())} {reference}
                {fact(td_string!(l, invoice.order), code(entry.order_id.to_string()))}
            </dl>
        </footer>
    }
    .into_any()
}

/// An amount as people say it; rial in small under its Toman.
fn money(l: Locale, amount: Cash) -> AnyView {
    let rial = (amount.currency == Currency::Irr)
        .then(|| view! { <small>{td_string!(l, invoice.rial, number = count(l, amount.amount_minor))}</small> });
    view! { <span class="money">{cash(l, amount)}</span> {rial} }.into_any()
}

fn fact(label: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
}

/// Numbers and names of machines run from left to right in every language.
fn code(text: String) -> AnyView {
    view! { <bdi dir="ltr">{text}</bdi> }.into_any()
}

fn bdi(text: &str) -> AnyView {
    view! { <bdi>{text.to_owned()}</bdi> }.into_any()
}

/// Thousandths as percent: `9`, `9.5`.
fn percent(per_mille: i64) -> String {
    let (whole, rest) = (per_mille / 10, per_mille % 10);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest}") }
}

fn kind(l: Locale, kind: InvoiceKind) -> &'static str {
    crate::invoice::ui::kind_words(l, kind)
}

fn payment(l: Locale, gateway: &str) -> String {
    match gateway {
        "zarinpal" => td_string!(l, invoice.by_zarinpal).to_owned(),
        "stripe" => td_string!(l, invoice.by_stripe).to_owned(),
        "card" => td_string!(l, invoice.by_card).to_owned(),
        other => other.to_owned(),
    }
}
