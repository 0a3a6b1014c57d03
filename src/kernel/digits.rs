//! Persian digits for people, ASCII digits for everything else.

use super::locale::Language;

/// Groups an integer's digits and writes them in the language's digits: `12,345` or `۱۲٬۳۴۵`.
/// `number` is an ASCII decimal as [`super::Coins`] prints it.
pub fn number(language: Language, number: &str) -> String {
    let (sign, unsigned) = number.strip_prefix('-').map_or(("", number), |rest| ("\u{2212}", rest));
    let (whole, places) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let (group, point) = match language {
        Language::Fa => ('٬', '٫'),
        Language::En => (',', '.'),
    };
    let mut text = String::with_capacity(number.len() * 2);
    text.push_str(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !places.is_empty() {
        text.push(point);
        text.push_str(places);
    }
    shaped(language, &text)
}

/// Writes ASCII digits in the language's digits; everything else stays.
pub fn shaped(language: Language, text: &str) -> String {
    match language {
        Language::En => text.to_owned(),
        Language::Fa => text.chars().map(persian).collect(),
    }
}

/// Persian and Arabic digits as ASCII digits: what people type becomes what programs read.
pub fn ascii(text: &str) -> String {
    text.chars().map(|c| to_ascii(c).unwrap_or(c)).collect()
}

/// A number as people type it, with any digits, groups and point, as programs read it: `۱٬۲۰۰٫۵` becomes `1200.5`.
pub fn plain(text: &str) -> String {
    let is_group = |c: char| c.is_whitespace() || matches!(c, ',' | '٬');
    ascii(text).chars().filter(|c| !is_group(*c)).map(|c| if c == '٫' { '.' } else { c }).collect()
}

fn persian(c: char) -> char {
    c.to_digit(10).filter(|_| c.is_ascii_digit()).and_then(|d| char::from_u32(0x06F0 + d)).unwrap_or(c)
}

fn to_ascii(c: char) -> Option<char> {
    let code = u32::from(c);
    let digit = match code {
        0x06F0..=0x06F9 => code - 0x06F0,
        0x0660..=0x0669 => code - 0x0660,
        _ => return None,
    };
    char::from_digit(digit, 10)
}

#[cfg(test)]
mod tests {
    use super::{Language, ascii, number, plain};

    #[test]
    fn numbers_are_grouped_and_shaped() {
        assert_eq!(number(Language::En, "1234567.5"), "1,234,567.5");
        assert_eq!(number(Language::Fa, "1234567.5"), "۱٬۲۳۴٬۵۶۷٫۵");
        assert_eq!(number(Language::Fa, "-200"), "\u{2212}۲۰۰");
        assert_eq!(number(Language::En, "100"), "100");
    }

    #[test]
    fn typed_digits_become_ascii() {
        assert_eq!(ascii("۱۲۳ ٤٥٦ abc"), "123 456 abc");
        for (typed, read) in [("1,000", "1000"), ("۱٬۲۰۰٫۵", "1200.5"), (" 12 ", "12"), ("x", "x")] {
            assert_eq!(plain(typed), read);
        }
    }
}
