//! What is for sale, for anybody: plain HTML, read from the database while the page is made.

use super::pricing_part::{Buys, Promises};
use crate::{
    catalog::model::Model,
    i18n::{Locale, td_string, use_locale},
    kernel::Currency,
    kit::{Empty, Segments},
    offer::{
        model::{Offer, OfferKind, Period},
        ui::{OfferCard, currency_name, usual_currency},
    },
    server::{Cx, Result},
};
use icondata as i;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

/// Plans that are shown at once, whatever their period.
const CARDS_MAX: usize = 3;

/// `/pricing?currency=&period=`
#[component]
pub(super) fn PricingPage() -> impl IntoView {
    let l = use_locale();
    let query = use_query_map();
    let wish = Wish::read(l, &query.read_untracked());
    let cx = use_context::<Cx>();
    let content = move || {
        let (cx, wish) = (cx.clone(), wish.clone());
        Suspend::new(async move {
            match load(cx).await {
                Ok((offers, models)) => view! { <Catalogue wish=wish offers=offers models=models /> }.into_any(),
                Err(fault) => {
                    crate::kit::set_status(fault.disclose().status());
                    view! { <Empty icon=i::LuCircleAlert title=td_string!(l, offer.failed_title) text=td_string!(l, offer.failed_body).to_owned() /> }.into_any()
                }
            }
        })
    };
    view! {
        <Title text=td_string!(l, offer.pricing) />
        <Meta name="description" content=td_string!(l, offer.pricing_lead) />
        <section class="glow">
            <div class="mx-auto max-w-3xl px-4 py-12 text-center md:py-16">
                <h1 class="text-3xl font-extrabold sm:text-4xl">{td_string!(l, offer.pricing_title)}</h1>
                <p class="mt-4 text-lg text-balance text-muted">{td_string!(l, offer.pricing_lead)}</p>
            </div>
        </section>
        <div class="mx-auto flex max-w-6xl flex-col gap-14 px-4 pb-20 md:px-8">
            <Suspense>{content}</Suspense>
            <Promises />
        </div>
    }
}

/// What the reader chose to see.
#[derive(Debug, Clone)]
struct Wish {
    currency: Currency,
    period: Period,
}

impl Wish {
    fn read(l: Locale, query: &leptos_router::params::ParamsMap) -> Self {
        let currency = query.get("currency").and_then(|code| code.parse().ok());
        let period = query.get("period").and_then(|code| code.parse().ok());
        Self { currency: currency.unwrap_or(usual_currency(l)), period: period.unwrap_or_default() }
    }

    fn address(currency: Currency, period: Period) -> String {
        format!("/pricing?currency={}&period={}", currency.code(), period.code())
    }
}

async fn load(cx: Option<Cx>) -> Result<(Vec<Offer>, Vec<Model>)> {
    let cx = cx.ok_or_else(|| crate::server::Fault::broken("a page was rendered outside a request"))?;
    let offers = crate::offer::server::list_for_sale(&mut cx.db.read().await?, None).await?;
    let models = crate::catalog::server::list_for_visitors(&cx).await?;
    Ok((offers, models))
}

#[component]
fn Catalogue(wish: Wish, offers: Vec<Offer>, models: Vec<Model>) -> impl IntoView {
    let l = use_locale();
    if offers.is_empty() {
        return view! {
            <div class="rounded-xl border border-line bg-surface">
                <Empty icon=i::LuPackageOpen title=td_string!(l, offer.nothing_title) text=td_string!(l, offer.nothing_body).to_owned() />
            </div>
        }
        .into_any();
    }
    let sold: Vec<Currency> = Currency::ALL
        .into_iter()
        .filter(|currency| offers.iter().any(|offer| offer.content.price(*currency).is_some()))
        .collect();
    let sample = offers
        .iter()
        .find(|offer| offer.content.kind() == OfferKind::Package)
        .map(|offer| offer.content.coins_in_all());
    let (plans, packages): (Vec<_>, Vec<_>) =
        offers.into_iter().partition(|offer| offer.content.kind() == OfferKind::Plan);
    let links: Vec<_> = sold
        .iter()
        .map(|currency| (Wish::address(*currency, wish.period), currency_name(l, *currency).to_owned()))
        .collect();
    let here = Wish::address(wish.currency, wish.period);
    view! {
        {(links.len() > 1).then(|| view! {
            <div class="-mb-8 flex justify-center">
                <Segments label=td_string!(l, offer.currency) links=links current=Signal::stored(here) />
            </div>
        })}
        <Packages offers=packages currency=wish.currency />
        <Plans offers=plans wish=wish />
        {sample.map(|coins| view! { <Buys coins=coins models=models /> })}
    }
    .into_any()
}

#[component]
fn Packages(offers: Vec<Offer>, currency: Currency) -> impl IntoView {
    let l = use_locale();
    (!offers.is_empty()).then(|| {
        view! {
            <section>
                <h2 class="text-2xl font-bold">{td_string!(l, offer.packages)}</h2>
                <p class="mt-1 text-muted">{td_string!(l, offer.packages_lead)}</p>
                <Cards offers=offers currency=currency />
            </section>
        }
    })
}

#[component]
fn Plans(offers: Vec<Offer>, wish: Wish) -> impl IntoView {
    let l = use_locale();
    let period_of = |offer: &Offer| offer.content.plan().map(|plan| plan.period);
    let has = |period| offers.iter().any(|offer| period_of(offer) == Some(period));
    // A few stand beside each other; more are parted.
    let both = offers.len() > CARDS_MAX && Period::ALL.into_iter().all(has);
    let links: Vec<_> = Period::ALL
        .into_iter()
        .map(|period| {
            let words = match period {
                Period::Monthly => td_string!(l, offer.monthly),
                Period::Yearly => td_string!(l, offer.yearly),
            };
            (format!("{}#plans", Wish::address(wish.currency, period)), words.to_owned())
        })
        .collect();
    let here = format!("{}#plans", Wish::address(wish.currency, wish.period));
    let shown: Vec<Offer> = offers.into_iter().filter(|offer| !both || period_of(offer) == Some(wish.period)).collect();
    (!shown.is_empty()).then(|| {
        view! {
            <section id="plans" class="scroll-mt-24">
                <div class="flex flex-wrap items-end justify-between gap-4">
                    <div>
                        <h2 class="text-2xl font-bold">{td_string!(l, offer.plans)}</h2>
                        <p class="mt-1 text-muted">{td_string!(l, offer.plans_lead)}</p>
                    </div>
                    {both.then(|| view! { <Segments label=td_string!(l, offer.period) links=links current=Signal::stored(here) /> })}
                </div>
                <Cards offers=shown currency=wish.currency />
            </section>
        }
    })
}

#[component]
fn Cards(offers: Vec<Offer>, currency: Currency) -> impl IntoView {
    // What was chosen to pay with goes along.
    let usual = usual_currency(use_locale());
    let card = move |offer: Offer| {
        let query = if currency == usual { String::new() } else { format!("?currency={}", currency.code()) };
        let href = format!("/app/checkout/{}{query}", offer.id);
        let key = offer.id.to_string();
        view! {
            <li class="flex min-w-0" data-offer=key>
                <OfferCard content=offer.content currency=currency href=href />
            </li>
        }
    };
    view! { <ul class="mt-6 grid gap-6 sm:grid-cols-2 lg:grid-cols-3">{offers.into_iter().map(card).collect_view()}</ul> }
}
