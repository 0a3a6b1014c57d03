//! One streamed request and its answer, on any wire. Everything happens while the consumer polls: no task, no channel, so
//! that a slow consumer slows the provider down and a dropped stream closes the connection.

use super::{
    chat::{ChatEvent, ChatRequest, ChatStream},
    classify::request_id,
    failure::{Failure, FailureClass},
    remote::{Remote, refused},
    sse::{Frame, SseDecoder},
};
use futures::{StreamExt, stream};
use reqwest::{RequestBuilder, Response};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout, timeout_at};

/// How a provider is asked for a stream, and who reads it.
pub(super) trait Wire: Send + Sync + 'static {
    /// Reads its answers.
    type Reader: Reader;

    /// Where it is.
    fn remote(&self) -> &Remote;
    /// The request, ready to be sent; a failure when it can not be said on this wire.
    fn request(&self, request: &ChatRequest) -> Result<RequestBuilder, Failure>;
    /// The reader of the answer to a request that the provider's headers name so.
    fn reader(&self, request: &ChatRequest, request_id: Option<String>) -> Self::Reader;
    /// How long to wait for something that carries output.
    fn patience(&self, _request: &ChatRequest) -> Duration {
        self.remote().clocks.first_token
    }
}

/// From decoded frames to events: pure, so that every odd server can be tested without a socket.
pub(super) trait Reader: Send + 'static {
    /// Takes a frame; whether it carried anything that shows the model is at work.
    fn frame(&mut self, frame: Frame) -> bool;
    /// No further frame comes: there must be a terminal event now.
    fn stop(&mut self, stop: Stop);
    /// Whether the model has finished and only usage may follow.
    fn finished(&self) -> bool;
    /// The next event to be given out.
    fn event(&mut self) -> Option<ChatEvent>;
    /// Chunks so far that made no sense.
    fn malformed(&self) -> u32;
}

/// Why no further frame comes.
#[derive(Debug)]
pub(super) enum Stop {
    /// The server closed the stream properly.
    End,
    /// The connection broke, or a clock ran out.
    Cut(String),
}

/// Asks as soon as the stream is polled.
pub(super) fn stream<W: Wire>(wire: Arc<W>, request: ChatRequest) -> ChatStream {
    let attempt = Attempt { wire, stage: Stage::Asking(Box::new(request)) };
    stream::unfold(attempt, |mut attempt| async move { attempt.next().await.map(|event| (event, attempt)) })
        .fuse()
        .boxed()
}

/// A request from before it is sent until its terminal event was given out.
struct Attempt<W: Wire> {
    wire: Arc<W>,
    stage: Stage<W::Reader>,
}

enum Stage<R> {
    Asking(Box<ChatRequest>),
    Reading(Box<Reading<R>>),
    Ended,
}

struct Reading<R> {
    response: Response,
    decoder: SseDecoder,
    reader: R,
    /// How much longer to wait for something that carries output. Waiting is what counts, not the consumer's pauses.
    patience: Duration,
    /// When the answer must be over.
    over: Instant,
}

impl<W: Wire> Attempt<W> {
    /// The next event; after the terminal one, nothing.
    async fn next(&mut self) -> Option<ChatEvent> {
        let remote = self.wire.remote();
        if let Stage::Asking(request) = &self.stage {
            match ask(&*self.wire, request).await {
                Ok(reading) => self.stage = Stage::Reading(Box::new(reading)),
                Err(failure) => {
                    self.stage = Stage::Ended;
                    return Some(ChatEvent::Failed(remote.clean(failure)));
                }
            }
        }
        let Stage::Reading(reading) = &mut self.stage else { return None };
        let event = reading.next(remote).await;
        if event.is_terminal() {
            // Dropping the response closes the connection if the server has more to say.
            self.stage = Stage::Ended;
        }
        Some(match event {
            ChatEvent::Failed(failure) => ChatEvent::Failed(remote.clean(failure)),
            event => event,
        })
    }
}

async fn ask<W: Wire>(wire: &W, request: &ChatRequest) -> Result<Reading<W::Reader>, Failure> {
    let (remote, sending) = (wire.remote(), wire.request(request)?.send());
    let now = Instant::now();
    let patience = wire.patience(request);
    let due = now + patience;
    let response = timeout_at(due, sending)
        .await
        .map_err(|_| silent("no reply", patience))?
        .map_err(|error| remote.broken(error))?;
    if !response.status().is_success() {
        return Err(refused(response).await);
    }
    let reader = wire.reader(request, request_id(response.headers()));
    let patience = due.saturating_duration_since(Instant::now());
    Ok(Reading { response, decoder: SseDecoder::default(), reader, patience, over: now + remote.clocks.total })
}

impl<R: Reader> Reading<R> {
    async fn next(&mut self, remote: &Remote) -> ChatEvent {
        loop {
            if let Some(event) = self.reader.event() {
                let malformed = self.reader.malformed();
                if event.is_terminal() && malformed > 0 {
                    tracing::warn!(provider = %remote.id, malformed, "chunks that were no JSON");
                }
                return event;
            }
            match self.decoder.next() {
                Some(frame) => {
                    if self.reader.frame(frame) {
                        let clocks = &remote.clocks;
                        self.patience = if self.reader.finished() { clocks.after_finish } else { clocks.idle };
                    }
                }
                None => self.read(remote).await,
            }
        }
    }

    async fn read(&mut self, remote: &Remote) {
        let began = Instant::now();
        let wait = self.patience.min(self.over.saturating_duration_since(began));
        match timeout(wait, self.response.chunk()).await {
            Ok(Ok(Some(bytes))) => {
                self.patience = self.patience.saturating_sub(began.elapsed());
                self.decoder.push(&bytes);
            }
            Ok(Ok(None)) => self.stop(Stop::End),
            Ok(Err(error)) => self.stop(Stop::Cut(remote.broken(error).detail)),
            Err(_) => self.stop(Stop::Cut(format!("nothing more after {} ms of waiting", wait.as_millis()))),
        }
    }

    fn stop(&mut self, stop: Stop) {
        self.decoder.finish();
        for frame in self.decoder.by_ref() {
            self.reader.frame(frame);
        }
        self.reader.stop(stop);
    }
}

fn silent(what: &str, wait: Duration) -> Failure {
    Failure::new(FailureClass::Transient, format!("{what} within {} ms", wait.as_millis()))
}
