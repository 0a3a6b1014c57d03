//! Words of the audio studio.

use crate::{
    i18n::{Locale, digits, td_string, use_locale},
    kit::{Badge, Icon, Tone},
    studio::audio::model::AudioState,
};
use icondata as i;
use leptos::prelude::*;

/// How far something is, with a colour and a sign.
#[component]
pub(super) fn StateBadge(state: AudioState) -> impl IntoView {
    let l = use_locale();
    let (tone, icon, words) = match state {
        AudioState::Working => (Tone::Primary, i::LuLoaderCircle, td_string!(l, audio.state_working)),
        AudioState::Done => (Tone::Success, i::LuCheck, td_string!(l, audio.state_done)),
        AudioState::Partial => (Tone::Warning, i::LuTriangleAlert, td_string!(l, audio.state_partial)),
        AudioState::Failed => (Tone::Danger, i::LuX, td_string!(l, audio.state_failed)),
    };
    let turn = if state == AudioState::Working { "size-3.5 animate-spin" } else { "size-3.5" };
    view! {
        <Badge tone=tone>
            <Icon icon=icon class=turn />
            {words}
        </Badge>
    }
}

/// A time within sound: `1:02:03` or `2:03`, in the reader's digits.
pub(super) fn clock(l: Locale, ms: i64) -> String {
    let seconds = ms.max(0) / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let text = if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") };
    digits(l, &text)
}

/// A language by its code; another one goes by the code.
pub(super) fn language(l: Locale, code: &str) -> String {
    match code {
        "fa" => td_string!(l, audio.language_fa),
        "en" => td_string!(l, audio.language_en),
        "ar" => td_string!(l, audio.language_ar),
        "tr" => td_string!(l, audio.language_tr),
        "de" => td_string!(l, audio.language_de),
        "fr" => td_string!(l, audio.language_fr),
        "es" => td_string!(l, audio.language_es),
        "ru" => td_string!(l, audio.language_ru),
        other => other,
    }
    .to_owned()
}

/// The languages to choose from.
pub(super) const LANGUAGES: [&str; 8] = ["fa", "en", "ar", "tr", "de", "fr", "es", "ru"];
