//! Measuring a text. Pure: no model, no database.

mod reading;
mod width;

use crate::{
    kernel::fold::folded,
    server::{Cx, Result, access::Member},
    studio::text::meter::{DESCRIPTION_PIXELS_MAX, KeywordUse, Meter, MeterInput, MeterWidth, TITLE_PIXELS_MAX},
};

/// Pixels of a letter of a title, and of a description.
const TITLE_SIZE: i64 = 20;
const DESCRIPTION_SIZE: i64 = 14;

/// Measures a text. Refuses: `invalid` (too long).
pub async fn measure_text(_cx: &Cx, _who: &Member, input: MeterInput) -> Result<Meter> {
    input.check()?;
    // A long text takes a while to count.
    Ok(tokio::task::spawn_blocking(move || measure(&input)).await?)
}

/// The same as a pure function.
fn measure(input: &MeterInput) -> Meter {
    let given =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (title, description, keyword) = (given(&input.title), given(&input.description), given(&input.keyword));
    let counted = reading::count(&input.text);
    Meter {
        title: title.as_deref().map(|text| line(text, TITLE_SIZE, TITLE_PIXELS_MAX)),
        description: description.as_deref().map(|text| line(text, DESCRIPTION_SIZE, DESCRIPTION_PIXELS_MAX)),
        characters: length(&input.text),
        words: counted.words,
        sentences: counted.sentences,
        keyword: keyword.and_then(|keyword| {
            keyword_use(&keyword, title.as_deref(), description.as_deref(), &input.text, counted.words)
        }),
        readability: reading::readability(&input.text, &counted),
    }
}

fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

fn line(text: &str, size: i64, pixels_max: i64) -> MeterWidth {
    let pixels = width::pixels(text, size);
    MeterWidth { characters: length(text), pixels, pixels_max, fits: pixels <= pixels_max }
}

/// The words of a text, folded: what two keyboards write is the same.
fn words_of(text: &str) -> Vec<String> {
    let folded = folded(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// How often the words stand in the text one after the other.
fn occurrences(words: &[String], text: &[String]) -> i64 {
    let (mut at, mut found) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| rest.len() >= words.len()) {
        if rest.starts_with(words) {
            (at, found) = (at + words.len(), found + 1);
        } else {
            at += 1;
        }
    }
    found
}

/// None of a keyword without a letter.
fn keyword_use(
    keyword: &str,
    title: Option<&str>,
    description: Option<&str>,
    text: &str,
    words: i64,
) -> Option<KeywordUse> {
    let wanted = words_of(keyword);
    if wanted.is_empty() {
        return None;
    }
    let has = |text: &str| occurrences(&wanted, &words_of(text)) > 0;
    let count = occurrences(&wanted, &words_of(text));
    let opening = text.split("\n\n").map(str::trim).find(|part| !part.is_empty()).unwrap_or_default();
    let belonging = count.saturating_mul(i64::try_from(wanted.len()).unwrap_or(i64::MAX));
    Some(KeywordUse {
        count,
        density_per_mille: belonging.saturating_mul(1_000).checked_div(words).unwrap_or(0),
        in_title: title.is_some_and(has),
        in_description: description.is_some_and(has),
        in_opening: has(opening),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{kernel::locale::Language, studio::text::meter::ReadingLevel};

    fn meter(title: &str, description: &str, text: &str, keyword: &str) -> Meter {
        let some = |text: &str| Some(text.to_owned());
        let (title, description, keyword) = (some(title), some(description), some(keyword));
        measure(&MeterInput { title, description, text: text.to_owned(), keyword })
    }

    #[test]
    fn a_keyword_is_found_however_it_is_typed() {
        let text = "قهوه‌ی تازه، قهوه تازه و قهوۀ تازه.\n\nقهوهٔ تازه بخرید؛ تازه قهوه نه.";
        let found = meter("خرید قهوه تازه", "بهترین چای", text, "قهوه تازه").keyword.unwrap();
        assert_eq!((found.in_title, found.in_description, found.in_opening), (true, false, true));
        assert_eq!(found.count, 3, "the one with a joined ending is another word");
        let arabic = meter("", "", "كتاب كودك و کتاب کودک", "کتاب کودک").keyword.unwrap();
        assert_eq!((arabic.count, arabic.density_per_mille), (2, 800));
        assert_eq!(meter("", "", "category cat cats CAT.", "cat").keyword.unwrap().count, 2, "whole words");
        assert_eq!(meter("", "", "text", " .. ").keyword, None);
    }

    #[test]
    fn widths_are_those_of_a_list_of_results() {
        let found = meter(&"m".repeat(40), &"i".repeat(160), "", "");
        let (title, description) = (found.title.unwrap(), found.description.unwrap());
        assert_eq!((title.pixels, title.fits), (666, false), "40 wide letters at 20 pixels");
        assert_eq!((description.pixels, description.fits), (497, true), "160 narrow ones at 14");
        assert_eq!(meter(" ", "", "", "").title, None);
        let persian = meter("خرید قهوهٔ تازه‌برشته با ارسال رایگان", "", "", "").title.unwrap();
        assert!((200..420).contains(&persian.pixels), "{persian:?}");
    }

    #[test]
    fn plain_words_read_more_easily_than_learned_ones() {
        let easy = meter("", "", "The cat sat on the mat. The dog ran to the cat. They play all day.", "");
        let learned = "Organisational interoperability necessitates comprehensive institutional standardisation, \
            notwithstanding considerable administrative heterogeneity and bureaucratic unpredictability.";
        let hard = meter("", "", learned, "");
        let (easy, hard) = (easy.readability.unwrap(), hard.readability.unwrap());
        assert_eq!(
            (easy.language, easy.level, hard.level),
            (Language::En, ReadingLevel::VeryEasy, ReadingLevel::VeryHard)
        );
        assert!(easy.score > hard.score && easy.words_per_sentence_tenths == 53, "{easy:?} {hard:?}");
        let simple = meter("", "", "من به خانه رفتم. هوا خوب بود. مادر چای آورد. ما با هم چای خوردیم.", "");
        let simple = simple.readability.unwrap();
        let stiff = "استانداردسازی یکپارچه‌سازی زیرساخت‌های دیجیتال سازمان‌های بین‌المللی نیازمند هماهنگی‌های گسترده‌ی \
            میان‌سازمانی و سیاست‌گذاری‌های راهبردی بلندمدت در حوزه‌های گوناگون فناوری اطلاعات و ارتباطات و اقتصاد کلان است.";
        let stiff = meter("", "", stiff, "").readability.unwrap();
        assert_eq!(simple.language, Language::Fa);
        assert!(simple.score > stiff.score, "{simple:?} {stiff:?}");
        assert!(matches!(simple.level, ReadingLevel::VeryEasy | ReadingLevel::Easy), "{simple:?}");
    }

    #[test]
    fn nothing_has_no_measure() {
        let none = meter("", "", " \n ", "word");
        assert_eq!((none.words, none.sentences, none.readability), (0, 0, None));
        assert_eq!(none.keyword.unwrap().density_per_mille, 0);
        assert_eq!(meter("", "", "# A heading\n\n- one\n- two", "").sentences, 3, "lines of a list end sentences too");
    }
}
