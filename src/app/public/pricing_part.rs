//! The parts of the pricing page under the cards.

use crate::{
    catalog::model::{Capability, Model},
    i18n::{coins_in_words, count, td_string, use_locale},
    kernel::Coins,
    kit::{Cell, Column, Icon, Table},
};
use icondata as i;
use leptos::prelude::*;

/// Tokens of a question and of its answer: about 300 words each.
const TOKENS: i64 = 450;
/// Models that are shown.
const MODELS: usize = 4;

/// About how many answers a package buys.
#[component]
pub(super) fn Buys(coins: Coins, models: Vec<Model>) -> impl IntoView {
    let l = use_locale();
    let rows = samples(&models);
    let columns = vec![
        Column::text(td_string!(l, offer.buys_model)),
        Column::number(td_string!(l, offer.buys_cost)),
        Column::number(td_string!(l, offer.buys_answers)),
    ];
    let row = move |(name, cost): (String, Coins)| {
        let answers = round(coins.milli.checked_div(cost.milli).unwrap_or(0));
        view! {
            <tr>
                <Cell class="font-medium"><bdi>{name}</bdi></Cell>
                <Cell number=true>{coins_in_words(l, tidy(cost))}</Cell>
                <Cell number=true class="font-semibold">{td_string!(l, offer.buys_about, number = count(l, answers))}</Cell>
            </tr>
        }
    };
    (!rows.is_empty()).then(|| {
        view! {
            <section>
                <h2 class="text-2xl font-bold">{td_string!(l, offer.buys_title)}</h2>
                <p class="mt-1 text-muted">{td_string!(l, offer.buys_lead, coins = coins_in_words(l, coins))}</p>
                <div class="mt-6 rounded-xl border border-line bg-surface shadow-low [&_table]:min-w-0">
                    <Table caption=td_string!(l, offer.buys_table) columns=columns>{rows.into_iter().map(row).collect_view()}</Table>
                </div>
            </section>
        }
    })
}

/// From the cheapest to the dearest, a few of those that chat: name, and what an answer costs.
fn samples(models: &[Model]) -> Vec<(String, Coins)> {
    let cost = |model: &Model| {
        let (read, written) = (model.price.input_per_million?, model.price.output_per_million?);
        let sum = read.milli.checked_add(written.milli)?.checked_mul(TOKENS)?;
        let milli = sum.div_euclid(1_000_000) + i64::from(sum.rem_euclid(1_000_000) > 0);
        Some(Coins::from_milli(milli.max(model.price.minimum.milli).max(1)))
    };
    let chats = models.iter().filter(|model| model.can(Capability::Chat) && model.provider != "sandbox");
    let mut priced: Vec<(String, Coins)> = chats.filter_map(|model| Some((model.name.clone(), cost(model)?))).collect();
    priced.sort_by_key(|(_, cost)| *cost);
    let last = priced.len().saturating_sub(1);
    let steps = MODELS.min(priced.len());
    let places = (0..steps).map(|step| if steps > 1 { step * last / (steps - 1) } else { 0 });
    places.filter_map(|at| priced.get(at).cloned()).collect()
}

/// Up to a tenth of a coin, or to a hundredth of one where it costs less.
fn tidy(cost: Coins) -> Coins {
    let unit = if cost.milli >= 1_000 { 100 } else { 10 };
    Coins::from_milli((cost.milli + unit - 1) / unit * unit)
}

/// To two digits: an estimate must not look exact.
fn round(number: i64) -> i64 {
    let mut unit = 1;
    while number / unit >= 100 {
        unit *= 10;
    }
    number / unit * unit
}

/// What holds whatever one buys.
#[component]
pub(super) fn Promises() -> impl IntoView {
    let l = use_locale();
    let promise = |icon, title: &'static str, text: &'static str| {
        view! {
            <li class="flex gap-4">
                <span class="inline-flex size-11 shrink-0 items-center justify-center rounded-lg bg-primary-soft text-primary-text">
                    <Icon icon=icon />
                </span>
                <div>
                    <h3 class="font-semibold">{title}</h3>
                    <p class="mt-1 text-sm text-muted">{text}</p>
                </div>
            </li>
        }
    };
    view! {
        <section aria-label=td_string!(l, offer.pricing) class="border-t border-line pt-10">
            <ul class="grid gap-8 md:grid-cols-3">
                {promise(i::LuTag, td_string!(l, offer.promise_price_title), td_string!(l, offer.promise_price_body))}
                {promise(i::LuUndo2, td_string!(l, offer.promise_fail_title), td_string!(l, offer.promise_fail_body))}
                {promise(i::LuGift, td_string!(l, offer.promise_code_title), td_string!(l, offer.promise_code_body))}
            </ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::round;

    #[test]
    fn estimates_have_two_digits() {
        for (number, shown) in [(0, 0), (7, 7), (99, 99), (123, 120), (45_678, 45_000)] {
            assert_eq!(round(number), shown);
        }
    }
}
