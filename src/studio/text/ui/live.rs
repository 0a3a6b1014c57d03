//! A text that is being written, as far as it was heard.

use crate::{
    kernel::id::RunId,
    run::{
        model::RunEvent,
        ui::{Heard, Listening, RunStream},
    },
};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::time::Duration;

/// How far we have heard.
#[derive(Debug, Clone, Copy, Default)]
struct Ear {
    run: Option<RunId>,
    /// The last number heard.
    nr: i64,
    /// Connections lost in a row.
    lost: u32,
}

/// Listens to a run and appends what it writes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Live {
    content: RwSignal<String>,
    /// The connection was lost and did not come back at once.
    pub(super) is_lost: RwSignal<bool>,
    ear: StoredValue<Ear>,
    /// Only ever filled in the browser, where there is one thread.
    stream: StoredValue<Option<SendWrapper<RunStream>>>,
    /// Called when the run has ended.
    on_end: Callback<()>,
}

impl Live {
    pub(super) fn new(content: RwSignal<String>, on_end: Callback<()>) -> Self {
        Self {
            content,
            is_lost: RwSignal::new(false),
            ear: StoredValue::new(Ear::default()),
            stream: StoredValue::new(None),
            on_end,
        }
    }

    /// Turns to a run, whose events up to `after` are in the content.
    pub(super) fn begin(self, run: RunId, after: i64) {
        self.hang_up();
        self.ear.set_value(Ear { run: Some(run), nr: after, lost: 0 });
        self.connect(run);
    }

    /// Listens no more.
    pub(super) fn end(self) {
        self.hang_up();
        self.ear.try_update_value(|ear| ear.run = None);
        self.is_lost.try_set(false);
    }

    fn connect(self, run: RunId) {
        let Some(ear) = self.ear.try_get_value().filter(|ear| ear.run == Some(run)) else { return };
        let stream = RunStream::open(run, Listening::Text { after: ear.nr }, move |heard| self.hear(run, heard));
        match stream {
            Some(stream) => self.stream.set_value(Some(SendWrapper::new(stream))),
            None => self.reconnect(run),
        }
    }

    fn hear(self, run: RunId, heard: Heard) {
        // The page may be gone, or another run's turn.
        let Some(ear) = self.ear.try_get_value().filter(|ear| ear.run == Some(run)) else { return };
        match heard {
            Heard::Opened => {
                self.ear.update_value(|ear| ear.lost = 0);
                self.is_lost.set(false);
            }
            Heard::Event(_, RunEvent::MessageDone { .. } | RunEvent::Error(_)) => {
                self.end();
                self.on_end.run(());
            }
            Heard::Event(nr, event) if nr > ear.nr => {
                self.ear.update_value(|ear| ear.nr = nr);
                if let RunEvent::MessageDelta { text } = event {
                    self.content.update(|content| content.push_str(&text));
                }
            }
            Heard::Event(..) | Heard::Shown(_) => {}
            Heard::Lost => self.reconnect(run),
        }
    }

    /// The connection was lost; the run goes on.
    fn reconnect(self, run: RunId) {
        self.hang_up();
        self.ear.update_value(|ear| ear.lost = ear.lost.saturating_add(1));
        let lost = self.ear.get_value().lost;
        self.is_lost.set(lost > 1);
        let wait = Duration::from_millis((400_u64 << lost.min(5)).min(8_000));
        set_timeout(move || self.connect(run), wait);
    }

    fn hang_up(self) {
        if let Some(stream) = self.stream.try_update_value(Option::take).flatten() {
            stream.take().close();
        }
    }
}
