//! Texts as vectors without any model: what two texts share of words and pieces of words is how near they are. It knows
//! spelling, not meaning: "car" and "automobile" are strangers to it.
//!
//! The text is folded (two Persian keyboards, digits, vowel signs, small letters: [`crate::kernel::fold`]) and cut into
//! words. Each word counts as itself, with its neighbour as a pair, and as its pieces of three to five letters, by which
//! endings and slips of the hand stay near; a word in pieces (with a joiner) counts by them too. The shorter a word, the
//! less it counts, and what comes again counts with its square root. Each of these adds or takes away its weight in one
//! place that its bytes choose.
//!
//! Only operations that every machine does alike are used, so that a vector that was kept compares with one made anywhere.

#![allow(clippy::float_arithmetic, reason = "vectors are numbers of this kind; nothing here is money")]

use super::vector::{hash, unit};
use crate::kernel::fold::folded;
use std::collections::BTreeMap;

/// How long vectors are when nobody says, and at most.
pub(super) const DIMENSIONS: u32 = 384;
/// Letters of a word that are cut into pieces; the rest of a longer one counts with the whole only.
const WORD_CHARS_MAX: usize = 64;
/// Letters of a piece.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;
/// What words of so many letters weigh, in thousandths: the shortest ones are in every text. Longer ones weigh all.
const WEIGHTS: [u32; 5] = [0, 150, 150, 500, 800];
const WHOLE: u32 = 1_000;
/// What a piece and a pair weigh, in thousandths of their words.
const PIECE: u32 = 500;
const PAIR: u32 = 300;

/// What is counted, told apart so that a word is not its own piece.
const WORDS: u8 = 0;
const PAIRS: u8 = 1;
const PIECES_OF_WORDS: u8 = 2;

/// The vector of a text, of length one. A text without any letter or digit has one too. `None` for no places.
pub(super) fn vector(text: &str, dimensions: usize) -> Option<Vec<f32>> {
    let mut squares: BTreeMap<u64, u64> = BTreeMap::new();
    for (hash, weight) in features(text) {
        *squares.entry(hash).or_default() += u64::from(weight) * u64::from(weight);
    }
    let mut vector = vec![0.0_f64; dimensions];
    // Sums of floats depend on their order: it follows from the text alone.
    for (hash, square) in squares {
        let weight = (square as f64).sqrt();
        let place = usize::try_from(hash >> 1).unwrap_or(usize::MAX).checked_rem(dimensions)?;
        vector[place] += if hash & 1 == 0 { weight } else { -weight };
    }
    // Everything may have met its opposite.
    if vector.iter().all(|number| *number == 0.0) {
        *vector.first_mut()? = 1.0;
    }
    unit(vector.into_iter().map(|number| number as f32).collect())
}

/// The hashes of everything that counts, with what it weighs.
fn features(text: &str) -> Vec<(u64, u32)> {
    let mut found = Vec::new();
    let mut before: Option<(String, u32)> = None;
    let is_joiner = |c: char| matches!(c, '\u{200C}' | '\u{200D}' | '\u{640}');
    // Vowel signs belong to their word; a joiner parts it only for a second look.
    let is_inside = |c: char| c.is_alphanumeric() || is_joiner(c) || folded(c.encode_utf8(&mut [0; 4])).is_empty();
    for written in text.split(|c: char| !is_inside(c)) {
        let word = folded(written);
        if word.is_empty() {
            continue;
        }
        let weight = weight(&word);
        found.push((hash(word.as_bytes(), WORDS), weight));
        count_pieces(&word, weight, &mut found);
        let parts: Vec<String> = written.split(is_joiner).map(folded).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 {
            found.extend(parts.iter().map(|part| (hash(part.as_bytes(), WORDS), self::weight(part))));
        }
        if let Some((before, its)) = &before {
            let pair = format!("{before} {word}");
            found.push((hash(pair.as_bytes(), PAIRS), weight.min(*its) * PAIR / WHOLE));
        }
        before = Some((word, weight));
    }
    if found.is_empty() {
        found.push((hash(text.trim().as_bytes(), WORDS), WHOLE));
    }
    found
}

fn weight(word: &str) -> u32 {
    WEIGHTS.get(word.chars().count()).copied().unwrap_or(WHOLE)
}

/// The pieces of a word of three letters or more; its begin and its end are letters too.
fn count_pieces(word: &str, weight: u32, found: &mut Vec<(u64, u32)>) {
    if word.chars().nth(2).is_none() {
        return;
    }
    let letters: Vec<char> =
        std::iter::once('<').chain(word.chars().take(WORD_CHARS_MAX)).chain(std::iter::once('>')).collect();
    let mut piece = String::new();
    for length in PIECES {
        for letters in letters.windows(length) {
            piece.clear();
            piece.extend(letters);
            found.push((hash(piece.as_bytes(), PIECES_OF_WORDS), weight * PIECE / WHOLE));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DIMENSIONS, vector};
    use sha2::{Digest, Sha256};

    fn of(text: &str) -> Vec<f32> {
        vector(text, usize::try_from(DIMENSIONS).unwrap()).unwrap()
    }

    fn nearness(one: &str, other: &str) -> f32 {
        of(one).iter().zip(of(other)).map(|(one, other)| one * other).sum()
    }

    #[test]
    fn the_same_text_has_the_same_vector_on_every_machine() {
        let bytes: Vec<u8> = of("کتاب‌های خوب about Rust ۱۴۰۵").into_iter().flat_map(f32::to_le_bytes).collect();
        let golden: String = Sha256::digest(&bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(golden, "2d55e02a0afbcf4a", "kept vectors do not compare with these: name a new model instead");
    }

    #[test]
    fn what_is_spelled_alike_is_near() {
        for (text, near, far) in [
            ("کتاب", "کتاب‌ها", "ماشین"),
            ("کتاب", "کتابهای", "کباب"),
            ("کتاب‌ها", "كتاب ها", "خودرو"),
            ("قیمت گوشی سامسونگ", "گوشی سامسونگ ارزان", "آموزش آشپزی ایرانی"),
            ("برنامه‌نویسی", "برنامه نویس", "باغبانی"),
            ("دانشگاه", "دانشگاهی", "فروشگاه"),
            ("دانشگاه تهران", "دانشكاه تهران", "بازار تبریز"),
            ("embedding", "embeding", "bicycle"),
            ("How do I install Rust?", "installing rust", "a recipe for soup"),
            ("color of the car", "colour of cars", "weather in the city"),
            ("آموزش Rust", "rust آموزشی", "آموزش پایتون مقدماتی"),
        ] {
            let (near_by, far_off) = (nearness(text, near), nearness(text, far));
            assert!(near_by > far_off + 0.15, "{text}: {near} {near_by}, {far} {far_off}");
            assert!(near_by > 0.25, "{text}: {near} {near_by}");
        }
    }

    #[test]
    fn two_ways_to_write_the_same_are_the_same() {
        for (one, other) in [("كتاب علي", "کتاب علی"), ("سالِ ۱۴۰۵", "سال ١٤٠٥"), ("RUST, quickly!", "rust quickly")]
        {
            assert!(nearness(one, other) > 0.999, "{one} / {other}: {}", nearness(one, other));
        }
        assert!(nearness("سلام", "weather").abs() < 0.2);
    }

    #[test]
    fn every_text_has_a_vector_of_length_one() {
        let long = "کتاب".repeat(50_000);
        let many = "کتاب خوب است و ".repeat(2_000);
        for text in ["", " ", "!!!", "🙂", "🙂🙂", "ا", "\u{200C}", "\u{0}", long.as_str(), many.as_str()] {
            let length: f32 = of(text).iter().map(|number| number * number).sum();
            assert!((length - 1.0).abs() < 1e-5, "{length}");
        }
        assert_ne!(of("🙂"), of("!!!"));
        assert_eq!((vector("x", 1).map(|one| one.len()), vector("x", 0)), (Some(1), None));
        assert!(nearness("خوب است", &many) > 0.3, "what comes again does not drown the rest");
    }
}
