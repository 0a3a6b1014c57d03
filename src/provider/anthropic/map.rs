//! From decoded frames to events: pure, so that every odd reply can be tested without a socket.
//!
//! What is special here:
//! - Only `message_stop` ends an answer; a reason to stop without it is an answer that broke off.
//! - Thoughts and their signature make one block, which has to go back as it came.
//! - A call without arguments has no piece of them at all, or an empty one.
//! - Events and blocks of unknown kinds will come, and mean nothing to us.

use super::tally::Tally;
use crate::provider::{
    chat::{ChatEvent, Finish, ToolCallDelta},
    classify::error_of,
    sse::Frame,
    streaming::{Reader, Stop},
    telling::{RAW_BYTES_MAX, Telling},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The state of one answer.
#[derive(Debug, Default)]
pub(super) struct Translation {
    told: Telling,
    /// Blocks that are open, by their index.
    blocks: BTreeMap<u64, Block>,
    calls: u32,
    finish: Option<Finish>,
    tally: Tally,
}

/// A block that is open and not only text.
#[derive(Debug)]
enum Block {
    /// Goes back as it came.
    Thinking(Value),
    Call {
        slot: u32,
        /// Arguments that stood in its begin already.
        given: Value,
        has_arguments: bool,
    },
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

    /// What may follow the reason to stop is the end, and that has to come.
    fn finished(&self) -> bool {
        false
    }

    fn frame(&mut self, frame: Frame) -> bool {
        if self.told.ended {
            return false;
        }
        match frame {
            Frame::Event { event, data } => self.data(event.as_deref(), &data),
            Frame::Raw(line) => {
                self.told.keep(&line, RAW_BYTES_MAX);
                false
            }
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
            _ if !self.told.raw.is_empty() => self.told.fail_with_raw(),
            stop => self.told.break_off(stop),
        }
    }
}

impl Translation {
    fn data(&mut self, name: Option<&str>, data: &str) -> bool {
        if data.trim().is_empty() {
            return false;
        }
        let Ok(event) = serde_json::from_str::<Value>(data) else {
            if name == Some("error") {
                self.told.fail_with(json!({ "error": data }).to_string().as_bytes());
            }
            self.told.malformed += 1;
            return self.told.ended;
        };
        let kind = event["type"].as_str().or(name).unwrap_or_default().to_owned();
        if kind == "error" || (kind.is_empty() && error_of(&event).is_some()) {
            let whole = if event.get("error").is_some() { event } else { json!({ "error": event }) };
            self.told.fail_with(whole.to_string().as_bytes());
            return true;
        }
        self.take(&kind, &event)
    }

    /// Takes an event; whether it shows that the model is at work.
    fn take(&mut self, kind: &str, event: &Value) -> bool {
        match kind {
            "message_start" => {
                let message = &event["message"];
                self.told.start(text(&message["model"]), text(&message["id"]));
                self.report(&message["usage"]);
                false
            }
            "content_block_start" => {
                self.open(index(event), &event["content_block"]);
                true
            }
            "content_block_delta" => self.delta(index(event), &event["delta"]),
            "content_block_stop" => {
                self.close(index(event));
                true
            }
            "message_delta" => {
                if let Some(reason) = text(&event["delta"]["stop_reason"]) {
                    self.finish = Some(finish(&reason));
                }
                self.report(&event["usage"]);
                true
            }
            "message_stop" => {
                self.complete();
                true
            }
            _ => false,
        }
    }

    fn open(&mut self, index: u64, block: &Value) {
        match block["type"].as_str() {
            Some("text") => self.say(&block["text"]),
            Some("thinking") => {
                self.think(&block["thinking"]);
                self.blocks.insert(index, Block::Thinking(block.clone()));
            }
            Some("redacted_thinking") => drop(self.blocks.insert(index, Block::Thinking(block.clone()))),
            Some("tool_use") => {
                let slot = self.calls;
                self.calls += 1;
                let given = block["input"].clone();
                self.blocks.insert(index, Block::Call { slot, given, has_arguments: false });
                let (id, name) = (text(&block["id"]), text(&block["name"]));
                self.told.output(ChatEvent::ToolCall(ToolCallDelta { slot, id, name, ..ToolCallDelta::default() }));
            }
            _ => {}
        }
    }

    /// More of a block; whether it was anything.
    fn delta(&mut self, index: u64, delta: &Value) -> bool {
        match delta["type"].as_str() {
            Some("text_delta") => self.say(&delta["text"]),
            Some("thinking_delta") => {
                self.think(&delta["thinking"]);
                self.keep(index, "thinking", &delta["thinking"]);
            }
            Some("signature_delta") => self.keep(index, "signature", &delta["signature"]),
            Some("input_json_delta") => self.argue(index, &delta["partial_json"]),
            _ => return false,
        }
        true
    }

    fn close(&mut self, index: u64) {
        match self.blocks.remove(&index) {
            // Without its signature it is refused, and worth nothing.
            Some(Block::Thinking(block)) if text(&block["signature"]).or_else(|| text(&block["data"])).is_some() => {
                self.told.aside(ChatEvent::Opaque(json!([block])));
            }
            Some(Block::Call { slot, given, has_arguments: false }) => {
                let arguments = if given.is_object() { given.to_string() } else { "{}".to_owned() };
                self.told.output(ChatEvent::ToolCall(ToolCallDelta { slot, arguments, ..ToolCallDelta::default() }));
            }
            Some(Block::Thinking(_) | Block::Call { .. }) | None => {}
        }
    }

    fn say(&mut self, said: &Value) {
        if let Some(said) = text(said) {
            self.told.output(ChatEvent::Text(said));
        }
    }

    fn think(&mut self, thought: &Value) {
        if let Some(thought) = text(thought) {
            self.told.output(ChatEvent::Reasoning(thought));
        }
    }

    /// Adds to what has to go back.
    fn keep(&mut self, index: u64, field: &str, more: &Value) {
        if let (Some(Block::Thinking(block)), Some(more)) = (self.blocks.get_mut(&index), more.as_str()) {
            let whole = format!("{}{more}", block[field].as_str().unwrap_or_default());
            block[field] = whole.into();
        }
    }

    fn argue(&mut self, index: u64, more: &Value) {
        let Some(more) = text(more) else { return };
        if let Some(Block::Call { slot, has_arguments, .. }) = self.blocks.get_mut(&index) {
            *has_arguments = true;
            let slot = *slot;
            self.told.output(ChatEvent::ToolCall(ToolCallDelta { slot, arguments: more, ..ToolCallDelta::default() }));
        }
    }

    fn report(&mut self, report: &Value) {
        if let Some(usage) = self.tally.take(report) {
            self.told.report(usage);
        }
    }

    fn complete(&mut self) {
        let finish = match self.finish.take() {
            None | Some(Finish::Stop) if self.calls > 0 => Finish::ToolCalls,
            Some(finish) => finish,
            None => Finish::Stop,
        };
        let may_be_empty = !matches!(finish, Finish::Stop | Finish::Other(_));
        self.told.complete(finish, may_be_empty);
    }
}

fn finish(reason: &str) -> Finish {
    match reason {
        "end_turn" | "stop_sequence" => Finish::Stop,
        "tool_use" => Finish::ToolCalls,
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "refusal" => Finish::Filtered,
        other => Finish::Other(other.to_owned()),
    }
}

/// Which block an event is about; the first one when it does not say.
fn index(event: &Value) -> u64 {
    event["index"].as_u64().unwrap_or(0)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
