//! What the reader of an answer keeps on every wire: that it begins once, counts once, and ends exactly once.

use super::{
    chat::{ChatEvent, Finish},
    classify::classify,
    failure::{Failure, FailureClass},
    streaming::Stop,
    usage::Usage,
};
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use std::collections::VecDeque;

/// What is kept of lines that are no events, to find an error in them.
pub(super) const RAW_BYTES_MAX: usize = 64 << 10;

/// One answer as it is told.
#[derive(Debug, Default)]
pub(super) struct Telling {
    /// To be given out.
    events: VecDeque<ChatEvent>,
    request_id: Option<String>,
    /// Whether it has begun.
    pub(super) started: bool,
    /// Whether any of the answer itself was told.
    pub(super) has_output: bool,
    usage: Usage,
    /// Pieces that were no JSON.
    pub(super) malformed: u32,
    /// Lines that are no events.
    pub(super) raw: Vec<u8>,
    /// Whether the terminal event was told.
    pub(super) ended: bool,
}

impl Telling {
    /// For the answer to a request that the provider's headers name so.
    pub(super) fn new(request_id: Option<String>) -> Self {
        Self { request_id, ..Self::default() }
    }

    /// The next event to be given out.
    pub(super) fn event(&mut self) -> Option<ChatEvent> {
        self.events.pop_front()
    }

    /// Begins, once: who answers, and how its books name the request where the headers did not.
    pub(super) fn start(&mut self, model: Option<String>, id: Option<String>) {
        if !std::mem::replace(&mut self.started, true) {
            let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
            self.request_id = self.request_id.take().or(filled(id));
            let request_id = self.request_id.clone();
            self.events.push_back(ChatEvent::Started { model_served: filled(model), request_id });
        }
    }

    /// Something of the answer itself.
    pub(super) fn output(&mut self, event: ChatEvent) {
        self.start(None, None);
        self.has_output = true;
        self.events.push_back(event);
    }

    /// Something beside the answer.
    pub(super) fn aside(&mut self, event: ChatEvent) {
        self.events.push_back(event);
    }

    /// What was used so far; whether that is news.
    pub(super) fn report(&mut self, usage: Usage) -> bool {
        let before = self.usage.clone();
        self.usage.merge(usage);
        let changed = self.usage != before;
        if changed {
            self.start(None, None);
            self.events.push_back(ChatEvent::Usage(self.usage.clone()));
        }
        changed
    }

    /// Keeps a line that is no event.
    pub(super) fn keep(&mut self, line: &[u8], bytes_max: usize) {
        if self.raw.len() + line.len() < bytes_max {
            self.raw.extend_from_slice(line);
            self.raw.push(b'\n');
        }
    }

    /// Ends well, unless there was nothing where there had to be something.
    pub(super) fn complete(&mut self, finish: Finish, may_be_empty: bool) {
        if !self.has_output && !may_be_empty {
            return self.fail(Failure::new(FailureClass::Protocol, "the model ended without any output"));
        }
        self.end(ChatEvent::Done { finish });
    }

    /// Ends without an end.
    pub(super) fn break_off(&mut self, stop: Stop) {
        let malformed = match self.malformed {
            0 => String::new(),
            count => format!(", {count} malformed chunks"),
        };
        self.fail(match stop {
            Stop::End => Failure::new(FailureClass::Protocol, format!("the stream ended without an end{malformed}")),
            Stop::Cut(how) => Failure::new(FailureClass::Transient, format!("{how}{malformed}")),
        });
    }

    /// Ends with what the lines that were no events say.
    pub(super) fn fail_with_raw(&mut self) {
        let raw = std::mem::take(&mut self.raw);
        self.fail_with(&raw);
    }

    /// Ends with an error in the provider's words.
    pub(super) fn fail_with(&mut self, error: &[u8]) {
        self.fail(classify(200, error, &HeaderMap::new(), Timestamp::UNIX_EPOCH));
    }

    /// Ends with an event over the size limit.
    pub(super) fn fail_too_large(&mut self) {
        self.fail(Failure::new(FailureClass::Protocol, "an event over the size limit"));
    }

    /// Ends badly.
    pub(super) fn fail(&mut self, failure: Failure) {
        let mut failure = if self.has_output { failure.after_output() } else { failure };
        failure.request_id = failure.request_id.or_else(|| self.request_id.clone());
        self.end(ChatEvent::Failed(failure));
    }

    fn end(&mut self, terminal: ChatEvent) {
        self.ended = true;
        self.events.push_back(terminal);
    }
}
