//! What the emulator saw.

use super::form;
use serde_json::{Value, json};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// A request as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// Header names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The JSON body; null when there is none.
    pub body: Value,
    /// The scenario that answered it.
    pub scenario: String,
    /// What was wrong with it.
    pub violation: Option<String>,
}

impl Request {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The model asked for.
    pub fn model(&self) -> &str {
        self.body["model"].as_str().or_else(|| form::text(&self.body, "model")).unwrap_or_default()
    }

    /// What the person said last.
    pub fn last_user_message(&self) -> &str {
        let messages = self.body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let last = messages.iter().rev().find(|message| message["role"] == "user");
        last.and_then(|message| text_of(&message["content"])).unwrap_or_default()
    }

    /// For the control route. Without headers, which hold the key.
    pub fn to_json(&self) -> Value {
        json!({
            "method": self.method, "path": self.path, "body": self.body,
            "scenario": self.scenario, "violation": self.violation,
        })
    }
}

/// The text, or the first text of several parts.
fn text_of(content: &Value) -> Option<&str> {
    let mut parts = content.as_array().into_iter().flatten();
    content.as_str().or_else(|| parts.find_map(|part| part["text"].as_str()))
}

/// How one exchange of a connection ended.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The scenario that was being played.
    pub scenario: String,
    /// Bytes of the reply that the system took.
    pub bytes_written: usize,
    /// When the emulator noticed that the client had gone; none when the emulator ended it.
    pub client_gone: Option<Instant>,
}

/// Everything that was seen so far.
#[derive(Debug, Default)]
pub struct Record {
    /// Requests in their order.
    pub requests: Vec<Request>,
    /// Ends of exchanges in their order.
    pub closings: Vec<Closing>,
    /// Connections that are open.
    pub open: usize,
    /// Connections that were opened.
    pub opened: usize,
    /// Bytes of replies that the system took.
    pub bytes_written: usize,
}

/// The record, shared by all connections.
#[derive(Debug, Default)]
pub struct Shared(Mutex<Record>);

impl Shared {
    /// Reads or changes the record.
    pub fn lock(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
