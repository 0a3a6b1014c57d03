//! Sound with a picture of how loud it is; both show the same moment.

use crate::i18n::{td_string, use_locale};
use leptos::{ev::MouseEvent, html, prelude::*};
use std::{fmt::Write, time::Duration};
use web_sys::{Element, wasm_bindgen::JsCast};

/// What plays, and where it is.
#[derive(Clone, Copy)]
pub(super) struct Playing {
    node: NodeRef<html::Audio>,
    /// The moment that is heard, in thousandths of a second.
    pub(super) now_ms: RwSignal<i64>,
    length_ms: i64,
}

impl Playing {
    pub(super) fn new(length_ms: i64) -> Self {
        Self { node: NodeRef::new(), now_ms: RwSignal::new(0), length_ms: length_ms.max(1) }
    }

    /// Goes to a moment, and plays.
    pub(super) fn go(self, ms: i64) {
        let Some(audio) = self.node.get_untracked() else { return };
        audio.set_current_time(Duration::from_millis(u64::try_from(ms).unwrap_or(0)).as_secs_f64());
        self.now_ms.set(ms);
        let _ = audio.play();
    }

    fn follow(self) {
        let Some(audio) = self.node.get_untracked() else { return };
        let now = Duration::try_from_secs_f64(audio.current_time()).unwrap_or_default();
        self.now_ms.set(i64::try_from(now.as_millis()).unwrap_or(0));
    }
}

/// The player, with the picture over it where there is one.
#[component]
pub(super) fn Player(playing: Playing, address: String, name: String, peaks: Vec<u8>) -> impl IntoView {
    let l = use_locale();
    let is_gone = RwSignal::new(false);
    view! {
        <div class="flex flex-col gap-3">
            {(!peaks.is_empty()).then(|| view! { <Wave playing=playing peaks=peaks /> })}
            <audio
                node_ref=playing.node
                controls=true
                preload="metadata"
                src=address
                class="w-full"
                aria-label=name
                on:timeupdate=move |_| playing.follow()
                on:error=move |_| is_gone.set(true)
            ></audio>
            <p class="text-xs text-muted" class:hidden=move || !is_gone.get()>{td_string!(l, audio.sound_gone)}</p>
        </div>
    }
}

/// Bars from the left, as players count; what was heard is coloured. Pressed, it goes there.
#[component]
fn Wave(playing: Playing, peaks: Vec<u8>) -> impl IntoView {
    let mut bars = String::new();
    for (at, peak) in peaks.iter().enumerate() {
        // A silence is still a line.
        let height = i32::from(*peak).max(2);
        let _ = write!(bars, "M{at}.5 {}v{height}", 50 - height / 2);
    }
    let count = i64::try_from(peaks.len()).unwrap_or(1).max(1);
    let heard = Memo::new(move |_| playing.now_ms.get().saturating_mul(count) / playing.length_ms);
    let go = move |event: MouseEvent| {
        let wave = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        let width = wave.map_or(1, |wave| i64::from(wave.client_width()).max(1));
        playing.go(i64::from(event.offset_x()).clamp(0, width) * playing.length_ms / width);
    };
    view! {
        <div dir="ltr" aria-hidden="true" class="h-20 w-full cursor-pointer rounded-md bg-sunken" data-part="wave" on:click=go>
            <svg viewBox=format!("0 0 {count} 100") preserveAspectRatio="none" class="pointer-events-none size-full">
                <clipPath id="heard"><rect x="0" y="-100" height="300" width=move || heard.get().to_string() /></clipPath>
                <path d=bars.clone() class="stroke-line-strong" stroke-width="0.7" fill="none" />
                <path d=bars class="stroke-primary" stroke-width="0.7" fill="none" clip-path="url(#heard)" />
            </svg>
        </div>
    }
}
