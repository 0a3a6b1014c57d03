//! One text in its editor: written by its run, then changed by its person and kept as it is changed.

use super::{desk::Desk, live::Live};
use crate::{
    i18n::{Locale, td_string},
    kernel::id::TextId,
    run::rpc::cancel_run,
    studio::text::{
        model::{Text, TextChange, TextState},
        rpc::{change_text, get_text},
    },
};
use leptos::{html, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(900);

/// Whether what stands in the editor is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saved {
    /// It is.
    Kept,
    /// It will be, after a pause.
    Changed,
    /// It is on its way.
    Saving,
    /// It could not be.
    Failed,
}

/// A text and its editor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pane {
    pub(super) desk: Desk,
    pub(super) id: TextId,
    /// As the server has it.
    pub(super) text: RwSignal<Text>,
    /// What stands in the editor.
    pub(super) content: RwSignal<String>,
    pub(super) saved: RwSignal<Saved>,
    pub(super) is_stopping: RwSignal<bool>,
    pub(super) live: Live,
    /// Read to people who can not see.
    pub(super) said: RwSignal<&'static str>,
    pub(super) area: NodeRef<html::Textarea>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Pane {
    pub(super) fn new(l: Locale, desk: Desk, text: Text) -> Self {
        let id = text.id;
        let content = RwSignal::new(lines(&text.output));
        let (text, said) = (RwSignal::new(text), RwSignal::new(""));
        let on_end = Callback::new(move |()| settle(l, desk, id, text, content, said));
        let pane = Self {
            desk,
            id,
            text,
            content,
            saved: RwSignal::new(Saved::Kept),
            is_stopping: RwSignal::new(false),
            live: Live::new(content, on_end),
            said,
            area: NodeRef::new(),
            timer: StoredValue::new(None),
        };
        Effect::new(move |_| {
            if pane.text.with_untracked(|text| text.state == TextState::Writing) {
                let (run, seq) = pane.text.with_untracked(|text| (text.run_id, text.seq.unwrap_or(0)));
                pane.said.set(td_string!(l, chat.said_writing));
                pane.live.begin(run, seq);
            }
            on_cleanup(move || pane.save());
        });
        pane
    }

    /// Whether it is being written.
    pub(super) fn is_writing(self) -> bool {
        self.text.with(|text| text.state == TextState::Writing)
    }

    /// Takes what is typed, and keeps it after a pause.
    pub(super) fn write(self, content: String) {
        self.content.set(content);
        self.saved.set(Saved::Changed);
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        self.timer.set_value(set_timeout_with_handle(move || self.save(), PAUSE).ok());
    }

    /// Keeps what stands in the editor, where it has changed.
    pub(super) fn save(self) {
        let known = self.text.try_with_untracked(|text| (text.state, lines(&text.output)));
        let (Some((state, kept)), Some(content)) = (known, self.content.try_get_untracked()) else { return };
        if state == TextState::Writing || self.saved.try_get_untracked() == Some(Saved::Saving) {
            return;
        }
        if kept == content {
            self.saved.try_set(Saved::Kept);
            return;
        }
        self.saved.try_set(Saved::Saving);
        spawn_local(async move {
            let change = TextChange { output: Some(content.clone()), ..TextChange::default() };
            let done = change_text(self.id, change).await;
            if self.content.try_with_untracked(|_| ()).is_none() {
                return;
            }
            match done {
                Ok(text) => {
                    self.text.set(text);
                    self.saved.set(Saved::Changed);
                    // What was typed meanwhile.
                    self.save();
                }
                Err(error) => {
                    self.saved.set(Saved::Failed);
                    self.desk.toasts.error(&error);
                }
            }
        });
    }

    /// It is gone: there is nothing to keep any more.
    pub(super) fn forget(self) {
        self.live.end();
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        self.text.update(|text| text.output = self.content.get_untracked());
    }

    /// Marks it as a favourite, or no more.
    pub(super) fn mark(self) {
        let favourite = !self.text.with_untracked(|text| text.favourite);
        self.text.update(|text| text.favourite = favourite);
        spawn_local(async move {
            let change = TextChange { favourite: Some(favourite), ..TextChange::default() };
            if let Err(error) = change_text(self.id, change).await {
                self.text.try_update(|text| text.favourite = !favourite);
                self.desk.toasts.error(&error);
            }
        });
    }

    /// Asks the run to stop; its end comes as an event.
    pub(super) fn stop(self) {
        if self.is_stopping.get_untracked() {
            return;
        }
        self.is_stopping.set(true);
        let run = self.text.with_untracked(|text| text.run_id);
        spawn_local(async move {
            if let Err(error) = cancel_run(run).await {
                self.is_stopping.try_set(false);
                self.desk.toasts.error(&error);
            }
        });
    }
}

/// As an editor has it: a browser's text area knows one kind of line end.
pub(super) fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The run has ended: what the server kept is what counts.
fn settle(
    l: Locale,
    desk: Desk,
    id: TextId,
    text: RwSignal<Text>,
    content: RwSignal<String>,
    said: RwSignal<&'static str>,
) {
    spawn_local(async move {
        let mut kept = get_text(id).await;
        if kept.is_err() {
            kept = get_text(id).await;
        }
        if content.try_with_untracked(|_| ()).is_none() {
            return;
        }
        desk.refresh_balance();
        match kept {
            Ok(kept) => {
                said.set(match kept.state {
                    TextState::Complete => td_string!(l, chat.said_done),
                    TextState::Cancelled => td_string!(l, chat.said_stopped),
                    _ => td_string!(l, chat.said_failed),
                });
                content.set(lines(&kept.output));
                text.set(kept);
            }
            Err(error) => desk.toasts.error(&error),
        }
    });
}
