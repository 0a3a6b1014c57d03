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
pub enum Heard {
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
pub struct Shown {
    /// Blocks that will not change.
    pub done: String,
    /// The end that is still being written.
    pub open: String,
}

/// What is wanted of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    /// The answer as safe HTML, from its first word on: a preview is made of the whole text, so that a break in the middle
    /// of a table or a code block leaves no trace. The text itself does not come.
    Html,
    /// The text as it was written, after the event of this number.
    Text {
        /// The last event that is known; 0 for all.
        after: i64,
    },
}

impl Listening {
    fn address(self, run: RunId) -> String {
        match self {
            Self::Html => format!("/api/v1/runs/{run}/events?after=0&render=html"),
            Self::Text { after } => format!("/api/v1/runs/{run}/events?after={after}"),
        }
    }
}

/// The events that we listen to.
const NAMES: [&str; 7] = ["open", "preview", "message.delta", "reasoning.delta", "usage", "message.done", "error"];

/// An open connection; it closes when it is dropped.
#[derive(Debug)]
pub struct RunStream {
    source: EventSource,
    hear: Closure<dyn FnMut(Event)>,
}

impl RunStream {
    /// Connects to a run; none where the browser can not. The browser's own reconnecting asks for the wrong events again:
    /// see [`Heard::Lost`].
    pub fn open(run: RunId, listening: Listening, mut told: impl FnMut(Heard) + 'static) -> Option<Self> {
        let source = EventSource::new(&listening.address(run)).ok()?;
        // Where HTML comes nobody reads the text, and reading every piece of it takes time.
        let is_deaf = move |name: &str| listening == Listening::Html && name == "message.delta";
        let hear = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(heard) = read(&event) {
                told(heard);
            }
        });
        for name in NAMES.into_iter().filter(|name| !is_deaf(name)) {
            let listening = source.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
            listening.ok()?;
        }
        Some(Self { source, hear })
    }

    /// Closes. The listener may be running: it is freed later.
    pub fn close(self) {
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
