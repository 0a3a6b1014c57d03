//! Numbers as Persian says them: models that speak read Persian digits one by one, in English, or not at all.

use crate::{
    kernel::{digits, locale::Language},
    routing::wish::language_of,
};

const ONES: [&str; 20] = [
    "صفر",
    "یک",
    "دو",
    "سه",
    "چهار",
    "پنج",
    "شش",
    "هفت",
    "هشت",
    "نه",
    "ده",
    "یازده",
    "دوازده",
    "سیزده",
    "چهارده",
    "پانزده",
    "شانزده",
    "هفده",
    "هجده",
    "نوزده",
];
const TENS: [&str; 10] = ["", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود"];
const HUNDREDS: [&str; 10] = ["", "صد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد"];
/// From the largest.
const SCALES: [(u64, &str); 3] = [(1_000_000_000, "میلیارد"), (1_000_000, "میلیون"), (1_000, "هزار")];
const AND: &str = " و ";
const POINT: &str = " ممیز ";
const PERCENT: &str = " درصد";
const MINUS: &str = "منفی ";
/// Digits that are read as one number: hundreds of billions. Longer ones are the numbers of cards and accounts.
const DIGITS_MAX: usize = 12;
/// Places that are read as one number.
const PLACES_MAX: usize = 6;

/// A Persian text with its numbers in words; any other text as it is. Dates, times, ranges, telephone and card numbers,
/// versions and what belongs to a Latin word stay in digits.
pub(super) fn in_words(text: &str) -> String {
    if language_of(text) != Some(Language::Fa) {
        return text.to_owned();
    }
    let all: Vec<char> = text.chars().collect();
    let (mut read, mut at) = (String::with_capacity(text.len() * 2), 0);
    while let Some(c) = all.get(at) {
        if !is_digit(*c) {
            read.push(*c);
            at += 1;
            continue;
        }
        let end = end_of(&all, at);
        match said(&all, at, end) {
            Some(said) => at = said.write(&mut read, &all),
            None => {
                read.extend(&all[at..end]);
                at = end;
            }
        }
    }
    read
}

/// A number that is said in words.
struct Said {
    words: String,
    is_negative: bool,
    is_percent_before: bool,
    /// Where the text goes on.
    next: usize,
}

impl Said {
    /// Writes it after what was read; where the text goes on.
    fn write(self, read: &mut String, all: &[char]) -> usize {
        if self.is_negative || self.is_percent_before {
            read.pop();
        }
        if read.chars().next_back().is_some_and(char::is_alphabetic) {
            read.push(' ');
        }
        if self.is_negative {
            read.push_str(MINUS);
        }
        read.push_str(&self.words);
        if all.get(self.next).is_some_and(|c| c.is_alphabetic()) {
            read.push(' ');
        }
        self.next
    }
}

/// Where what begins with a digit ends: signs belong to it between two digits.
fn end_of(all: &[char], start: usize) -> usize {
    let is = |at: usize| all.get(at).is_some_and(|c| is_digit(*c));
    let mut at = start;
    while is(at) || (all.get(at).is_some_and(|c| is_sign(*c)) && is(at + 1)) {
        at += 1;
    }
    at
}

fn said(all: &[char], start: usize, end: usize) -> Option<Said> {
    let before = |back: usize| start.checked_sub(back).and_then(|at| all.get(at)).copied();
    let after = all.get(end).copied();
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '#' | '@'));
    let is_dash = before(1).is_some_and(|c| matches!(c, '-' | '\u{2212}'));
    let is_negative = is_dash && before(2).is_none_or(|c| c.is_whitespace() || c == '(');
    let is_tied = before(1).is_some_and(|c| matches!(c, '/' | ':' | '+')) || (is_dash && !is_negative);
    if is_latin(before(1)) || is_latin(after) || is_tied || after.is_some_and(|c| matches!(c, '/' | '-')) {
        return None;
    }
    let token = digits::ascii(&all[start..end].iter().collect::<String>());
    let mut words = number(&token.replace('٫', ".").replace('٬', ","))?;
    let is_percent = |c: Option<char>| c.is_some_and(|c| matches!(c, '%' | '٪'));
    let is_percent_before = is_percent(before(1));
    let mut next = end;
    if is_percent(after) {
        next = end + 1;
    } else if after == Some(' ') && is_percent(all.get(end + 1).copied()) {
        next = end + 2;
    }
    if next > end || is_percent_before {
        words.push_str(PERCENT);
    }
    Some(Said { words, is_negative, is_percent_before, next })
}

/// A number with its groups and its point in words; none for what is no number to be read as one.
fn number(token: &str) -> Option<String> {
    let (whole, places) = match token.split_once('.') {
        Some((whole, places)) => (whole, Some(places)),
        None => (token, None),
    };
    let groups: Vec<&str> = whole.split(',').collect();
    let is_grouped = groups.len() > 1;
    if is_grouped && (groups[0].len() > 3 || groups[1..].iter().any(|group| group.len() != 3)) {
        return None;
    }
    let plain = groups.concat();
    let is_code = plain.len() > 1 && plain.starts_with('0');
    if plain.len() > DIGITS_MAX || is_code || !plain.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut words = integer(plain.parse().ok()?);
    if let Some(places) = places {
        if !places.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        words.push_str(POINT);
        words.push_str(&fraction(places)?);
    }
    Some(words)
}

/// What stands after the point: zeros one by one, then the rest as a number; long ones digit by digit.
fn fraction(places: &str) -> Option<String> {
    let one = |digit: char| digit.to_digit(10).and_then(|digit| ONES.get(usize::try_from(digit).ok()?).copied());
    if places.len() > PLACES_MAX {
        return Some(places.chars().filter_map(one).collect::<Vec<_>>().join(" "));
    }
    let rest = places.trim_start_matches('0');
    let mut words = vec![ONES[0].to_owned(); places.len() - rest.len()];
    if !rest.is_empty() {
        words.push(integer(rest.parse().ok()?));
    }
    Some(words.join(" "))
}

fn integer(number: u64) -> String {
    if number == 0 {
        return ONES[0].to_owned();
    }
    let (mut rest, mut words) = (number, Vec::new());
    for (scale, name) in SCALES {
        let count = rest / scale;
        rest %= scale;
        match count {
            0 => {}
            // "Thousand" alone, but "one million".
            1 if scale == 1_000 => words.push(name.to_owned()),
            count => words.push(format!("{} {name}", hundreds(count))),
        }
    }
    if rest > 0 {
        words.push(hundreds(rest));
    }
    words.join(AND)
}

/// Below a thousand.
fn hundreds(number: u64) -> String {
    let word = |list: &[&'static str], at: u64| usize::try_from(at).ok().and_then(|at| list.get(at).copied());
    let (hundred, rest) = (number / 100, number % 100);
    let mut words = Vec::new();
    if hundred > 0 {
        words.extend(word(&HUNDREDS, hundred));
    }
    match rest {
        0 => {}
        1..20 => words.extend(word(&ONES, rest)),
        _ => {
            words.extend(word(&TENS, rest / 10));
            words.extend(word(&ONES, rest % 10).filter(|_| !rest.is_multiple_of(10)));
        }
    }
    words.join(AND)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '\u{6F0}'..='\u{6F9}' | '\u{660}'..='\u{669}')
}

fn is_sign(c: char) -> bool {
    matches!(c, '.' | ',' | '٫' | '٬' | '/' | ':' | '-')
}

#[cfg(test)]
mod tests {
    use super::{in_words, integer};

    #[test]
    fn numbers_are_words() {
        for (number, words) in [
            (0, "صفر"),
            (13, "سیزده"),
            (20, "بیست"),
            (21, "بیست و یک"),
            (100, "صد"),
            (305, "سیصد و پنج"),
            (1_000, "هزار"),
            (1_403, "هزار و چهارصد و سه"),
            (12_000, "دوازده هزار"),
            (1_000_001, "یک میلیون و یک"),
            (2_500_000_000, "دو میلیارد و پانصد میلیون"),
        ] {
            assert_eq!(integer(number), words, "{number}");
        }
    }

    #[test]
    fn both_kinds_of_digits_are_read() {
        for (text, read) in [
            ("من ۲۵ کتاب دارم", "من بیست و پنج کتاب دارم"),
            ("من 25 کتاب دارم.", "من بیست و پنج کتاب دارم."),
            ("قیمت ۱٬۲۵۰٬۰۰۰ تومان", "قیمت یک میلیون و دویست و پنجاه هزار تومان"),
            ("قیمت 1,250 تومان", "قیمت هزار و دویست و پنجاه تومان"),
            ("عدد ۳٫۱۴ است", "عدد سه ممیز چهارده است"),
            ("عدد 2.05 است", "عدد دو ممیز صفر پنج است"),
            ("رشد ۲۰٪ بود", "رشد بیست درصد بود"),
            ("رشد ٪۲۰ بود", "رشد بیست درصد بود"),
            ("رشد 20 % بود", "رشد بیست درصد بود"),
            ("دما -5 درجه", "دما منفی پنج درجه"),
            ("۵تا سیب", "پنج تا سیب"),
            ("سال ۱۴۰۳.", "سال هزار و چهارصد و سه."),
        ] {
            assert_eq!(in_words(text), read);
        }
    }

    #[test]
    fn what_is_no_number_stays() {
        for text in [
            "تاریخ ۱۴۰۳/۰۵/۱۲ است",
            "تاریخ 2026-11-28 است",
            "ساعت ۱۲:۳۰ می‌آیم",
            "شماره ۰۹۱۲۱۲۳۴۵۶۷ من",
            "کارت ۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳ بانک",
            "مدل GPT-5 و H264 خوب هستند",
            "نسخهٔ ۱.۲.۳ آمد",
            "بازهٔ ۵-۱۰ نفر",
            "تلفن +98 ایران",
        ] {
            assert_eq!(in_words(text), text);
        }
        assert_eq!(in_words("I have 25 books"), "I have 25 books", "only in Persian");
        assert_eq!(in_words(""), "");
    }
}
