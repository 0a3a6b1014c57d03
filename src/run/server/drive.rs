//! Working on a run: read the model's stream, tell it to whoever watches, write it down in packs, end it.
//!
//! Watchers see a token at once; the database gets a pack at most every 250 ms or 64 events, beside the reading. What
//! a kill takes is therefore at most the last pack, and nobody was charged for it.

use super::{
    finish::{self, Ending, Outcome},
    start::NewRun,
    store,
};
use crate::{
    provider::{ChatEvent, ChatStream, Finish, Usage},
    run::model::RunEvent,
    server::{
        Cx, Result,
        live::{Entry, Log},
    },
};
use futures::{FutureExt, StreamExt, future::BoxFuture};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until};

const PACK_EVERY: Duration = Duration::from_millis(250);
const PACK_EVENTS: i64 = 64;

/// What a stream has given so far.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) text: String,
    pub(super) reasoning_bytes: usize,
    pub(super) usage: Option<Usage>,
    pub(super) model_served: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) first_output: Option<Duration>,
}

/// Works on the run until its end is written.
pub(super) async fn drive(cx: Cx, run: NewRun, log: Arc<Log>) {
    let started = std::time::Instant::now();
    let mut heard = Heard::default();
    let mut packer = Packer::new(&cx, &run, log.clone());
    let outcome = match cx.providers.get(&run.offer.provider).and_then(|provider| provider.can.chat.clone()) {
        Some(chat) => {
            let stream = chat.stream(run.request.clone());
            listen(&cx, &log, stream, &mut heard, &mut packer, started).await
        }
        None => Outcome::Lost,
    };
    let written = packer.settle().await;
    if matches!(outcome, Outcome::Fenced) || written.is_err() {
        // Another process believed us dead and has ended the run: its word counts.
        tracing::warn!(run.id = %run.id, "the run was taken over");
        return cx.live.close(run.id.0);
    }
    let ending = Ending { run: &run, heard, outcome, log: &log, took: started.elapsed(), stored_seq: packer.stored };
    if let Err(fault) = finish::finish(&cx, ending).await {
        fault.disclose();
    }
    cx.live.close(run.id.0);
}

async fn listen(
    cx: &Cx,
    log: &Log,
    mut stream: ChatStream,
    heard: &mut Heard,
    packer: &mut Packer,
    started: std::time::Instant,
) -> Outcome {
    loop {
        let event = tokio::select! {
            biased;
            () = log.cancel.cancelled() => return Outcome::Cancelled,
            () = cx.aborting.cancelled() => return Outcome::Lost,
            alive = packer.advance() => match alive {
                Ok(()) => continue,
                Err(fault) => {
                    fault.disclose();
                    return Outcome::Fenced;
                }
            },
            event = stream.next() => event,
        };
        match event {
            Some(ChatEvent::Text(text)) => {
                heard.first_output.get_or_insert_with(|| started.elapsed());
                heard.text.push_str(&text);
                tell(log, &RunEvent::MessageDelta { text });
            }
            Some(ChatEvent::Reasoning(text)) => {
                heard.first_output.get_or_insert_with(|| started.elapsed());
                heard.reasoning_bytes += text.len();
                tell(log, &RunEvent::ReasoningDelta { text });
            }
            Some(ChatEvent::Started { model_served, request_id }) => {
                (heard.model_served, heard.request_id) = (model_served, request_id);
            }
            // Nobody who asks in a conversation offers tools.
            Some(ChatEvent::ToolCall(_) | ChatEvent::Opaque(_)) => {}
            Some(ChatEvent::Usage(usage)) => heard.usage = Some(usage),
            Some(ChatEvent::Done { finish }) => return done(heard, finish),
            Some(ChatEvent::Failed(failure)) => return Outcome::Failed(failure),
            None => return Outcome::Lost,
        }
    }
}

fn done(heard: &Heard, finish: Finish) -> Outcome {
    let silent = heard.text.is_empty();
    match finish {
        Finish::Filtered if silent => Outcome::Blocked,
        _ if silent && heard.reasoning_bytes == 0 => Outcome::Empty,
        finish => Outcome::Done(finish),
    }
}

fn tell(log: &Log, event: &RunEvent) {
    log.append(event.name(), finish::data(event));
}

/// Writes the log down in packs while the stream is read.
struct Packer {
    cx: Cx,
    run: NewRun,
    log: Arc<Log>,
    /// The last event that is durable.
    stored: i64,
    due: Option<Instant>,
    writing: Option<BoxFuture<'static, Result<i64>>>,
}

impl Packer {
    fn new(cx: &Cx, run: &NewRun, log: Arc<Log>) -> Self {
        Self { cx: cx.clone(), run: run.clone(), log, stored: 0, due: None, writing: None }
    }

    /// Goes one step: ends when a pack is written or one has been started. Waits for ever while there is nothing to
    /// write. An error means the lease is lost.
    async fn advance(&mut self) -> Result<()> {
        if let Some(writing) = &mut self.writing {
            let stored = writing.await;
            self.writing = None;
            self.stored = stored?;
            return Ok(());
        }
        let mut tip = self.log.watch();
        loop {
            let behind = tip.borrow_and_update().seq - self.stored;
            if behind >= PACK_EVENTS {
                break;
            }
            if behind > 0 {
                let due = *self.due.get_or_insert_with(|| Instant::now() + PACK_EVERY);
                tokio::select! {
                    () = sleep_until(due) => break,
                    _ = tip.changed() => {}
                }
            } else if tip.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
        self.due = None;
        self.writing = Some(self.write(self.log.after(self.stored)));
        Ok(())
    }

    /// Waits for the pack that is being written.
    async fn settle(&mut self) -> Result<()> {
        if let Some(writing) = self.writing.take() {
            self.stored = writing.await?;
        }
        Ok(())
    }

    fn write(&self, entries: Vec<Entry>) -> BoxFuture<'static, Result<i64>> {
        let (cx, run, user) = (self.cx.clone(), self.run.id, self.run.user);
        let stored = self.stored;
        async move {
            let instance = cx.instance;
            cx.db.write(user.0, move |conn| store::append_if_ours(conn, run, instance, stored, entries).boxed()).await
        }
        .boxed()
    }
}
