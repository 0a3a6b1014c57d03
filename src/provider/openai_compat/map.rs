//! From decoded frames to events: pure, so that every odd server can be tested without a socket.
//!
//! Choices made here, each for a server that was seen to do it:
//! - A chunk that is no JSON is skipped and counted. It only fails the answer when no sign of an end comes either.
//! - `[DONE]` without a finish reason ends an answer that has output, and fails one that has none.
//! - After the finish reason the answer is complete, whatever happens to the connection; only usage may still come.
//! - `stop` without any output is a failure, not an empty answer.
//! - Reasoning is sent in two fields by some; the first that has text counts, never both. Where it stands in the answer
//!   itself, it is taken out of it.
//! - What the provider wants back is told once, before the end.

use super::{
    calls::Calls,
    details::Details,
    surrogate::Mender,
    tally,
    think::{Said, Thinking},
    wire::{Choice, Chunk, Delta},
};
use crate::provider::{
    chat::{ChatEvent, Finish},
    classify::error_of,
    failure::{Failure, FailureClass},
    sse::{Frame, SseDecoder},
    streaming::{Reader, Stop},
    telling::{RAW_BYTES_MAX, Telling},
};
use serde_json::{Value, json};

/// The state of one answer.
#[derive(Debug, Default)]
pub(super) struct Translation {
    /// Of an answer that was asked for as a whole, its lines that are no events are the answer.
    told: Telling,
    has_tool_calls: bool,
    refused: bool,
    calls: Calls,
    details: Details,
    /// For models that write their thinking into the answer.
    thinking: Option<Thinking>,
    finish: Option<Finish>,
    raw_bytes_max: usize,
    whole: bool,
    mender: Mender,
}

impl Translation {
    /// For the answer to a request that the provider's headers name so: whether it was asked for in a stream, and
    /// whether the model writes its thinking into it.
    pub(super) fn new(request_id: Option<String>, streamed: bool, thinks_aloud: bool) -> Self {
        let thinking = thinks_aloud.then(Thinking::default);
        let raw_bytes_max = if streamed { RAW_BYTES_MAX } else { SseDecoder::TEXT_EVENT_BYTES_MAX * 2 };
        Self { told: Telling::new(request_id), thinking, whole: !streamed, raw_bytes_max, ..Self::default() }
    }
}

impl Reader for Translation {
    fn event(&mut self) -> Option<ChatEvent> {
        self.told.event()
    }

    fn malformed(&self) -> u32 {
        self.told.malformed
    }

    fn finished(&self) -> bool {
        self.finish.is_some()
    }

    fn frame(&mut self, frame: Frame) -> bool {
        if self.told.ended {
            return false;
        }
        match frame {
            Frame::Event { event, data } if event.as_deref() == Some("error") => {
                self.told.fail_with(in_error(&data).as_bytes());
                true
            }
            Frame::Event { data, .. } => self.data(&data),
            Frame::Raw(line) => self.raw(&line),
            Frame::NotUtf8 => {
                self.told.malformed += 1;
                false
            }
            Frame::TooLarge => {
                self.told.fail_too_large();
                true
            }
        }
    }

    fn stop(&mut self, stop: Stop) {
        match stop {
            _ if self.told.ended => {}
            _ if self.finished() => self.complete(),
            Stop::End if self.whole => self.whole(),
            _ if !self.told.raw.is_empty() && !self.whole => self.told.fail_with_raw(),
            stop => self.told.break_off(stop),
        }
    }
}

impl Translation {
    /// Takes an answer that came as a whole. Half of one is no error text, and has no place in a log.
    fn whole(&mut self) {
        let raw = std::mem::take(&mut self.told.raw);
        let body = String::from_utf8_lossy(&raw);
        if self.parse(body.trim()).is_some_and(|chunk| chunk.choices.is_some()) {
            self.data(&body);
        } else if is_error(&body) || body.trim_start().starts_with('<') {
            self.told.fail_with(body.as_bytes());
        } else {
            self.told.fail(Failure::new(FailureClass::Protocol, "the reply holds no answer"));
        }
        if !self.told.ended {
            self.complete();
        }
    }

    fn data(&mut self, data: &str) -> bool {
        let data = data.trim();
        if data.is_empty() {
            return false;
        }
        if data.starts_with("[DONE]") {
            self.complete();
            return true;
        }
        if let Some(chunk) = self.parse(data) {
            return self.chunk(chunk, data);
        }
        if data.contains('\n') {
            // The blank line between two events was forgotten.
            return data.lines().fold(false, |alive, line| (!self.told.ended && self.data(line)) | alive);
        }
        self.told.malformed += 1;
        false
    }

    fn parse(&mut self, data: &str) -> Option<Chunk> {
        let chunk = serde_json::from_str(data);
        if chunk.is_err() && data.contains("\\u") {
            return serde_json::from_str(&self.mender.mend(data)).ok();
        }
        chunk.ok()
    }

    fn chunk(&mut self, chunk: Chunk, data: &str) -> bool {
        let Chunk { id, model, choices, usage, error, x_groq } = chunk;
        let choice = choices.and_then(|choices| choices.into_iter().next());
        let groq = x_groq.unwrap_or_default();
        let nameless_error = choice.is_none() && usage.is_none() && error.is_none() && groq.usage.is_none();
        let failed = error.is_some_and(|error| error_of(&json!({ "error": error })).is_some())
            || (nameless_error && is_error(data))
            || choice.as_ref().is_some_and(|choice| choice.error.is_some());
        let broken = failed || choice.as_ref().is_some_and(|choice| choice.finish_reason.as_deref() == Some("error"));
        if !broken {
            self.told.start(model, id);
        }
        let in_choice = choice.as_ref().and_then(|choice| choice.error.clone());
        let mut alive = choice.is_some_and(|choice| self.choice(choice));
        for report in [usage, groq.usage].into_iter().flatten() {
            alive |= self.report(&report);
        }
        if broken {
            let error = in_choice.map_or_else(|| data.to_owned(), |error| json!({ "error": error }).to_string());
            self.told.fail_with(if failed { error.as_bytes() } else { b"{\"error\":{}}" });
        } else if let Some(error) = groq.error {
            self.told.fail_with(json!({ "error": error }).to_string().as_bytes());
        }
        alive | self.told.ended
    }

    fn choice(&mut self, choice: Choice) -> bool {
        let mut alive = choice.delta.or(choice.message).is_some_and(|delta| self.delta(delta));
        if let Some(reason) = choice.finish_reason.filter(|reason| !reason.is_empty() && reason != "error") {
            self.finish = Some(match reason.as_str() {
                "stop" => Finish::Stop,
                "length" => Finish::Length,
                "content_filter" => Finish::Filtered,
                "tool_calls" | "function_call" => Finish::ToolCalls,
                _ => Finish::Other(reason),
            });
            alive = true;
        }
        alive
    }

    fn delta(&mut self, delta: Delta) -> bool {
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let mut alive = false;
        if let Some(reasoning) = filled(delta.reasoning).or_else(|| filled(delta.reasoning_content)) {
            self.told.output(ChatEvent::Reasoning(reasoning));
            alive = true;
        }
        if let Some(refusal) = filled(delta.refusal) {
            self.refused = true;
            self.told.output(ChatEvent::Text(refusal));
            alive = true;
        }
        if let Some(text) = filled(delta.content) {
            self.say(text);
            alive = true;
        }
        if let Some(details) = delta.reasoning_details {
            self.details.take(details);
        }
        for calls in [delta.tool_calls, delta.function_call].into_iter().flatten() {
            if let Some(told) = self.calls.take(&calls) {
                self.has_tool_calls = true;
                alive = true;
                told.into_iter().for_each(|call| self.told.output(ChatEvent::ToolCall(call)));
            }
        }
        alive
    }

    fn say(&mut self, text: String) {
        match &mut self.thinking {
            None => self.told.output(ChatEvent::Text(text)),
            Some(thinking) => thinking.push(&text).into_iter().for_each(|said| self.said(said)),
        }
    }

    fn said(&mut self, said: Said) {
        self.told.output(match said {
            Said::Reasoning(text) => ChatEvent::Reasoning(text),
            Said::Text(text) => ChatEvent::Text(text),
        });
    }

    fn report(&mut self, report: &Value) -> bool {
        let usage = tally::usage(report);
        let is_told = usage.is_some();
        if let Some(usage) = usage {
            self.told.report(usage);
        }
        is_told
    }

    fn raw(&mut self, line: &[u8]) -> bool {
        let error = line.strip_prefix(b"error:").map(<[u8]>::trim_ascii);
        let whole = line.starts_with(b"{") && line.ends_with(b"}");
        if let Some(json) = error.or(whole.then_some(line)) {
            let text = String::from_utf8_lossy(json);
            if error.is_some() || is_error(&text) {
                self.told.fail_with(in_error(&text).as_bytes());
                return true;
            }
        }
        self.told.keep(line, self.raw_bytes_max);
        false
    }

    fn complete(&mut self) {
        if let Some(said) = self.thinking.as_mut().and_then(Thinking::finish) {
            self.said(said);
        }
        match self.calls.finish() {
            Some(calls) => calls.into_iter().for_each(|call| self.told.output(ChatEvent::ToolCall(call))),
            None => return self.told.fail(Failure::new(FailureClass::Protocol, "a tool call without a name")),
        }
        let finish = match self.finish.take() {
            _ if self.refused => Finish::Filtered,
            None | Some(Finish::Stop) if self.has_tool_calls => Finish::ToolCalls,
            Some(finish) => finish,
            None => Finish::Stop,
        };
        let may_be_empty = matches!(finish, Finish::Length | Finish::Filtered);
        let details = self.details.finish().filter(|_| may_be_empty || self.told.has_output);
        if let Some(details) = details {
            self.told.aside(ChatEvent::Opaque(details));
        }
        self.told.complete(finish, may_be_empty);
    }
}

fn is_error(data: &str) -> bool {
    serde_json::from_str::<Value>(data).is_ok_and(|reply| error_of(&reply).is_some())
}

/// What follows an error's announcement is an error, even when it does not say so itself.
fn in_error(data: &str) -> String {
    match serde_json::from_str::<Value>(data) {
        Ok(reply) if reply.get("error").is_some() => data.to_owned(),
        Ok(error) => json!({ "error": error }).to_string(),
        Err(_) => json!({ "error": data }).to_string(),
    }
}
