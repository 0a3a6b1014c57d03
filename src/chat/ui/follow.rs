//! Keeping up with the answer that is being written.

use super::{
    live::{Usage, Writing},
    thread::Thread,
};
use crate::{
    chat::model::MessageState,
    i18n::{Locale, td_string},
    kernel::{AppError, id::RunId},
    run::{
        model::{RunEvent, RunState},
        rpc::cancel_run,
        ui::{Heard, Listening, RunStream},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

impl Thread {
    /// Turns to the answer that is being written, or to none.
    pub(super) fn follow(self, l: Locale, writing: Option<Writing>) {
        self.is_stopping.set(false);
        let Some((run, message)) = writing else { return self.live.end() };
        let html = self.messages.with_untracked(|messages| {
            messages.iter().find(|known| known.id == message).and_then(|known| known.html.clone()).unwrap_or_default()
        });
        self.live.begin(message, html);
        self.said.set(td_string!(l, chat.said_writing));
        self.connect(l, run);
    }

    fn connect(self, l: Locale, run: RunId) {
        let stream = RunStream::open(run, Listening::Html, move |heard| self.hear(l, run, heard));
        let is_open = stream.is_some();
        self.live.take(stream);
        if !is_open {
            self.reconnect(l, run);
        }
    }

    fn hear(self, l: Locale, run: RunId, heard: Heard) {
        if self.is_gone() {
            return;
        }
        match heard {
            Heard::Opened => self.live.is_connected(),
            Heard::Shown(shown) => self.live.show(shown),
            Heard::Event(nr, event) if self.live.is_new(nr) => self.hear_event(l, run, event),
            Heard::Event(..) => {}
            Heard::Lost => self.reconnect(l, run),
        }
    }

    fn hear_event(self, l: Locale, run: RunId, event: RunEvent) {
        match event {
            RunEvent::ReasoningDelta { text, .. } => self.live.reasoning.update(|reasoning| reasoning.push_str(&text)),
            RunEvent::Usage { input_tokens, output_tokens, coin_cost, estimated, .. } => {
                self.live.usage.set_value(Some(Usage { input_tokens, output_tokens, cost: coin_cost, estimated }));
            }
            RunEvent::MessageDone { state, .. } => self.settle(l, run, Ok(state)),
            RunEvent::Error(error) => self.settle(l, run, Err(error)),
            RunEvent::MessageDelta { .. }
            | RunEvent::Tool { .. }
            | RunEvent::Progress { .. }
            | RunEvent::Output { .. } => {}
        }
    }

    /// The answer has ended: what the server kept is what counts; what was heard stands in until it is here.
    fn settle(self, l: Locale, run: RunId, ending: Result<RunState, AppError>) {
        self.live.hang_up();
        self.said.set(match &ending {
            Ok(RunState::Succeeded) => td_string!(l, chat.said_done),
            Ok(RunState::Cancelled) => td_string!(l, chat.said_stopped),
            _ => td_string!(l, chat.said_failed),
        });
        self.desk.refresh_balance();
        spawn_local(async move {
            let loaded = self.refetch().await;
            if !self.is_gone() && loaded.is_err() {
                self.settle_as_heard(run, ending);
            }
        });
    }

    fn settle_as_heard(self, run: RunId, ending: Result<RunState, AppError>) {
        let html = self.live.html();
        let usage = self.live.usage.get_value();
        self.messages.update(|messages| {
            let Some(message) = messages.iter_mut().find(|message| message.run_id == Some(run)) else { return };
            message.html = Some(html);
            message.coin_cost = usage.map(|usage| usage.cost);
            message.input_tokens = usage.map(|usage| usage.input_tokens);
            message.output_tokens = usage.map(|usage| usage.output_tokens);
            message.estimated = usage.is_some_and(|usage| usage.estimated);
            (message.state, message.error) = match ending {
                Ok(RunState::Succeeded) => (MessageState::Complete, None),
                Ok(RunState::Cancelled) => (MessageState::Cancelled, None),
                Ok(_) => (MessageState::Interrupted, None),
                Err(error) => (MessageState::Failed, Some(error)),
            };
        });
    }

    /// The connection was lost; the run goes on. Asks how far it is and listens again.
    fn reconnect(self, l: Locale, run: RunId) {
        let wait = Duration::from_millis(self.live.lose());
        set_timeout(
            move || {
                if self.is_writing(run) {
                    spawn_local(self.resume(l, run));
                }
            },
            wait,
        );
    }

    async fn resume(self, l: Locale, run: RunId) {
        let loaded = self.refetch().await;
        if self.is_gone() {
            return;
        }
        match loaded {
            Ok(()) if self.is_writing(run) => self.connect(l, run),
            Ok(()) => self.desk.refresh_balance(),
            Err(error @ (AppError::NotFound | AppError::Unauthenticated | AppError::Forbidden)) => {
                self.live.end();
                self.problem.set(Some(error));
            }
            Err(_) => self.reconnect(l, run),
        }
    }

    fn is_writing(self, run: RunId) -> bool {
        self.writing.try_get_untracked().flatten().is_some_and(|(writing, _)| writing == run)
    }

    /// Asks the answer to stop; its end comes as an event.
    pub(super) fn stop(self) {
        let Some((run, _)) = self.writing.get_untracked() else { return };
        if self.is_stopping.get_untracked() {
            return;
        }
        self.is_stopping.set(true);
        spawn_local(async move {
            if let Err(error) = cancel_run(run).await
                && !self.is_gone()
            {
                self.is_stopping.set(false);
                self.desk.toasts.error(&error);
            }
        });
    }
}
