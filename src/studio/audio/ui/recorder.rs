//! Recording in the browser. The names of its recorder are looked up, because the library knows them only for more code
//! than this.

use crate::{
    i18n::{td_string, use_locale},
    kit::{Button, Icon, use_toasts},
};
use icondata as i;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;
use std::time::Duration;
use web_sys::{
    Blob,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};

use super::word::clock;

/// Kinds of sound with the ending of their names, the most useful first: AAC can be cut and drawn by the server.
const KINDS: [(&str, &str); 4] = [
    ("audio/mp4;codecs=mp4a.40.2", "m4a"),
    ("audio/webm;codecs=opus", "webm"),
    ("audio/ogg;codecs=opus", "ogg"),
    ("", "webm"),
];
/// A recorder hands out what it has in pieces of so many thousandths of a second.
const PIECE_MS: i32 = 1_000;

/// A button that records, and gives what was recorded with a name.
#[component]
pub(super) fn Recorder(on_done: Callback<(SendWrapper<Blob>, String)>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let seconds = RwSignal::new(None::<i64>);
    // Empty on the server, whose threads may let go of it where it was not made.
    let recorder = StoredValue::new(None::<SendWrapper<Object>>);
    let stop = move || {
        if let Some(running) = recorder.try_update_value(Option::take).flatten() {
            let _ = method(&running, "stop").and_then(|stop| stop.call0(&running));
        }
        let _ = seconds.try_set(None);
    };
    let begin = move || {
        spawn_local(async move {
            let name = td_string!(l, audio.recorded_name).to_owned();
            match start(name, on_done).await {
                Ok(running) => {
                    recorder.set_value(Some(SendWrapper::new(running)));
                    seconds.set(Some(0));
                }
                Err(_) => toasts.info(td_string!(l, audio.no_microphone)),
            }
        });
    };
    let is_running = Memo::new(move |_| seconds.with(Option::is_some));
    Effect::new(move |_| {
        if is_running.get() {
            let tick = move || {
                let _ = seconds.try_update(|seconds| *seconds = seconds.map(|seconds| seconds + 1));
            };
            if let Ok(ticks) = set_interval_with_handle(tick, Duration::from_secs(1)) {
                on_cleanup(move || ticks.clear());
            }
        }
    });
    // In the browser alone: the server has no recorder to stop.
    Effect::new(move |_| on_cleanup(stop));
    view! {
        <Button on:click=move |_| if is_running.get_untracked() { stop() } else { begin() } attr:data-action="record" attr:aria-pressed=move || is_running.get().to_string()>
            <Icon icon=Signal::derive(move || if is_running.get() { i::LuSquare } else { i::LuMic }) class="size-4.5" />
            {move || match seconds.get() {
                None => td_string!(l, audio.record).to_owned(),
                Some(seconds) => td_string!(l, audio.stop_recording, time = clock(l, seconds * 1_000)),
            }}
        </Button>
    }
}

async fn start(name: String, on_done: Callback<(SendWrapper<Blob>, String)>) -> Result<Object, JsValue> {
    let devices: Object = Reflect::get(&window().navigator(), &"mediaDevices".into())?.dyn_into()?;
    let wish = Object::new();
    Reflect::set(&wish, &"audio".into(), &JsValue::TRUE)?;
    let asked: Promise = method(&devices, "getUserMedia")?.call1(&devices, &wish)?.dyn_into()?;
    let stream: Object = asked.await?.dyn_into()?;
    let class: Function = Reflect::get(&window(), &"MediaRecorder".into())?.dyn_into()?;
    let known = method(&class, "isTypeSupported")?;
    let can = |kind: &str| known.call1(&class, &kind.into()).is_ok_and(|answer| answer.is_truthy());
    let (kind, ending) = KINDS.into_iter().find(|(kind, _)| kind.is_empty() || can(kind)).unwrap_or(("", "webm"));
    let options = Object::new();
    if !kind.is_empty() {
        Reflect::set(&options, &"mimeType".into(), &kind.into())?;
    }
    let recorder: Object = Reflect::construct(&class, &Array::of2(&stream, &options))?.dyn_into()?;
    let pieces = Array::new();
    let kept = pieces.clone();
    let piece = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        if let Ok(data) = Reflect::get(&event, &"data".into()) {
            kept.push(&data);
        }
    });
    let end = Closure::<dyn Fn()>::new(move || {
        let _ = silence(&stream);
        if let Ok(blob) = whole(&pieces, kind) {
            on_done.run((SendWrapper::new(blob), format!("{name}.{ending}")));
        }
    });
    Reflect::set(&recorder, &"ondataavailable".into(), &piece.into_js_value())?;
    Reflect::set(&recorder, &"onstop".into(), &end.into_js_value())?;
    method(&recorder, "start")?.call1(&recorder, &PIECE_MS.into())?;
    Ok(recorder)
}

/// The microphone is free again.
fn silence(stream: &Object) -> Result<(), JsValue> {
    let tracks: Array = method(stream, "getTracks")?.call0(stream)?.dyn_into()?;
    for track in tracks.iter() {
        let track: Object = track.dyn_into()?;
        method(&track, "stop")?.call0(&track)?;
    }
    Ok(())
}

fn whole(pieces: &Array, kind: &str) -> Result<Blob, JsValue> {
    let class: Function = Reflect::get(&window(), &"Blob".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &kind.into())?;
    Reflect::construct(&class, &Array::of2(pieces, &options))?.dyn_into()
}

fn method(of: &Object, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}
