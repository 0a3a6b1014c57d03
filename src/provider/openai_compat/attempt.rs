//! One request and its answer. Everything happens while the consumer polls: no task, no channel, so that a slow consumer
//! slows the provider down and a dropped stream closes the connection.

use super::{
    Server, exchange,
    map::{Stop, Translation},
    request::ChatBody,
};
use crate::provider::{
    chat::{ChatEvent, ChatRequest},
    classify::{classify, request_id},
    failure::{Failure, FailureClass},
    sse::SseDecoder,
};
use jiff::Timestamp;
use reqwest::{Response, header::CONTENT_TYPE};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout, timeout_at};

/// The most that is read of an error reply, and how long.
const ERROR_BYTES_MAX: usize = 64 << 10;
const ERROR_WAIT: Duration = Duration::from_secs(3);

/// A request from before it is sent until its terminal event was given out.
pub(super) struct Attempt {
    server: Arc<Server>,
    stage: Stage,
}

enum Stage {
    Asking(ChatRequest),
    Reading(Box<Reading>),
    Ended,
}

struct Reading {
    /// None for an answer that came as a whole.
    response: Option<Response>,
    decoder: SseDecoder,
    translation: Translation,
    /// How much longer to wait for something that carries output. Waiting is what counts, not the consumer's pauses.
    patience: Duration,
    /// When the answer must be over.
    over: Instant,
}

impl Attempt {
    pub(super) fn new(server: Arc<Server>, request: ChatRequest) -> Self {
        Self { server, stage: Stage::Asking(request) }
    }

    /// The next event; after the terminal one, nothing.
    pub(super) async fn next(&mut self) -> Option<ChatEvent> {
        if let Stage::Asking(request) = &self.stage {
            match ask(&self.server, request).await {
                Ok(reading) => self.stage = Stage::Reading(Box::new(reading)),
                Err(failure) => {
                    self.stage = Stage::Ended;
                    return Some(ChatEvent::Failed(self.server.clean(failure)));
                }
            }
        }
        let Stage::Reading(reading) = &mut self.stage else { return None };
        let event = reading.next(&self.server).await;
        if event.is_terminal() {
            // Dropping the response closes the connection if the server has more to say.
            self.stage = Stage::Ended;
        }
        Some(match event {
            ChatEvent::Failed(failure) => ChatEvent::Failed(self.server.clean(failure)),
            event => event,
        })
    }
}

async fn ask(server: &Server, request: &ChatRequest) -> Result<Reading, Failure> {
    let body = ChatBody::new(request, &server.dialect)?;
    let now = Instant::now();
    let over = now + server.clocks.total;
    // An answer as a whole begins when it ends.
    let due = if body.stream { now + server.clocks.first_token } else { over };
    let asking = server.post("/chat/completions")?.header(CONTENT_TYPE, "application/json");
    let sending = asking.body(body.to_json(&server.dialect.extra_body)?).send();
    let response = timeout_at(due, sending)
        .await
        .map_err(|_| silent("no reply", due.saturating_duration_since(now)))?
        .map_err(|error| server.broken(error))?;
    if !response.status().is_success() {
        return Err(refused(response).await);
    }
    let mut translation = Translation::new(request_id(response.headers()));
    if server.dialect.thinks_aloud(&request.model) {
        translation = translation.thinking_aloud();
    }
    let response = if body.stream {
        Some(response)
    } else {
        let whole = exchange::body(server, response, SseDecoder::TEXT_EVENT_BYTES_MAX * 4, due).await?;
        translation.whole(&whole);
        None
    };
    let patience = due.saturating_duration_since(Instant::now());
    Ok(Reading { response, decoder: SseDecoder::default(), translation, patience, over })
}

/// The failure in a reply that is no stream.
pub(super) async fn refused(mut response: Response) -> Failure {
    let until = Instant::now() + ERROR_WAIT;
    let mut body = Vec::new();
    while body.len() < ERROR_BYTES_MAX {
        match timeout_at(until, response.chunk()).await {
            Ok(Ok(Some(bytes))) => body.extend_from_slice(&bytes[..bytes.len().min(ERROR_BYTES_MAX - body.len())]),
            _ => break,
        }
    }
    classify(response.status().as_u16(), &body, response.headers(), Timestamp::now())
}

impl Reading {
    async fn next(&mut self, server: &Server) -> ChatEvent {
        loop {
            if let Some(event) = self.translation.events.pop_front() {
                if event.is_terminal() && self.translation.malformed > 0 {
                    tracing::warn!(provider = %server.id, malformed = self.translation.malformed, "chunks that were no JSON");
                }
                return event;
            }
            match self.decoder.next() {
                Some(frame) => {
                    if self.translation.frame(frame) {
                        let clocks = &server.clocks;
                        self.patience = if self.translation.finished() { clocks.after_finish } else { clocks.idle };
                    }
                }
                None => self.read(server).await,
            }
        }
    }

    async fn read(&mut self, server: &Server) {
        let Some(response) = &mut self.response else { return self.stop(Stop::End) };
        let began = Instant::now();
        let wait = self.patience.min(self.over.saturating_duration_since(began));
        match timeout(wait, response.chunk()).await {
            Ok(Ok(Some(bytes))) => {
                self.patience = self.patience.saturating_sub(began.elapsed());
                self.decoder.push(&bytes);
            }
            Ok(Ok(None)) => self.stop(Stop::End),
            Ok(Err(error)) => self.stop(Stop::Cut(server.broken(error).detail)),
            Err(_) => self.stop(Stop::Cut(format!("nothing more after {} ms of waiting", wait.as_millis()))),
        }
    }

    fn stop(&mut self, stop: Stop) {
        self.decoder.finish();
        for frame in self.decoder.by_ref() {
            self.translation.frame(frame);
        }
        self.translation.stop(stop);
    }
}

fn silent(what: &str, wait: Duration) -> Failure {
    Failure::new(FailureClass::Transient, format!("{what} within {} ms", wait.as_millis()))
}
