//! Subscriptions in words.

use crate::{
    i18n::{Locale, coins_in_words, td_string},
    kit::Tone,
    offer::model::{Offer, Period},
    subscription::model::{PayWay, SubscriptionState},
};

pub(super) fn state(l: Locale, state: SubscriptionState) -> (&'static str, Tone) {
    match state {
        SubscriptionState::Active => (td_string!(l, subscription.state_active), Tone::Success),
        SubscriptionState::PastDue => (td_string!(l, subscription.state_past_due), Tone::Danger),
        SubscriptionState::Ended => (td_string!(l, subscription.state_ended), Tone::Neutral),
    }
}

pub(super) fn way(l: Locale, way: PayWay) -> &'static str {
    match way {
        PayWay::Zarinpal => td_string!(l, subscription.way_zarinpal),
        PayWay::Card => td_string!(l, subscription.way_card),
        PayWay::Stripe => td_string!(l, subscription.way_stripe),
    }
}

/// Why one ended; staff's own words as they are.
pub(super) fn reason(l: Locale, reason: &str) -> String {
    match reason {
        "over" => td_string!(l, subscription.reason_over).to_owned(),
        "unpaid" => td_string!(l, subscription.reason_unpaid).to_owned(),
        "at the gateway" => td_string!(l, subscription.reason_gateway).to_owned(),
        "twice" => td_string!(l, subscription.reason_twice).to_owned(),
        words => words.to_owned(),
    }
}

fn is_yearly(offer: &Offer) -> bool {
    offer.content.plan().is_some_and(|plan| plan.period == Period::Yearly)
}

pub(super) fn per_period(l: Locale, offer: &Offer) -> &'static str {
    if is_yearly(offer) { td_string!(l, subscription.per_year) } else { td_string!(l, subscription.per_month) }
}

pub(super) fn coins(l: Locale, offer: &Offer) -> String {
    let coins = coins_in_words(l, offer.content.coins);
    if is_yearly(offer) {
        td_string!(l, subscription.coins_year, coins = coins)
    } else {
        td_string!(l, subscription.coins_month, coins = coins)
    }
}
