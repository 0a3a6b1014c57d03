//! Numbers with the reader's digits and units.

use super::{Locale, language, td_string};
use crate::kernel::{Cash, Coins, Currency, digits as kernel_digits};

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

/// An amount of money as people say it: `۴۹٬۰۰۰ تومان`, `49,000 Toman`, `$12.50`. Rial are said in Toman, those that are
/// left over as a tenth.
pub fn cash(l: Locale, amount: Cash) -> String {
    let without_sign = Cash { amount_minor: amount.amount_minor.saturating_abs(), ..amount };
    let number = |decimal: &str| kernel_digits::number(language(l), decimal);
    let words = match amount.currency {
        Currency::Irr => {
            let (toman, rial) = without_sign.toman();
            let decimal = if rial == 0 { toman.to_string() } else { format!("{toman}.{rial}") };
            td_string!(l, kit.toman, number = number(&decimal))
        }
        Currency::Usd => td_string!(l, kit.dollar, number = number(&without_sign.decimal())),
        Currency::Eur => td_string!(l, kit.euro, number = number(&without_sign.decimal())),
    };
    if amount.amount_minor < 0 { td_string!(l, kit.minus, amount = words) } else { words }
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
    use super::{Locale, bytes, cash, coins_in_words, duration};
    use crate::kernel::{Cash, Coins, Currency};

    #[test]
    fn money_is_said_as_people_say_it() {
        for (minor, currency, fa, en) in [
            (490_000, Currency::Irr, "۴۹٬۰۰۰ تومان", "49,000 Toman"),
            (490_007, Currency::Irr, "۴۹٬۰۰۰٫۷ تومان", "49,000.7 Toman"),
            (7, Currency::Irr, "۰٫۷ تومان", "0.7 Toman"),
            (0, Currency::Irr, "۰ تومان", "0 Toman"),
            (1_250, Currency::Usd, "۱۲٫۵۰ دلار", "$12.50"),
            (900, Currency::Eur, "۹٫۰۰ یورو", "€9.00"),
            (123_456_789, Currency::Usd, "۱٬۲۳۴٬۵۶۷٫۸۹ دلار", "$1,234,567.89"),
            (-1_250, Currency::Usd, "منفی ۱۲٫۵۰ دلار", "\u{2212}$12.50"),
        ] {
            let amount = Cash::new(minor, currency);
            assert_eq!((cash(Locale::fa, amount).as_str(), cash(Locale::en, amount).as_str()), (fa, en));
        }
        assert!(cash(Locale::en, Cash::new(i64::MIN, Currency::Irr)).ends_with("Toman"));
    }

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
