//! What is counted about a text: widths in a list of search results, a keyword, how easily it reads.

use crate::kernel::{AppError, locale::Language, valid::Check, word::words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Pixels that a title has in a list of results.
pub const TITLE_PIXELS_MAX: i64 = 580;
/// Pixels that a description has there, over its lines.
pub const DESCRIPTION_PIXELS_MAX: i64 = 990;
/// Characters of a title that is measured.
pub const TITLE_CHARS_MAX: u32 = 1_000;
/// The same of a description.
pub const DESCRIPTION_CHARS_MAX: u32 = 5_000;
/// The same of a text.
pub const TEXT_CHARS_MAX: u32 = 200_000;
/// The same of a keyword.
pub const KEYWORD_CHARS_MAX: u32 = 200;

/// What is measured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeterInput {
    /// The title of the page.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub title: Option<String>,
    /// The description for search engines.
    #[serde(default)]
    #[schema(max_length = 5_000)]
    pub description: Option<String>,
    /// The text of the page.
    #[schema(max_length = 200_000)]
    pub text: String,
    /// What the page is to be found by: a word or a few.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub keyword: Option<String>,
}

impl MeterInput {
    /// Whether it can be measured.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("title", self.title.as_deref().unwrap_or_default(), 0, TITLE_CHARS_MAX);
        check.text("description", self.description.as_deref().unwrap_or_default(), 0, DESCRIPTION_CHARS_MAX);
        check.text("text", &self.text, 0, TEXT_CHARS_MAX);
        check.text("keyword", self.keyword.as_deref().unwrap_or_default(), 0, KEYWORD_CHARS_MAX);
        check.done()
    }
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Meter {
    /// The title's width, where there is a title.
    #[schema(required)]
    pub title: Option<MeterWidth>,
    /// The description's width, where there is one.
    #[schema(required)]
    pub description: Option<MeterWidth>,
    /// Characters of the text.
    pub characters: i64,
    /// Words of the text.
    pub words: i64,
    /// Sentences of the text.
    pub sentences: i64,
    /// How the keyword is used, where there is one.
    #[schema(required)]
    pub keyword: Option<KeywordUse>,
    /// How easily the text reads; none without words.
    #[schema(required)]
    pub readability: Option<Readability>,
}

/// How wide a line is in a list of results. An approximation: the metrics of Arial, and of its Persian letters as they stand
/// in words; at 20 pixels for a title, at 14 for a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeterWidth {
    /// Characters.
    pub characters: i64,
    /// Pixels.
    pub pixels: i64,
    /// Pixels that are shown; what is wider is cut off.
    pub pixels_max: i64,
    /// Whether all of it is shown.
    pub fits: bool,
}

/// How a keyword is used. Two ways to write it in Persian are one, and it counts as whole words only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeywordUse {
    /// How often the text has it.
    pub count: i64,
    /// Words of the text that belong to it, out of a thousand.
    pub density_per_mille: i64,
    /// Whether the title has it.
    pub in_title: bool,
    /// Whether the description has it.
    pub in_description: bool,
    /// Whether the first paragraph has it.
    pub in_opening: bool,
}

words! {
    /// How easily a text reads.
    ReadingLevel {
        /// For children: 80 and more.
        VeryEasy = "very_easy",
        /// For everybody: 60 and more.
        Easy = "easy",
        /// For practised readers: 40 and more.
        Medium = "medium",
        /// For students: 20 and more.
        Hard = "hard",
        /// For experts.
        VeryHard = "very_hard",
    }
}

/// How easily a text reads: Flesch's formula for English, Dayani's form of it for Persian. Syllables are counted from the
/// letters, so it is an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Readability {
    /// The language by which it was counted.
    pub language: Language,
    /// From 0, hardest, to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub score: i64,
    /// The same in a word.
    pub level: ReadingLevel,
    /// Words of a sentence, in tenths.
    pub words_per_sentence_tenths: i64,
}
