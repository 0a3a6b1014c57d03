//! The programme in words.

use crate::{
    i18n::{Locale, cash, coins, coins_in_words, count, td_string},
    kernel::{Cash, Coins},
    kit::Tone,
    referral::{
        model::{CommissionState, PayoutWay, ReferralTerms},
        staff::{CommissionFlag, DecisionOutcome},
    },
};

/// What became of a commission, and how that looks.
pub(super) fn state(l: Locale, state: CommissionState) -> (&'static str, Tone) {
    match state {
        CommissionState::Waiting => (td_string!(l, referral.state_waiting), Tone::Warning),
        CommissionState::Approved => (td_string!(l, referral.state_approved), Tone::Primary),
        CommissionState::Paid => (td_string!(l, referral.state_paid), Tone::Success),
        CommissionState::Refused => (td_string!(l, referral.state_refused), Tone::Danger),
        CommissionState::Cancelled => (td_string!(l, referral.state_cancelled), Tone::Neutral),
    }
}

/// How it is paid.
pub(super) fn way(l: Locale, way: PayoutWay) -> &'static str {
    match way {
        PayoutWay::Coins => td_string!(l, referral.way_coins),
        PayoutWay::Bank => td_string!(l, referral.way_bank),
    }
}

/// What is suspicious.
pub(super) fn flag(l: Locale, flag: CommissionFlag) -> &'static str {
    match flag {
        CommissionFlag::SameAddress => td_string!(l, referral.flag_same_address),
        CommissionFlag::SameCard => td_string!(l, referral.flag_same_card),
    }
}

/// What came of a decision.
pub(super) fn outcome(l: Locale, outcome: DecisionOutcome) -> &'static str {
    match outcome {
        DecisionOutcome::Approved => td_string!(l, referral.outcome_approved),
        DecisionOutcome::Paid => td_string!(l, referral.outcome_paid),
        DecisionOutcome::Refused => td_string!(l, referral.outcome_refused),
        DecisionOutcome::NotDue => td_string!(l, referral.outcome_not_due),
        DecisionOutcome::Flagged => td_string!(l, referral.outcome_flagged),
        DecisionOutcome::Decided => td_string!(l, referral.outcome_decided),
        DecisionOutcome::BelowMinimum => td_string!(l, referral.outcome_below_minimum),
        DecisionOutcome::Own => td_string!(l, referral.outcome_own),
        DecisionOutcome::Missing => td_string!(l, referral.outcome_missing),
    }
}

/// Thousandths as a share of a hundred.
pub(super) fn percent(l: Locale, per_mille: i64) -> String {
    // A tenth has one place, as a number with three has.
    let number = coins(l, Coins::from_milli(per_mille.saturating_mul(100)));
    td_string!(l, referral.percent, number = number)
}

/// Amounts beside each other; a dash where there are none.
pub(super) fn sums(l: Locale, amounts: &[Cash]) -> Option<String> {
    let words: Vec<String> = amounts.iter().map(|amount| cash(l, *amount)).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// The rules, a sentence each.
pub(super) fn rules(l: Locale, terms: &ReferralTerms) -> Vec<String> {
    let when = if terms.first_only {
        td_string!(l, referral.rule_first).to_owned()
    } else {
        td_string!(l, referral.rule_months, number = count(l, terms.months))
    };
    let some = [
        Some(when),
        Some(td_string!(l, referral.rule_review, number = count(l, terms.review_days))),
        (terms.minimum > Coins::ZERO)
            .then(|| td_string!(l, referral.rule_minimum, coins = coins_in_words(l, terms.minimum))),
        terms.cap.map(|cap| td_string!(l, referral.rule_cap, coins = coins_in_words(l, cap))),
        Some(td_string!(l, referral.rule_refund).to_owned()),
        Some(td_string!(l, referral.rule_self).to_owned()),
    ];
    some.into_iter().flatten().collect()
}
