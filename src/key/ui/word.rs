//! Names and numbers of keys in words.

use crate::{
    i18n::{Locale, td_string},
    kernel::{Coins, digits::ascii, scope::Scope},
    key::model::KeyState,
    kit::Tone,
};

/// A scope's name, and what it opens.
pub(super) fn scope(l: Locale, scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::Chat => (td_string!(l, key.scope_chat), td_string!(l, key.scope_chat_hint)),
        Scope::Embeddings => (td_string!(l, key.scope_embeddings), td_string!(l, key.scope_embeddings_hint)),
        Scope::Images => (td_string!(l, key.scope_images), td_string!(l, key.scope_images_hint)),
        Scope::Audio => (td_string!(l, key.scope_audio), td_string!(l, key.scope_audio_hint)),
        Scope::Models => (td_string!(l, key.scope_models), td_string!(l, key.scope_models_hint)),
        Scope::Runs => (td_string!(l, key.scope_runs), td_string!(l, key.scope_runs_hint)),
        Scope::Account => (td_string!(l, key.scope_account), td_string!(l, key.scope_account_hint)),
    }
}

/// Whether a key works.
pub(super) fn state(l: Locale, state: KeyState) -> (&'static str, Tone) {
    match state {
        KeyState::Active => (td_string!(l, key.state_active), Tone::Success),
        KeyState::Expired => (td_string!(l, key.state_expired), Tone::Warning),
        KeyState::Revoked => (td_string!(l, key.state_revoked), Tone::Neutral),
    }
}

/// The state's code.
pub(super) fn state_code(state: KeyState) -> &'static str {
    match state {
        KeyState::Active => "active",
        KeyState::Expired => "expired",
        KeyState::Revoked => "revoked",
    }
}

/// Whole percents of a limit: at least one of what was spent at all, a hundred at most.
pub(super) fn percent(spent: Coins, limit: Coins) -> i64 {
    if spent.milli <= 0 || limit.milli <= 0 {
        return 0;
    }
    (spent.milli.saturating_mul(100) / limit.milli).clamp(1, 100)
}

/// What stands on lines of its own, or between commas.
pub(super) fn lines(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '\u{60c}' | ';'));
    parts.filter(|part| !part.is_empty()).map(ascii).collect()
}

#[cfg(test)]
mod tests {
    use super::{lines, percent};
    use crate::kernel::Coins;

    #[test]
    fn a_bar_shows_what_is_there() {
        for (spent, limit, shown) in [(0, 10, 0), (1, 10_000, 1), (5_000, 10_000, 50), (20, 10, 100)] {
            assert_eq!(percent(Coins::from_milli(spent), Coins::from_milli(limit)), shown);
        }
    }

    #[test]
    fn entries_stand_between_anything() {
        assert_eq!(lines(" 10.0.0.0/8\n::1, ۱.۲.۳.۴ ،"), ["10.0.0.0/8", "::1", "1.2.3.4"]);
    }
}
