//! Finding a conversation by its title, as Persian is typed: two keyboards, two kinds of digits, joined or not.

use crate::kernel::digits;

/// Whether the title holds every word that is searched for.
pub fn is_found(title: &str, search: &str) -> bool {
    let title = folded(title);
    search.split_whitespace().all(|word| title.contains(&folded(word)))
}

/// What two ways to write the same word have in common.
fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        'ي' | 'ى' => Some('ی'),
        'ك' => Some('ک'),
        'ة' | 'ۀ' => Some('ه'),
        'أ' | 'إ' | 'آ' => Some('ا'),
        'ؤ' => Some('و'),
        '\u{200C}' | '\u{200D}' | 'ـ' | '\u{64B}'..='\u{652}' => None,
        other => Some(other),
    };
    digits::ascii(text).chars().filter_map(plain).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::is_found;

    #[test]
    fn however_it_was_typed() {
        for (title, search, found) in [
            ("کتاب‌های برنامه‌نویسی", "كتابهاي", true),
            ("آموزش Rust در ۷ روز", "rust 7", true),
            ("آموزش Rust در ۷ روز", "اموزش", true),
            ("آموزش Rust", "پایتون", false),
            ("هرچیزی", " ", true),
        ] {
            assert_eq!(is_found(title, search), found, "{title} / {search}");
        }
    }
}
