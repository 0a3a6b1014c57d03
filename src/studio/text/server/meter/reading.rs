//! How easily a text reads. Flesch (1948) for English: 206.835 - 1.015 × words a sentence - 84.6 × syllables a word. Dayani
//! (2000) found 262.835 in the place of the first number for Persian. Numbers are whole thousandths, so that they are the same
//! everywhere.
//!
//! Syllables are counted from letters. English: groups of vowels, without a silent `e` at the end. Persian writes long vowels
//! only: those are counted, and between them as many short ones as the consonants need (a syllable has a vowel, one consonant
//! before it and at most two behind it).

use crate::{
    kernel::{fold::folded, locale::Language},
    routing::wish::language_of,
    studio::text::meter::{Readability, ReadingLevel},
};

const ENGLISH_START: i64 = 206_835;
const PERSIAN_START: i64 = 262_835;
const A_SENTENCE: i64 = 1_015;
const A_WORD: i64 = 84_600;
const ALEF: char = '\u{627}';
const VAV: char = '\u{648}';
const YE: char = '\u{6cc}';
const HE: char = '\u{647}';

/// What a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) words: i64,
    pub(super) sentences: i64,
}

/// Counts words and sentences. A sentence ends at its mark or with its line, and has a word in it.
pub(super) fn count(text: &str) -> Counted {
    let folded = whole_numbers(&folded(text));
    let is_end = |letter: char| matches!(letter, '.' | '!' | '?' | '\u{61f}' | '\u{2026}' | '\n');
    let (mut all, mut sentences) = (0_i64, 0_i64);
    for part in folded.split(is_end) {
        let words = i64::try_from(words(part).count()).unwrap_or(i64::MAX);
        all = all.saturating_add(words);
        sentences = sentences.saturating_add(i64::from(words > 0));
    }
    Counted { words: all, sentences }
}

/// Without the points within numbers and addresses, which end nothing.
fn whole_numbers(text: &str) -> String {
    let mut letters = text.chars().peekable();
    let mut whole = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        if letter != '.' || !letters.peek().is_some_and(|next| next.is_alphanumeric()) {
            whole.push(letter);
        }
    }
    whole
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| word.chars().any(char::is_alphanumeric))
}

/// How easily it reads; none without words, or in letters of neither language.
pub(super) fn readability(text: &str, counted: &Counted) -> Option<Readability> {
    let language = language_of(text)?;
    if counted.words == 0 || counted.sentences == 0 {
        return None;
    }
    let folded = whole_numbers(&folded(text));
    let of_word: fn(&str) -> i64 = match language {
        Language::Fa => persian_syllables,
        Language::En => english_syllables,
    };
    let syllables = words(&folded).map(of_word).fold(0, i64::saturating_add);
    let start = if language == Language::Fa { PERSIAN_START } else { ENGLISH_START };
    let thousandths = start
        .saturating_sub(A_SENTENCE.saturating_mul(counted.words) / counted.sentences)
        .saturating_sub(A_WORD.saturating_mul(syllables) / counted.words);
    let score = (thousandths / 1_000).clamp(0, 100);
    Some(Readability {
        language,
        score,
        level: level(score),
        words_per_sentence_tenths: counted.words.saturating_mul(10) / counted.sentences,
    })
}

fn level(score: i64) -> ReadingLevel {
    match score {
        80.. => ReadingLevel::VeryEasy,
        60..80 => ReadingLevel::Easy,
        40..60 => ReadingLevel::Medium,
        20..40 => ReadingLevel::Hard,
        _ => ReadingLevel::VeryHard,
    }
}

fn english_syllables(word: &str) -> i64 {
    let is_vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let (mut groups, mut before) = (0, false);
    for letter in word.chars() {
        groups += i64::from(is_vowel(letter) && !before);
        before = is_vowel(letter);
    }
    let is_silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
    (groups - i64::from(is_silent)).max(1)
}

/// Of a folded word.
fn persian_syllables(word: &str) -> i64 {
    let letters: Vec<char> = word.chars().collect();
    let (mut vowels, mut short, mut run) = (0_i64, 0_i64, 0_i64);
    for at in 0..letters.len() {
        if !is_long_vowel(&letters, at) {
            run += 1;
            continue;
        }
        // Of the consonants before the first vowel one belongs to it and each other needs its own; between two vowels one may
        // close the syllable before.
        short += if vowels == 0 { (run - 1).max(0) } else { (run - 1).max(0) / 2 };
        (vowels, run) = (vowels + 1, 0);
    }
    short += if vowels == 0 { (run / 2).max(1) } else { run / 2 };
    (vowels + short).max(1)
}

/// Alef is one; vav and ye are where they do not begin the word and no alef follows them; he is one at the end.
fn is_long_vowel(letters: &[char], at: usize) -> bool {
    match letters.get(at) {
        Some(&ALEF) => true,
        Some(&VAV | &YE) => at > 0 && letters.get(at + 1) != Some(&ALEF),
        Some(&HE) => at > 0 && at + 1 == letters.len(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_near_those_that_are_heard() {
        for (word, heard) in [("cat", 1), ("table", 2), ("make", 1), ("reading", 2), ("beautiful", 3), ("the", 1)] {
            assert_eq!(english_syllables(word), heard, "{word}");
        }
        for (word, heard) in
            [("من", 1), ("کتاب", 2), ("خانه", 2), ("دفتر", 2), ("مردم", 2), ("شهر", 1), ("بیا", 2), ("سلام", 2)]
        {
            assert_eq!(persian_syllables(&folded(word)), heard, "{word}");
        }
    }

    #[test]
    fn sentences_end_at_marks_and_lines() {
        assert_eq!(count("One two. Three! چهار پنج؟\nSix… 3.5"), Counted { words: 7, sentences: 5 });
        assert_eq!(count("می‌خواهم بروم"), Counted { words: 2, sentences: 1 }, "joined by a half-space");
    }
}
