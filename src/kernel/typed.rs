//! What people type into forms, read: with any digits, groups and point. What can not be read is noted at its field.

use super::{Cash, CashInput, Coins, Currency, Day, FieldProblem, digits, valid::Check};

/// The lines that say something.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// An amount as people type it: Toman instead of rial.
pub fn cash(text: &str, currency: Currency) -> Option<Cash> {
    let plain = digits::plain(text);
    if currency != Currency::Irr {
        return Cash::parse(&plain, currency);
    }
    // A tenth of a Toman is a rial.
    let (toman, rial) = plain.split_once('.').unwrap_or((&plain, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(toman) || !is_number(rial) || rial.len() > 1 {
        return None;
    }
    let whole = Cash::of_toman(toman.parse().ok()?)?;
    let amount_minor = whole.amount_minor.checked_add(rial.parse().ok()?)?;
    Some(Cash { amount_minor, ..whole })
}

/// An amount as it stands in a field.
pub fn of_cash(cash: Cash) -> String {
    match (cash.currency, cash.toman()) {
        (Currency::Irr, (toman, 0)) => toman.to_string(),
        (Currency::Irr, (toman, rial)) => format!("{toman}.{rial}"),
        _ => cash.decimal(),
    }
}

/// A share of a hundred with at most one place, in thousandths.
pub fn per_mille(text: &str) -> Option<i64> {
    let share: Coins = digits::plain(text).parse().ok()?;
    (share.milli >= 0 && share.milli % 100 == 0).then_some(share.milli / 100)
}

/// Thousandths as a share of a hundred, as it stands in a field.
pub fn of_per_mille(per_mille: i64) -> String {
    Coins::from_milli(per_mille.saturating_mul(100)).to_string()
}

impl Check {
    /// A whole number; none where nothing was typed.
    pub fn typed_number(&mut self, field: &str, text: &str) -> Option<i64> {
        self.typed(field, text, |plain| plain.replace('\u{2212}', "-").parse().ok())
    }

    /// Coins; none where nothing was typed.
    pub fn typed_coins(&mut self, field: &str, text: &str) -> Option<Coins> {
        self.typed(field, text, |plain| plain.parse().ok())
    }

    /// A day; none where nothing was typed.
    pub fn typed_day(&mut self, field: &str, text: &str) -> Option<Day> {
        let text = digits::ascii(text.trim());
        if text.is_empty() {
            return None;
        }
        let day = text.parse().ok();
        if day.is_none() {
            self.wrong(field, FieldProblem::Date);
        }
        day
    }

    /// An amount of money; none where nothing was typed.
    pub fn typed_cash(&mut self, field: &str, text: &str, currency: Currency) -> Option<CashInput> {
        self.typed(field, text, |plain| cash(plain, currency)).map(CashInput::from)
    }

    fn typed<T>(&mut self, field: &str, text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let plain = digits::plain(text);
        if plain.is_empty() {
            return None;
        }
        let read = read(&plain);
        if read.is_none() {
            self.wrong(field, FieldProblem::Number);
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::{cash, lines, of_cash};
    use crate::kernel::{Cash, Currency, valid::Check};

    #[test]
    fn amounts_are_typed_in_toman_and_dollars() {
        for (typed, currency, minor, back) in [
            ("۴۹٬۰۰۰", Currency::Irr, 490_000, "49000"),
            ("49,000.7", Currency::Irr, 490_007, "49000.7"),
            ("12.5", Currency::Usd, 1_250, "12.50"),
            ("۹", Currency::Eur, 900, "9.00"),
        ] {
            let read = cash(typed, currency).unwrap();
            assert_eq!((read, of_cash(read).as_str()), (Cash::new(minor, currency), back));
            assert_eq!(cash(back, currency), Some(read));
        }
        for (typed, currency) in [
            ("", Currency::Irr),
            ("1.25", Currency::Irr),
            ("1.", Currency::Irr),
            ("-1", Currency::Irr),
            ("1.234", Currency::Usd),
            ("999999999999999999999", Currency::Irr),
        ] {
            assert_eq!(cash(typed, currency), None, "{typed}");
        }
    }

    #[test]
    fn what_can_not_be_read_is_noted() {
        let mut check = Check::new();
        assert_eq!(check.typed_number("a", " ۱۲ "), Some(12));
        assert_eq!(check.typed_number("a", ""), None);
        assert_eq!(check.typed_coins("b", "۱٬۰۰۰٫۵").map(|coins| coins.milli), Some(1_000_500));
        assert_eq!(check.typed_day("c", "2026-11-21").map(|day| day.to_string()).as_deref(), Some("2026-11-21"));
        assert!(check.done().is_ok());
        let mut check = Check::new();
        check.typed_number("a", "x");
        check.typed_coins("b", "1.2345");
        check.typed_day("c", "tomorrow");
        check.typed_cash("d", "1.25", Currency::Irr);
        assert!(check.done().is_err());
        assert_eq!(lines(" a \n\n b"), ["a", "b"]);
    }

    #[test]
    fn a_share_is_typed_in_hundredths() {
        for (text, expected) in [
            ("10", Some(100)),
            ("\u{6f1}\u{6f2}\u{66b}\u{6f5}", Some(125)),
            ("0", Some(0)),
            ("100", Some(1_000)),
            ("1.25", None),
            ("", None),
            ("-1", None),
        ] {
            assert_eq!(super::per_mille(text), expected, "{text}");
        }
        assert_eq!((super::of_per_mille(125), super::of_per_mille(90)), ("12.5".to_owned(), "9".to_owned()));
    }
}
