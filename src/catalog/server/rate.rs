//! One price of a model and when it holds.

use crate::{
    catalog::model::{Component, Conditions},
    kernel::Instant,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000_000;

/// What a thing costs us.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rate {
    /// What is paid for.
    pub component: Component,
    /// US dollars for `per` units.
    pub usd: Decimal,
    /// How many units that is, at least one.
    pub per: u64,
    /// When it holds.
    #[serde(flatten)]
    pub when: Conditions,
}

impl Rate {
    /// Whether it holds for a prompt of so many tokens in a run that started then.
    pub(super) fn holds(&self, prompt_tokens: u64, started: Instant) -> bool {
        self.may_hold(prompt_tokens) && is_within(&self.when, started)
    }

    /// Whether it can hold for some prompt of at most so many tokens, at some time.
    pub(super) fn may_hold(&self, prompt_tokens: u64) -> bool {
        self.when.prompt_tokens_over.is_none_or(|over| i128::from(prompt_tokens) > i128::from(over))
    }
}

/// Whether the time of the UTC day lies in the window; one that ends at or before its start passes midnight.
fn is_within(when: &Conditions, at: Instant) -> bool {
    let (Some(from), Some(to)) = (when.utc_from, when.utc_to) else { return true };
    let minutes = |hhmm: i64| (hhmm / 100) * 60 + hhmm % 100;
    let (from, to, now) = (minutes(from), minutes(to), at.micros.div_euclid(MINUTE).rem_euclid(1_440));
    if from < to { (from..to).contains(&now) } else { now >= from || now < to }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_pass_midnight() {
        let at = |text: &str| serde_json::from_value::<Instant>(format!("2026-11-21T{text}Z").into()).unwrap();
        for (from, to, time, inside) in [
            (1630, 30, "16:30:00", true),
            (1630, 30, "16:29:59", false),
            (1630, 30, "00:29:59", true),
            (1630, 30, "00:30:00", false),
            (900, 1700, "16:59:59", true),
            (900, 1700, "17:00:00", false),
            (900, 1700, "03:00:00", false),
            (0, 0, "12:00:00", true),
        ] {
            let when = Conditions { utc_from: Some(from), utc_to: Some(to), prompt_tokens_over: None };
            assert_eq!(is_within(&when, at(time)), inside, "{from}-{to} at {time}");
        }
        let before_1970 = Instant::from_micros(-1);
        assert!(is_within(&Conditions { utc_from: Some(2359), utc_to: Some(0), ..Conditions::default() }, before_1970));
    }
}
