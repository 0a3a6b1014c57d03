//! The browser's connection to a run's events. One connection: whoever loses it opens another.

use crate::{kernel::id::RunId, run::model::RunEvent};
use leptos::prelude::set_timeout;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use web_sys::{
    Event, EventSource, MessageEvent,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};

/// What is heard.
#[derive(Debug, Clone)]
pub(super) enum Heard {
    /// The connection stands.
    Opened,
    /// More of the answer as HTML.
    Shown(Shown),
    /// An event of the run's log, with its number.
    Event(i64, RunEvent),
    /// The connection is gone.
    Lost,
}

/// The answer since the connection began: append `done`, put `open` in place of the last `open`. The server sanitised both.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Shown {
    /// Blocks that will not change.
    pub(super) done: String,
    /// The end that is still being written.
    pub(super) open: String,
}

/// What we listen to. The text itself (`message.delta`) is not among it: `preview` shows it.
const NAMES: [&str; 6] = ["open", "preview", "reasoning.delta", "usage", "message.done", "error"];

/// An open connection; it closes when it is dropped.
#[derive(Debug)]
pub(super) struct RunStream {
    source: EventSource,
    hear: Closure<dyn FnMut(Event)>,
}

impl RunStream {
    /// Connects to a run from its first event on: a preview is made of the whole text, so that a break in the middle of
    /// a table or a code block leaves no trace. The browser's own reconnecting would lose that: see [`Heard::Lost`].
    pub(super) fn open(run: RunId, mut told: impl FnMut(Heard) + 'static) -> Option<Self> {
        let source = EventSource::new(&format!("/api/v1/runs/{run}/events?after=0&render=html")).ok()?;
        let hear = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(heard) = read(&event) {
                told(heard);
            }
        });
        for name in NAMES {
            let listening = source.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
            listening.ok()?;
        }
        Some(Self { source, hear })
    }

    /// Closes. The listener may be running: it is freed later.
    pub(super) fn close(self) {
        self.source.close();
        set_timeout(move || drop(self), Duration::ZERO);
    }
}

impl Drop for RunStream {
    fn drop(&mut self) {
        self.source.close();
        for name in NAMES {
            let _ = self.source.remove_event_listener_with_callback(name, self.hear.as_ref().unchecked_ref());
        }
    }
}

/// An event in our words. The connection's own failure is an `error` without data.
fn read(event: &Event) -> Option<Heard> {
    let name = event.type_();
    let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).as_ref().and_then(JsValue::as_string);
    let Some(data) = data else {
        return match name.as_str() {
            "open" => Some(Heard::Opened),
            "error" => Some(Heard::Lost),
            _ => None,
        };
    };
    if name == "preview" {
        return serde_json::from_str(&data).ok().map(Heard::Shown);
    }
    let data: Value = serde_json::from_str(&data).ok()?;
    let told = serde_json::from_value(json!({ "event": name, "data": data })).ok()?;
    let nr = event.dyn_ref::<MessageEvent>().and_then(|message| message.last_event_id().parse().ok())?;
    Some(Heard::Event(nr, told))
}
