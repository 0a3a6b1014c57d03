//! Numbers and names of the admin pages in words.

use crate::{
    i18n::{Locale, coins, count, td_string},
    kernel::{Coins, role::Role},
    kit::Tone,
};

pub use crate::connection::ui::{failure, provider};

/// `1 run`, `12 runs`.
pub fn runs(l: Locale, number: i64) -> String {
    let words = count(l, number);
    if number == 1 {
        td_string!(l, admin.run_one, number = words)
    } else {
        td_string!(l, admin.run_many, number = words)
    }
}

/// `1 model`, `12 models`.
pub fn models(l: Locale, number: i64) -> String {
    let words = count(l, number);
    if number == 1 {
        td_string!(l, admin.model_one, number = words)
    } else {
        td_string!(l, admin.model_many, number = words)
    }
}

/// Coins at a glance: whole ones from a thousand on.
pub fn rounded(l: Locale, amount: Coins) -> String {
    if amount.milli < 1_000_000 { coins(l, amount) } else { count(l, amount.milli.saturating_add(500) / 1_000) }
}

/// `12%`.
pub fn percent(l: Locale, part: i64, whole: i64) -> String {
    td_string!(l, admin.percent, number = count(l, share(part, whole)))
}

/// Failures with their share, `3 (12%)`, and how bad that is.
pub fn failures(l: Locale, failed: i64, all: i64) -> (String, Tone) {
    let tone = match share(failed, all) {
        0 => Tone::Neutral,
        1..=9 => Tone::Warning,
        _ => Tone::Danger,
    };
    let words = if failed == 0 {
        count(l, 0)
    } else {
        td_string!(l, admin.failed_of, failed = count(l, failed), percent = percent(l, failed, all))
    };
    (words, tone)
}

/// Whole percents, at least one of what is there at all.
pub fn share(part: i64, whole: i64) -> i64 {
    if part <= 0 || whole <= 0 { 0 } else { (part.saturating_mul(100) / whole).max(1) }
}

/// What an account may do.
pub fn role(l: Locale, role: Role) -> (&'static str, Tone) {
    match role {
        Role::User => (td_string!(l, admin.role_user), Tone::Neutral),
        Role::Designer => (td_string!(l, admin.role_designer), Tone::Accent),
        Role::Admin => (td_string!(l, admin.role_admin), Tone::Primary),
    }
}

#[cfg(test)]
mod tests {
    use super::{failures, rounded, share};
    use crate::{i18n::Locale, kernel::Coins, kit::Tone};

    #[test]
    fn many_coins_are_whole() {
        for (milli, text) in
            [(999_999, "999.999"), (1_000_000, "1,000"), (25_351_651, "25,352"), (i64::MAX, "9,223,372,036,854,775")]
        {
            assert_eq!(rounded(Locale::en, Coins::from_milli(milli)), text);
        }
    }

    #[test]
    fn a_share_never_hides_what_is_there() {
        for (part, whole, percent) in [(0, 10, 0), (1, 1_000, 1), (5, 10, 50), (10, 10, 100), (1, 0, 0)] {
            assert_eq!(share(part, whole), percent);
        }
        assert_eq!(failures(Locale::en, 3, 25), ("3 (12%)".to_owned(), Tone::Danger));
        assert_eq!(failures(Locale::fa, 0, 25), ("۰".to_owned(), Tone::Neutral));
    }
}
