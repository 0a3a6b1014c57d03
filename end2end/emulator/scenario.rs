//! What a provider does, step by step, in bytes.

use super::chunk;
use bytes::Bytes;
use serde_json::{Value, json};
use std::time::Duration;

/// One reply.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its name in the records.
    pub name: String,
    /// The HTTP status.
    pub status: u16,
    /// Header names and values, beside those of the framing.
    pub headers: Vec<(String, String)>,
    /// How the end of the body is told.
    pub framing: Framing,
    /// What happens, in this order. The head goes out with the first bytes, or at the end.
    pub steps: Vec<Step>,
}

/// How the end of a body is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Chunked; the connection stays open for the next request.
    Chunked,
    /// `content-length` with this number, true or not.
    Length(usize),
    /// By closing the connection.
    UntilClose,
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The head goes out now.
    Head,
    /// Bytes of the body.
    Send(Bytes),
    /// Nothing happens for so long.
    Sleep(Duration),
    /// Nothing happens until the client closes the connection, at most so long.
    WaitForClientClose(Duration),
    /// Nothing happens until the gate is opened.
    Gate(String),
    /// The connection is reset.
    Reset,
    /// The body and the connection end properly.
    CloseClean,
    /// The connection ends within the header of a chunk.
    CloseMidChunk,
}

impl Scenario {
    /// A stream with nothing in it.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            status: 200,
            headers: vec![("content-type".to_owned(), "text/event-stream".to_owned())],
            framing: Framing::Chunked,
            steps: Vec::new(),
        }
    }

    /// A JSON reply of this status.
    pub fn status(status: u16, body: Value) -> Self {
        Self::body(status, "application/json", body.to_string())
    }

    /// A reply of this status and type.
    pub fn body(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self {
            name: format!("status {status}"),
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            framing: Framing::Length(body.len()),
            steps: vec![Step::Send(body)],
        }
    }

    /// A whole stream from its bytes.
    pub fn stream(name: &str, bytes: impl Into<Bytes>) -> Self {
        Self::new(name).send(bytes.into())
    }

    /// One more step.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Bytes of the body.
    #[must_use]
    pub fn send(self, bytes: Bytes) -> Self {
        self.step(Step::Send(bytes))
    }

    /// A pause; none when it has no length.
    #[must_use]
    pub fn pause(self, pause: Duration) -> Self {
        if pause.is_zero() { self } else { self.step(Step::Sleep(pause)) }
    }

    /// One more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Another way to tell the body's end.
    #[must_use]
    pub fn framing(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    /// Another name.
    #[must_use]
    pub fn named_as(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Every piece of the body cut into pieces of so many bytes.
    #[must_use]
    pub fn split(mut self, bytes: usize) -> Self {
        let bytes = bytes.max(1);
        self.steps = self
            .steps
            .into_iter()
            .flat_map(|step| match step {
                Step::Send(whole) => (0..whole.len().div_ceil(bytes))
                    .map(|at| Step::Send(whole.slice(at * bytes..whole.len().min((at + 1) * bytes))))
                    .collect(),
                other => vec![other],
            })
            .collect();
        self
    }

    /// The scenarios that go by a model's name, for journeys and demonstrations.
    pub fn named(model: &str) -> Option<Self> {
        let m = "emulator";
        let begun = |name: &str| Self::new(name).send(chunk::role(m)).send(chunk::text(m, "سلام، "));
        let done = |begun: Self| {
            begun.send(chunk::finish(m, "stop")).send(chunk::usage(m, &chunk::counts(20, 9))).send(chunk::DONE)
        };
        let minutes = Duration::from_secs(600);
        Some(match model {
            "happy" => done(begun("happy").send(chunk::text(m, "می\u{200c}خواهم کمک کنم 👋🏽"))),
            "reasoning" => done(
                Self::new("reasoning")
                    .send(chunk::role(m))
                    .send(chunk::reasoning(m, "باید "))
                    .send(chunk::reasoning(m, "فکر کنم."))
                    .send(chunk::text(m, "پاسخ")),
            ),
            "length" => begun("length")
                .send(chunk::finish(m, "length"))
                .send(chunk::usage(m, &chunk::counts(20, 9)))
                .send(chunk::DONE),
            "silent" => Self::new("silent").step(Step::WaitForClientClose(minutes)),
            "stall" => begun("stall").step(Step::WaitForClientClose(minutes)),
            "comments" => (0..10_000).fold(begun("comments"), |kept, _| {
                kept.send(Bytes::from_static(b": OPENROUTER PROCESSING\n\n")).pause(Duration::from_millis(20))
            }),
            "reset" => begun("reset").pause(Duration::from_millis(30)).step(Step::Reset),
            "half-chunk" => begun("half-chunk").pause(Duration::from_millis(30)).step(Step::CloseMidChunk),
            "no-end" => begun("no-end").step(Step::CloseClean),
            "error-inside" => {
                let mut failed = chunk::chunk(m, &json!({"content": ""}), Some("error"));
                failed["error"] =
                    json!({"code": 502, "message": "upstream", "metadata": {"error_type": "provider_unavailable"}});
                begun("error-inside").send(chunk::event(&failed))
            }
            "overloaded" => Self::status(503, json!({"error": {"code": 503, "message": "overloaded"}})),
            "flood" => {
                let piece = chunk::text(m, &"x".repeat(16 << 10));
                done((0..8_192).fold(begun("flood"), |flood, _| flood.send(piece.clone())))
            }
            _ => return None,
        })
    }
}
