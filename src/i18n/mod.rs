//! The language room: messages, digits, dates and errors in the reader's language.
//!
//! The language never changes without a page load, so it is a plain value: `let l = use_locale();` once in a component,
//! then `td_string!(l, chat.send)`. Messages live in `fa/<namespace>.json` and `en/<namespace>.json`, a namespace a feature.

mod catalogue;
mod date;
mod error;
mod number;

use crate::kernel::locale::Language;
use leptos::prelude::use_context;

pub use catalogue::i18n::Locale;
pub use date::{both_dates, both_years, date, date_time, day, relative, time};
pub use error::{error_text, field_text};
pub use leptos_i18n::{td, td_string};
pub use number::{bytes, cash, coins, coins_in_words, count, digits, duration};

/// The language of the page; Persian where nothing says otherwise.
pub fn use_locale() -> Locale {
    use_context::<Locale>().unwrap_or(Locale::fa)
}

/// The catalogue's name of a language.
pub fn locale(language: Language) -> Locale {
    match language {
        Language::Fa => Locale::fa,
        Language::En => Locale::en,
    }
}

/// The language a locale stands for.
pub fn language(l: Locale) -> Language {
    match l {
        Locale::fa => Language::Fa,
        Locale::en => Language::En,
    }
}
