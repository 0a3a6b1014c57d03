//! From decoded frames to events: pure, so that every odd reply can be tested without a socket.
//!
//! What is special here:
//! - An answer ends with the stream; only a finish reason in a chunk before says that it is whole.
//! - `STOP` also ends an answer that calls tools: the parts tell.
//! - A blocked question has no answer at all, with status 200.
//! - Errors come as an event, or as JSON over many lines in the middle of the stream.
//! - Usage is cumulative and comes with every chunk: only more of it is a sign of life.

use super::{
    reply::{self, End, is_error},
    tally, turns,
};
use crate::provider::{
    chat::{ChatEvent, Finish, ToolCallDelta},
    failure::{Failure, FailureClass},
    sse::Frame,
    streaming::{Reader, Stop},
    telling::{RAW_BYTES_MAX, Telling},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The state of one answer.
#[derive(Debug, Default)]
pub(super) struct Translation {
    told: Telling,
    /// The calls so far.
    calls: u32,
    finish: Option<Finish>,
}

impl Translation {
    /// For the answer to a request that the provider's headers name so.
    pub(super) fn new(request_id: Option<String>) -> Self {
        Self { told: Telling::new(request_id), ..Self::default() }
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
                let error = serde_json::from_str::<Value>(&data).unwrap_or(Value::String(data));
                let known = error.get("error").is_some() || error.is_array();
                self.fail_with(&if known { error } else { json!({ "error": error }) });
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
        match (stop, self.finish.take()) {
            _ if self.told.ended => {}
            (_, Some(finish)) => self.complete(finish),
            _ if !self.told.raw.is_empty() => self.told.fail_with_raw(),
            (stop, None) => self.told.break_off(stop),
        }
    }
}

impl Translation {
    fn data(&mut self, data: &str) -> bool {
        let data = data.trim();
        if data.is_empty() {
            return false;
        }
        match serde_json::from_str(data) {
            Ok(Value::Array(chunks)) => {
                chunks.iter().fold(false, |alive, chunk| (!self.told.ended && self.chunk(chunk)) | alive)
            }
            Ok(chunk) => self.chunk(&chunk),
            // The blank line between two events was forgotten.
            Err(_) if data.contains('\n') => {
                data.lines().fold(false, |alive, line| (!self.told.ended && self.data(line)) | alive)
            }
            Err(_) => {
                self.told.malformed += 1;
                false
            }
        }
    }

    fn chunk(&mut self, chunk: &Value) -> bool {
        if is_error(chunk) {
            self.fail_with(chunk);
            return true;
        }
        let is_reply = ["candidates", "usageMetadata", "promptFeedback"].iter().any(|field| chunk.get(field).is_some());
        if !is_reply {
            return false;
        }
        if !self.told.started {
            self.told.start(reply::model(chunk), reply::id(chunk));
        }
        let mut alive = reply::parts(chunk).fold(false, |alive, part| self.part(part) | alive);
        alive |= self.report(&chunk["usageMetadata"]);
        if let Some(blocked) = reply::blocked(chunk) {
            self.told.fail(blocked);
            return true;
        }
        match reply::end(chunk) {
            None => alive,
            Some(End::Finished(finish)) => {
                self.finish = Some(finish);
                true
            }
            Some(End::Failed(reason)) => {
                self.told.fail(Failure::new(FailureClass::Transient, format!("the model ended with {reason}")));
                true
            }
        }
    }

    fn part(&mut self, part: &Value) -> bool {
        let signature = part.get(turns::SIGNATURE).and_then(Value::as_str).filter(|signature| !signature.is_empty());
        if let Some(call) = part.get("functionCall").filter(|call| call.is_object()) {
            self.call(call, signature);
            return true;
        }
        let text = reply::text(part);
        match text {
            Some(text) if reply::is_thought(part) => self.told.output(ChatEvent::Reasoning(text.to_owned())),
            Some(text) => self.told.output(ChatEvent::Text(text.to_owned())),
            None => {}
        }
        if let Some(signature) = signature {
            self.told.aside(ChatEvent::Opaque(json!([{ turns::SIGNATURE: signature }])));
        }
        text.is_some() || signature.is_some()
    }

    /// Calls come whole, and not always with an id.
    fn call(&mut self, call: &Value, signature: Option<&str>) {
        let filled = |field: &str| call.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
        let arguments = match &call["args"] {
            Value::Null => "{}".to_owned(),
            Value::String(text) if text.trim().is_empty() => "{}".to_owned(),
            Value::String(text) => text.clone(),
            arguments => arguments.to_string(),
        };
        let id = filled("id").map_or_else(|| format!("call_{}", Uuid::now_v7().simple()), str::to_owned);
        let slot = self.calls;
        self.calls += 1;
        self.told.output(ChatEvent::ToolCall(ToolCallDelta {
            slot,
            id: Some(id),
            name: Some(filled("name").unwrap_or_default().to_owned()),
            arguments,
            signature: signature.map(str::to_owned),
        }));
    }

    fn report(&mut self, report: &Value) -> bool {
        tally::usage(report).is_some_and(|usage| self.told.report(usage))
    }

    /// A line of an error that is printed over many lines; the last one stands at the margin.
    fn raw(&mut self, line: &[u8]) -> bool {
        self.told.keep(line, RAW_BYTES_MAX);
        let line = line.trim_ascii_end();
        let at_margin = line.first().is_some_and(|first| !first.is_ascii_whitespace());
        if at_margin
            && matches!(line.last(), Some(b'}' | b']'))
            && let Ok(reply) = serde_json::from_slice::<Value>(&self.told.raw)
            && is_error(&reply)
        {
            self.fail_with(&reply);
            return true;
        }
        false
    }

    fn complete(&mut self, finish: Finish) {
        let finish = if finish == Finish::Stop && self.calls > 0 { Finish::ToolCalls } else { finish };
        let may_be_empty = !matches!(finish, Finish::Stop | Finish::Other(_));
        self.told.complete(finish, may_be_empty);
    }

    fn fail_with(&mut self, error: &Value) {
        self.told.fail_with(error.to_string().as_bytes());
    }
}
