//! Codes in words.

use crate::{
    code::{
        discount::{DiscountState, Rules, UseState},
        redeem::BatchState,
    },
    i18n::{Locale, cash, count, date, td_string},
    kernel::Cash,
    kit::Tone,
};

pub(super) fn state(l: Locale, state: DiscountState) -> (&'static str, Tone) {
    match state {
        DiscountState::Active => (td_string!(l, code.state_active), Tone::Success),
        DiscountState::Scheduled => (td_string!(l, code.state_scheduled), Tone::Primary),
        DiscountState::Ended => (td_string!(l, code.state_ended), Tone::Neutral),
        DiscountState::UsedUp => (td_string!(l, code.state_used_up), Tone::Neutral),
        DiscountState::Off => (td_string!(l, code.state_off), Tone::Warning),
    }
}

pub(super) fn use_state(l: Locale, state: UseState) -> (&'static str, Tone) {
    match state {
        UseState::Reserved => (td_string!(l, code.use_reserved), Tone::Warning),
        UseState::Used => (td_string!(l, code.use_used), Tone::Success),
        UseState::Returned => (td_string!(l, code.use_returned), Tone::Neutral),
    }
}

pub(super) fn batch_state(l: Locale, state: BatchState) -> (&'static str, Tone) {
    match state {
        BatchState::Active => (td_string!(l, code.batch_active), Tone::Success),
        BatchState::UsedUp => (td_string!(l, code.batch_used_up), Tone::Neutral),
        BatchState::Expired => (td_string!(l, code.batch_expired), Tone::Neutral),
        BatchState::Revoked => (td_string!(l, code.batch_revoked), Tone::Danger),
    }
}

/// Amounts beside each other.
pub(super) fn sums(l: Locale, amounts: &[Cash]) -> String {
    let between = if l == Locale::fa { "، " } else { ", " };
    amounts.iter().map(|amount| cash(l, *amount)).collect::<Vec<_>>().join(between)
}

/// What a code takes off, and at most how much.
pub(super) fn value(l: Locale, rules: &Rules) -> (String, Option<String>) {
    let capped = (!rules.caps.is_empty()).then(|| td_string!(l, code.capped, sums = sums(l, &rules.caps)));
    match rules.percent {
        Some(percent) => (td_string!(l, code.percent_off, number = count(l, percent)), capped),
        None => (sums(l, &rules.off), None),
    }
}

/// When, for whom and for what a code works, a line each.
pub(super) fn conditions(l: Locale, rules: &Rules) -> Vec<String> {
    let number = |length: usize| count(l, i64::try_from(length).unwrap_or(i64::MAX));
    let some = [
        (!rules.minimums.is_empty()).then(|| td_string!(l, code.for_minimum, sums = sums(l, &rules.minimums))),
        rules.starts_at.map(|at| td_string!(l, code.for_from, date = date(l, at))),
        // The end is the first moment after its last day.
        rules.ends_at.map(|at| td_string!(l, code.for_until, date = date(l, at.plus_s(-1)))),
        rules.uses_per_user_max.map(|most| td_string!(l, code.for_each, number = count(l, most))),
        rules.first_purchase.then(|| td_string!(l, code.for_first).to_owned()),
        (!rules.users.is_empty()).then(|| td_string!(l, code.for_users, number = number(rules.users.len()))),
        (!rules.offers.is_empty()).then(|| td_string!(l, code.for_offers, number = number(rules.offers.len()))),
    ];
    let lines: Vec<String> = some.into_iter().flatten().collect();
    if lines.is_empty() { vec![td_string!(l, code.for_all).to_owned()] } else { lines }
}
