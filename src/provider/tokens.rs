//! Counting tokens without a tokenizer: what to assume when a provider reports nothing, and the most to set aside.

/// An honest guess of a text's tokens: four ASCII characters or two others a token, at least one unless it is empty.
pub fn estimate(text: &str) -> u64 {
    let (mut ascii, mut other) = (0_u64, 0_u64);
    for character in text.chars() {
        *if character.is_ascii() { &mut ascii } else { &mut other } += 1;
    }
    ascii.saturating_add(other.saturating_mul(2)).div_ceil(4)
}

/// More tokens than real tokenizers make of a text.
///
/// Byte-level tokenizers never make more tokens than bytes. Words are far below that: two ASCII letters or blanks make
/// one token at most, two letters of two bytes (Persian, Arabic, Cyrillic) make three. Digits, signs and characters of
/// three or four bytes (emoji) can cost a token a byte, so they count in full.
pub fn upper_bound(text: &str) -> u64 {
    let halves: u64 = text.chars().map(half_tokens).sum();
    halves.div_ceil(2)
}

fn half_tokens(character: char) -> u64 {
    match character.len_utf8() {
        1 if character.is_ascii_alphabetic() || character == ' ' => 1,
        1 => 2,
        2 => 3,
        3 => 6,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::{estimate, upper_bound};

    #[test]
    fn guesses_and_bounds() {
        for (text, guess, bound) in [
            ("", 0, 0),
            ("a", 1, 1),
            ("hello world", 3, 6),
            ("2026-11-21", 3, 10),
            ("سلام دنیا", 5, 13),
            ("می\u{200c}خواهم", 4, 14),
            ("👋🏽", 1, 8),
        ] {
            assert_eq!((estimate(text), upper_bound(text)), (guess, bound), "{text}");
        }
    }
}
