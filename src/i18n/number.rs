//! Numbers with the reader's digits and units.

use super::{Locale, language, td_string};
use crate::kernel::{Coins, digits as kernel_digits};

/// An amount of coins without its unit: `12.5` or `۱۲٫۵`.
pub fn coins(l: Locale, amount: Coins) -> String {
    signed(l, kernel_digits::number(language(l), &amount.to_string()))
}

/// An amount of coins with its unit: `12.5 coins` or `۱۲٫۵ سکه`.
pub fn coins_in_words(l: Locale, amount: Coins) -> String {
    let number = coins(l, amount);
    if amount.milli.unsigned_abs() == 1_000 {
        td_string!(l, kit.coin, number = number)
    } else {
        td_string!(l, kit.coins, number = number)
    }
}

/// A whole number, grouped: `12,345` or `۱۲٬۳۴۵`.
pub fn count(l: Locale, number: i64) -> String {
    signed(l, kernel_digits::number(language(l), &number.to_string()))
}

/// Keeps a minus before its digits: between Persian words it would change sides.
fn signed(l: Locale, number: String) -> String {
    if l == Locale::fa && number.starts_with('\u{2212}') { format!("\u{200E}{number}") } else { number }
}

/// The same text with the reader's digits.
pub fn digits(l: Locale, text: &str) -> String {
    kernel_digits::shaped(language(l), text)
}

/// A size, in the largest unit that leaves a whole number.
pub fn bytes(l: Locale, size: u64) -> String {
    let whole = |unit: u64| count(l, i64::try_from(size / unit).unwrap_or(i64::MAX));
    match size {
        1_048_576.. => td_string!(l, kit.megabytes, number = whole(1_048_576)),
        1_024.. => td_string!(l, kit.kilobytes, number = whole(1_024)),
        _ => td_string!(l, kit.bytes, number = whole(1)),
    }
}

/// A span of time in its largest whole unit: `3 minutes` or `۳ دقیقه`.
pub fn duration(l: Locale, seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (number, one) = match seconds {
        86_400.. => (seconds / 86_400, seconds < 172_800),
        3_600.. => (seconds / 3_600, seconds < 7_200),
        60.. => (seconds / 60, seconds < 120),
        _ => (seconds, seconds == 1),
    };
    let number = count(l, number);
    match (seconds, one) {
        (86_400.., true) => td_string!(l, kit.day, number = number),
        (86_400.., false) => td_string!(l, kit.days, number = number),
        (3_600.., true) => td_string!(l, kit.hour, number = number),
        (3_600.., false) => td_string!(l, kit.hours, number = number),
        (60.., true) => td_string!(l, kit.minute, number = number),
        (60.., false) => td_string!(l, kit.minutes, number = number),
        (_, true) => td_string!(l, kit.second, number = number),
        (_, false) => td_string!(l, kit.seconds, number = number),
    }
}

#[cfg(test)]
mod tests {
    use super::{Locale, bytes, coins_in_words, duration};
    use crate::kernel::Coins;

    #[test]
    fn amounts_carry_their_unit() {
        assert_eq!(coins_in_words(Locale::fa, Coins::from_milli(12_500)), "۱۲٫۵ سکه");
        assert_eq!(coins_in_words(Locale::en, Coins::from_milli(12_500)), "12.5 coins");
        assert_eq!(coins_in_words(Locale::en, Coins::from_milli(1_000)), "1 coin");
        assert_eq!(bytes(Locale::en, 2 * 1_048_576), "2 MB");
        assert_eq!(duration(Locale::en, 60), "1 minute");
        assert_eq!(duration(Locale::fa, 7_300), "۲ ساعت");
    }
}
