//! One offer, as buyers see it. Plain HTML: the pricing page has no script.

use crate::{
    i18n::{Locale, cash, coins_in_words, count, digits, duration, language, td_string, use_locale},
    kernel::{Coins, Currency},
    kit::{Badge, ButtonVariant, Icon, LinkButton, Tone},
    offer::model::{Content, Multiplier, Package, Period, Plan, Terms},
};
use icondata as i;
use leptos::prelude::*;

const DAY_S: i64 = 86_400;

/// A card with the price in a currency, or in the first one it is sold for.
#[component]
pub fn OfferCard(
    /// What is sold.
    content: Content,
    /// What the reader pays with.
    currency: Currency,
    /// Where its button leads; without one there is no button.
    #[prop(optional_no_strip, into)]
    href: Option<String>,
) -> impl IntoView {
    let l = use_locale();
    let lang = language(l);
    let (name, description) = (content.name(lang).to_owned(), content.description(lang).to_owned());
    let price = content.price(currency).or_else(|| content.prices.first().copied());
    let price = price.map_or_else(|| td_string!(l, offer.free_price).to_owned(), |price| cash(l, price));
    let is_plan = content.plan().is_some();
    let (frame, variant) = if content.highlight {
        ("border-primary ring-1 ring-primary", ButtonVariant::Primary)
    } else {
        ("border-line", ButtonVariant::Secondary)
    };
    let words = if is_plan { td_string!(l, offer.subscribe) } else { td_string!(l, offer.buy) };
    let whose = name.clone();
    view! {
        <article class=format!("flex h-full w-full min-w-0 flex-col rounded-xl border bg-surface p-6 shadow-low {frame}")>
            <header class="flex items-start justify-between gap-3">
                <h3 class="min-w-0 text-lg font-bold wrap-anywhere">{if name.is_empty() { td_string!(l, offer.untitled).to_owned() } else { name }}</h3>
                {content.highlight.then(|| view! { <Badge tone=Tone::Primary>{td_string!(l, offer.highlighted)}</Badge> })}
            </header>
            <p class="mt-1 min-h-6 text-sm wrap-anywhere text-muted">{description}</p>
            <p class="mt-5 flex flex-wrap items-baseline gap-x-2">
                <bdi class="text-2xl font-extrabold">{price}</bdi>
                {content.plan().map(|plan| view! { <span class="text-sm text-muted">{period(l, plan.period)}</span> })}
            </p>
            <p class="mt-4 flex items-center gap-2 font-semibold text-primary-text">
                <Icon icon=i::LuCoins class="size-5" />
                {of_coins(l, &content)}
            </p>
            <ul class="mt-4 mb-6 flex flex-col gap-2 text-sm">
                {points(l, &content).into_iter().map(|point| view! {
                    <li class="flex items-start gap-2">
                        <Icon icon=i::LuCheck class="mt-1 size-4 text-success" />
                        <span class="min-w-0 wrap-anywhere">{point}</span>
                    </li>
                }).collect_view()}
            </ul>
            {href.map(|href| view! {
                <LinkButton href=href external=true variant=variant class="mt-auto w-full">
                    {words} <span class="sr-only">{whose}</span>
                </LinkButton>
            })}
        </article>
    }
}

fn period(l: Locale, period: Period) -> &'static str {
    match period {
        Period::Monthly => td_string!(l, offer.per_month),
        Period::Yearly => td_string!(l, offer.per_year),
    }
}

fn of_coins(l: Locale, content: &Content) -> String {
    let coins = coins_in_words(l, content.coins);
    match content.plan().map(|plan| plan.period) {
        None => coins,
        Some(Period::Monthly) => td_string!(l, offer.each_month, coins = coins),
        Some(Period::Yearly) => td_string!(l, offer.each_year, coins = coins),
    }
}

/// What it comes with, a line each.
fn points(l: Locale, content: &Content) -> Vec<String> {
    match &content.terms {
        Terms::Package(package) => of_package(l, package),
        Terms::Plan(plan) => of_plan(l, plan),
    }
}

fn of_package(l: Locale, package: &Package) -> Vec<String> {
    let bonus = (package.bonus_coins > Coins::ZERO)
        .then(|| td_string!(l, offer.coins_plus_bonus, coins = coins_in_words(l, package.bonus_coins)));
    let lasts = match package.expires_days {
        Some(days) => td_string!(l, offer.lasts, days = duration(l, days.saturating_mul(DAY_S))),
        None => td_string!(l, offer.lasts_forever).to_owned(),
    };
    let once = package.limit_per_user.map(|number| td_string!(l, offer.once, number = count(l, number)));
    bonus.into_iter().chain([lasts]).chain(once).collect()
}

fn of_plan(l: Locale, plan: &Plan) -> Vec<String> {
    let multiplier = plan.multiplier();
    let cheaper = (multiplier < Multiplier::ONE).then(|| {
        // Hundredths of a percent.
        let parts = Multiplier::ONE.parts - multiplier.parts;
        let percent = match parts % 100 {
            0 => (parts / 100).to_string(),
            rest => format!("{}.{}", parts / 100, format!("{rest:02}").trim_end_matches('0')),
        };
        let point = if l == Locale::fa { percent.replace('.', "٫") } else { percent };
        td_string!(l, offer.cheaper, percent = digits(l, &point))
    });
    let trial = plan.trial_days.map(|days| {
        let days = duration(l, days.saturating_mul(DAY_S));
        match plan.trial_coins {
            Some(coins) => td_string!(l, offer.trial_with_coins, days = days, coins = coins_in_words(l, coins)),
            None => td_string!(l, offer.trial, days = days),
        }
    });
    let models = i64::try_from(plan.models.len()).unwrap_or(i64::MAX);
    let some = (models > 0).then(|| td_string!(l, offer.some_models, number = count(l, models)));
    let features = plan.features(language(l)).iter().cloned();
    cheaper.into_iter().chain(trial).chain(features).chain(some).collect()
}
