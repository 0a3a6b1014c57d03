//! Finding a conversation by its title, as Persian is typed: two keyboards, two kinds of digits, joined or not.

use crate::kernel::fold::folded;

/// Whether the title holds every word that is searched for.
pub fn is_found(title: &str, search: &str) -> bool {
    let title = folded(title);
    search.split_whitespace().all(|word| title.contains(&folded(word)))
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
