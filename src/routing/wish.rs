//! What a caller asks for instead of a model, and what is known of the request.

use super::task::Task;
use crate::kernel::{AppError, FieldProblem, locale::Language};

/// What stands for a model where a policy is to choose.
pub const AUTO: &str = "auto";

/// What a policy may ask about a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The language it is written in, where that can be told.
    pub language: Option<Language>,
    /// Never fewer than the tokens it takes to read.
    pub input_tokens: u64,
    /// Pictures come with it.
    pub has_pictures: bool,
    /// Sound comes with it.
    pub has_sound: bool,
    /// It offers tools.
    pub has_tools: bool,
    /// It wants an answer that keeps to a JSON schema.
    pub has_schema: bool,
}

impl Facts {
    /// Of a text whose length does not matter.
    pub fn of_text(text: &str) -> Self {
        Self { language: language_of(text), ..Self::default() }
    }
}

/// The language most letters of the text are of; none without letters.
pub fn language_of(text: &str) -> Option<Language> {
    let letters = text.chars().take(4_000).filter(|letter| letter.is_alphabetic());
    let (all, persian) = letters.fold((0_u32, 0_u32), |(all, persian), letter| {
        let is_persian = matches!(letter, '\u{600}'..='\u{6ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
        (all + 1, persian + u32::from(is_persian))
    });
    if all == 0 {
        return None;
    }
    Some(if persian * 2 >= all { Language::Fa } else { Language::En })
}

/// What a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish<'m> {
    /// Whatever the policy of conversations says.
    Auto,
    /// The policy of a task that writes.
    Task(Task),
    /// This model and no other.
    Model(&'m str),
}

impl<'m> Wish<'m> {
    /// Reads the name of a model, `auto` or `auto/<task>`; nothing means `auto`. Refuses: `invalid` (`model`).
    pub fn of(model: Option<&'m str>) -> Result<Self, AppError> {
        let Some(model) = model.filter(|model| *model != AUTO) else { return Ok(Self::Auto) };
        let Some(task) = model.strip_prefix(AUTO).and_then(|rest| rest.strip_prefix('/')) else {
            return Ok(Self::Model(model));
        };
        let task = task.parse().ok().filter(|task: &Task| task.writes());
        task.map(Self::Task).ok_or_else(|| AppError::field("model", FieldProblem::Unknown))
    }
}

/// What a conversation remembers of a wish that `used` answered: a model, a task's policy, or nothing for `auto`.
pub fn kept(model: Option<&str>, used: &str) -> Option<String> {
    match Wish::of(model) {
        Ok(Wish::Model(_)) => Some(used.to_owned()),
        Ok(Wish::Task(_)) => model.map(str::to_owned),
        Ok(Wish::Auto) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_a_model_or_a_policy() {
        assert_eq!(Wish::of(None), Ok(Wish::Auto));
        assert_eq!(Wish::of(Some("auto")), Ok(Wish::Auto));
        assert_eq!(Wish::of(Some("auto/seo_basic")), Ok(Wish::Task(Task::SeoBasic)));
        assert_eq!(Wish::of(Some("openrouter/auto")), Ok(Wish::Model("openrouter/auto")));
        for wrong in ["auto/", "auto/image", "auto/flying"] {
            assert!(Wish::of(Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_text_is_of_the_language_of_most_letters() {
        let persian = "\u{633}\u{644}\u{627}\u{645}";
        for (text, language) in [
            ("", None),
            ("123 !?", None),
            ("hello", Some(Language::En)),
            (persian, Some(Language::Fa)),
            ("hello \u{633}\u{644}", Some(Language::En)),
        ] {
            assert_eq!(language_of(text), language, "{text}");
        }
        assert_eq!(language_of(&format!("SEO {persian}")), Some(Language::Fa));
    }
}
