//! What two ways to write the same words have in common, as Persian is typed: two keyboards, two kinds of digits, joined or
//! not, with vowel signs or without. For comparing and finding, never for showing.

use super::digits;

/// The text with one letter for each sound, ASCII digits, small letters, and without what is not heard.
pub fn folded(text: &str) -> String {
    digits::ascii(text).chars().filter_map(plain).flat_map(char::to_lowercase).collect()
}

fn plain(c: char) -> Option<char> {
    match c {
        'ي' | 'ى' => Some('ی'),
        'ك' => Some('ک'),
        'ة' | 'ۀ' => Some('ه'),
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ؤ' => Some('و'),
        // What joins or parts letters, and what says in which direction they run.
        '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | 'ـ' => {
            None
        }
        // Signs above and below letters, in both scripts.
        '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E8}' => {
            None
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn two_ways_become_one() {
        for (one, other) in [
            ("كتاب‌هاي", "کتابهای"),
            ("مُدیرِ", "مدیر"),
            ("آموزش ۱۴۰۵", "اموزش ١٤٠٥"),
            ("خـــانهٔ", "خانه"),
            ("Cafe\u{301} RUST", "cafe rust"),
            ("\u{202B}سلام\u{202C}", "سلام"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} / {other}");
        }
        assert_ne!(folded("کتاب"), folded("کباب"));
    }
}
