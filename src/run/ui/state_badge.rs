//! A run's state and kind in words.

use crate::{
    i18n::{Locale, td_string, use_locale},
    kit::{Badge, Icon, Tone},
    run::model::RunState,
};
use icondata as i;
use leptos::prelude::*;

/// How far a run is, with a colour and a sign.
#[component]
pub fn RunStateBadge(
    /// The state.
    state: RunState,
) -> impl IntoView {
    let l = use_locale();
    let (tone, icon) = match state {
        RunState::Queued => (Tone::Neutral, i::LuClock),
        RunState::Running => (Tone::Primary, i::LuLoaderCircle),
        RunState::Succeeded => (Tone::Success, i::LuCheck),
        RunState::Failed => (Tone::Danger, i::LuX),
        RunState::Cancelled => (Tone::Neutral, i::LuBan),
        RunState::Interrupted => (Tone::Warning, i::LuTriangleAlert),
        RunState::Uncertain => (Tone::Warning, i::LuHourglass),
    };
    let turn = if state == RunState::Running { "size-3.5 animate-spin" } else { "size-3.5" };
    view! {
        <Badge tone=tone>
            <Icon icon=icon class=turn />
            {run_state_label(l, state)}
        </Badge>
    }
}

/// The state in a word or two.
pub fn run_state_label(l: Locale, state: RunState) -> &'static str {
    match state {
        RunState::Queued => td_string!(l, run.state_queued),
        RunState::Running => td_string!(l, run.state_running),
        RunState::Succeeded => td_string!(l, run.state_succeeded),
        RunState::Failed => td_string!(l, run.state_failed),
        RunState::Cancelled => td_string!(l, run.state_cancelled),
        RunState::Interrupted => td_string!(l, run.state_interrupted),
        RunState::Uncertain => td_string!(l, run.state_uncertain),
    }
}

/// The kind of work in a word; a kind this page does not know goes by its code.
pub fn run_kind_label(l: Locale, kind: &str) -> String {
    match kind {
        "chat" => td_string!(l, run.kind_chat).to_owned(),
        "completion" => td_string!(l, run.kind_completion).to_owned(),
        "image" => td_string!(l, run.kind_image).to_owned(),
        "transcription" => td_string!(l, run.kind_transcription).to_owned(),
        "speech" => td_string!(l, run.kind_speech).to_owned(),
        "embedding" => td_string!(l, run.kind_embedding).to_owned(),
        "drawing" => td_string!(l, run.kind_drawing).to_owned(),
        "picture_prompt" => td_string!(l, run.kind_picture_prompt).to_owned(),
        "text" => td_string!(l, run.kind_text).to_owned(),
        "title" => td_string!(l, run.kind_title).to_owned(),
        "stt" => td_string!(l, run.kind_stt).to_owned(),
        "stt_summary" => td_string!(l, run.kind_stt_summary).to_owned(),
        "tts" => td_string!(l, run.kind_tts).to_owned(),
        other => other.to_owned(),
    }
}
