//! What a page is rendered with: language, theme, brand. The same in the server's half and in the browser's.

use crate::{
    i18n::{self, Locale},
    kernel::{
        Coins,
        locale::{Language, Theme},
    },
};
use leptos::prelude::{provide_context, use_context};
use serde::{Deserialize, Serialize};

/// What a page is rendered with. The server provides it as context before rendering; the browser reads what the server wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Surroundings {
    /// The reader's language.
    pub language: Language,
    /// The reader's theme.
    pub theme: Theme,
    /// The path that was asked for.
    pub path: String,
    /// Whose product this is.
    pub brand: Brand,
    /// Coins that come with a new account.
    pub signup_coins: Coins,
}

/// The operator's name and colours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The name in Persian.
    pub name_fa: String,
    /// The name in English.
    pub name_en: String,
    /// The colour of the browser's own bars in light themes.
    pub bar_light: String,
    /// The colour of the browser's own bars in dark themes.
    pub bar_dark: String,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name_fa: "ای‌آی مال".to_owned(),
            name_en: "AI Mall".to_owned(),
            bar_light: "#ffffff".to_owned(),
            bar_dark: "#12191b".to_owned(),
        }
    }
}

impl Brand {
    /// The name in the reader's language.
    pub fn name(&self, l: Locale) -> String {
        match i18n::language(l) {
            Language::Fa => self.name_fa.clone(),
            Language::En => self.name_en.clone(),
        }
    }
}

impl Surroundings {
    /// Whether the page is one that the browser's half takes over.
    pub fn is_hydrated(&self) -> bool {
        ["/app", "/admin"]
            .iter()
            .any(|part| self.path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}

/// What this page is rendered with.
pub fn use_surroundings() -> Surroundings {
    use_context::<Surroundings>().unwrap_or_default()
}

/// Makes the language reachable for `use_locale`.
pub(super) fn provide_locale(surroundings: &Surroundings) -> Locale {
    let l = i18n::locale(surroundings.language);
    provide_context(l);
    l
}

#[cfg(test)]
mod tests {
    use super::Surroundings;

    #[test]
    fn only_the_dashboard_is_hydrated() {
        for (path, hydrated) in [("/app", true), ("/app/chat", true), ("/admin", true), ("/", false), ("/apple", false)]
        {
            let surroundings = Surroundings { path: path.to_owned(), ..Surroundings::default() };
            assert_eq!(surroundings.is_hydrated(), hydrated, "{path}");
        }
    }
}
