//! Working on a run: ask the plan's models in their order until one gives something, read its stream, tell it to whoever
//! watches, write it down in packs, end it.
//!
//! Watchers see a token at once; the database gets a pack at most every 250 ms or 64 events, beside the reading. What
//! a kill takes is therefore at most the last pack, and nobody was charged for it.

use super::{
    attempt::Attempt,
    finish::{self, Ending, Outcome},
    packer::Packer,
    route::{self, Next, Progress},
    start::NewRun,
    store,
    task::Place,
    work::Work,
};
use crate::{
    catalog::server::Offer,
    kernel::id::RunId,
    provider::{ChatEvent, ChatRequest, Failure, FailureClass, Finish, Provider, ToolCallDelta, Usage, media::Made},
    run::model::RunEvent,
    server::{Cx, live::Log},
};
use futures::{FutureExt, StreamExt};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::oneshot,
    time::{Instant, sleep, timeout},
};

/// Bytes that one answer may have: far more than any model writes, and all of them are held in memory while it runs.
const ANSWER_BYTES_MAX: usize = 8 << 20;
/// Between the tries to keep what was made.
const DEPOSIT_PAUSES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(9)];

/// What the model that is asked now has given so far.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) text: String,
    /// What it made that is no text.
    pub(super) made: Option<Made>,
    pub(super) reasoning_bytes: usize,
    pub(super) call_bytes: usize,
    /// What came before the first output: of a request that fails then, nothing was told.
    pub(super) opaque: Vec<serde_json::Value>,
    pub(super) usage: Option<Usage>,
    pub(super) model_served: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) begun: Option<Duration>,
    pub(super) first_output: Option<Duration>,
}

impl Heard {
    /// Whether a person has seen anything of it.
    pub(super) fn has_output(&self) -> bool {
        self.first_output.is_some()
    }

    fn is_endless(&self) -> bool {
        self.text.len() + self.reasoning_bytes + self.call_bytes > ANSWER_BYTES_MAX
    }
}

/// Works on the run until its end is written.
pub(super) async fn drive(cx: Cx, run: NewRun, log: Arc<Log>, give: oneshot::Sender<Made>) {
    let _open = Open { cx: &cx, run: run.id };
    let packer = Packer::new(&cx, &run, log.clone());
    let mut course = Course { cx: &cx, run: &run, log: &log, packer, attempts: Vec::new(), heard: Heard::default() };
    let (at, mut outcome) = course.ask_all().await;
    if let Some(made) = &course.heard.made {
        outcome = deposit(&cx, &run, &log, made, outcome).await;
    }
    let Course { mut packer, attempts, mut heard, .. } = course;
    let written = packer.settle().await;
    if matches!(outcome, Outcome::Fenced) || written.is_err() {
        // Another process believed us dead and has ended the run: its word counts.
        tracing::warn!(run.id = %run.id, "the run was taken over");
        return;
    }
    let offer = run.plan.candidates().nth(at).unwrap_or(run.plan.first());
    let made = heard.made.take();
    let ending = Ending { run: &run, offer, heard, outcome, attempts, log: &log, stored_seq: packer.stored };
    match (finish::finish(&cx, ending).await, made) {
        // Whoever asked may be gone: then it is kept by nobody.
        (Ok(()), Some(made)) => drop(give.send(made)),
        (Ok(()), None) => {}
        (Err(fault), _) => drop(fault.disclose()),
    }
}

/// Keeps what was made before it is paid, and tells where. What can not be kept is not paid.
async fn deposit(cx: &Cx, run: &NewRun, log: &Log, made: &Made, outcome: Outcome) -> Outcome {
    let Some(output) = cx.outputs.get(run.kind).filter(|_| matches!(outcome, Outcome::Done(_))) else { return outcome };
    for pause in DEPOSIT_PAUSES {
        match output.deposit(cx, run.id, run.user, made).await {
            Ok(assets) => {
                for (position, asset_id) in (0..).zip(assets) {
                    tell(log, &RunEvent::Output { asset_id, position });
                }
                return outcome;
            }
            Err(fault) => drop(fault.disclose()),
        }
        sleep(pause).await;
    }
    Outcome::Lost
}

/// The run's log while it is worked on; closed whatever happens, so that the run's lease runs out and it is recovered.
struct Open<'r> {
    cx: &'r Cx,
    run: RunId,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.cx.live.close(self.run.0);
    }
}

/// A run under way.
struct Course<'r> {
    cx: &'r Cx,
    run: &'r NewRun,
    log: &'r Arc<Log>,
    packer: Packer,
    attempts: Vec<Attempt>,
    heard: Heard,
}

impl Course<'_> {
    /// Asks the candidates until one gives something or none is left: the last one asked, and how that ended.
    async fn ask_all(&mut self) -> (usize, Outcome) {
        let (cx, plan) = (self.cx, &self.run.plan);
        let started = Instant::now();
        let (mut at, mut here) = (route::begin(cx, plan), 0);
        loop {
            let offer = plan.candidates().nth(at).unwrap_or(plan.first());
            let outcome = self.ask(offer).await;
            here += 1;
            let failure = match outcome {
                Outcome::Failed(failure) if !self.heard.has_output() => failure,
                outcome => return (at, outcome),
            };
            let progress = Progress { at, here, attempts: self.attempts.len(), took: started.elapsed() };
            let jitter = u32::from(cx.random.bytes()[0]) * 1_000 / 256;
            match route::next(cx, plan, progress, &failure, jitter) {
                Next::End => return (at, Outcome::Failed(failure)),
                Next::Other(other) => (at, here) = (other, 0),
                Next::Again(pause) => tokio::select! {
                    () = self.log.cancel.cancelled() => return (at, Outcome::Cancelled),
                    () = cx.aborting.cancelled() => return (at, Outcome::Lost),
                    () = sleep(pause) => {}
                },
            }
        }
    }

    /// Makes one request and notes how it went.
    async fn ask(&mut self, offer: &Offer) -> Outcome {
        let (cx, started) = (self.cx, Instant::now());
        self.heard = Heard::default();
        let off = || Outcome::Failed(Failure::new(FailureClass::ModelGone, "the provider is off"));
        let outcome = match (cx.providers.get(&offer.provider), &self.run.work) {
            (None, _) => off(),
            (Some(provider), Work::Chat(request)) => match provider.can.chat.clone() {
                Some(chat) => {
                    self.listen(chat.stream(addressed(request, self.run.input_tokens_max, offer)), started).await
                }
                None => off(),
            },
            (Some(provider), work) => self.make(&provider, work, offer, started).await,
        };
        match &outcome {
            Outcome::Done(_) => cx.circuits.succeeded(&offer.provider, &offer.provider_model),
            Outcome::Failed(failure) => {
                tracing::warn!(run.id = %self.run.id, provider = offer.provider, model = offer.id, class = failure.class.as_str(), "a request failed");
                cx.circuits.failed(&offer.provider, &offer.provider_model, failure, cx.clock.now());
            }
            _ => cx.circuits.abandoned(&offer.provider, &offer.provider_model, cx.clock.now()),
        }
        self.attempts.push(Attempt::of(cx, offer, &self.heard, &outcome, started.elapsed()));
        outcome
    }

    /// Work that is answered as a whole. Once it is sent, its provider does and charges it whoever leaves: only the end
    /// of the process breaks it off.
    async fn make(&mut self, provider: &Provider, work: &Work, offer: &Offer, started: Instant) -> Outcome {
        let place = Place { cx: self.cx, run: self.run.id, log: self.log };
        if Work::is_costly(work.code()) {
            let (run, instance, now) = (self.run.id, self.cx.instance, self.cx.clock.now());
            let asking =
                self.cx.db.write(self.run.user.0, move |conn| store::set_asked(conn, run, instance, now).boxed());
            match asking.await {
                Ok(true) => {}
                Ok(false) => return Outcome::Fenced,
                Err(fault) => {
                    fault.disclose();
                    return Outcome::Failed(Failure::new(
                        FailureClass::Transient,
                        "it could not be noted that it is asked",
                    ));
                }
            }
        }
        let made = tokio::select! {
            made = timeout(work.time_max(), work.make(&place, provider, offer).boxed()) => made.unwrap_or_else(|_| {
                let class = if Work::is_costly(work.code()) { FailureClass::Uncertain } else { FailureClass::Transient };
                Err(Failure::new(class, "no answer in time"))
            }),
            () = self.cx.aborting.cancelled() => {
                let lost = Failure::new(FailureClass::Uncertain, "the process ended before the answer came");
                return if Work::is_costly(work.code()) { Outcome::Failed(lost) } else { Outcome::Lost };
            }
        };
        match made {
            Ok(made) => {
                let heard = &mut self.heard;
                heard.first_output = Some(started.elapsed());
                heard.usage = Some(made.usage().clone().or(work.counted(&made)));
                heard.request_id = made.request_id().cloned();
                heard.text = made.text().to_owned();
                heard.made = Some(made);
                Outcome::Done(Finish::Stop)
            }
            // A task that was taken back.
            Err(failure) if self.log.cancel.is_cancelled() && failure.class != FailureClass::Uncertain => {
                Outcome::Cancelled
            }
            Err(failure) => Outcome::Failed(failure),
        }
    }

    async fn listen(&mut self, mut stream: crate::provider::ChatStream, started: Instant) -> Outcome {
        let (log, heard) = (self.log, &mut self.heard);
        loop {
            let event = tokio::select! {
                biased;
                () = log.cancel.cancelled() => return Outcome::Cancelled,
                () = self.cx.aborting.cancelled() => return Outcome::Lost,
                alive = self.packer.advance() => match alive {
                    Ok(()) => continue,
                    Err(fault) => {
                        fault.disclose();
                        return Outcome::Fenced;
                    }
                },
                event = stream.next() => event,
            };
            heard.begun.get_or_insert_with(|| started.elapsed());
            if heard.is_endless() {
                let what = format!("an answer of more than {ANSWER_BYTES_MAX} bytes");
                return Outcome::Failed(Failure::new(FailureClass::Interrupted, what));
            }
            match event {
                Some(ChatEvent::Text(text)) => {
                    tell_opaque(log, heard);
                    heard.first_output.get_or_insert_with(|| started.elapsed());
                    heard.text.push_str(&text);
                    tell(log, &RunEvent::MessageDelta { text });
                }
                Some(ChatEvent::Reasoning(text)) => {
                    tell_opaque(log, heard);
                    heard.first_output.get_or_insert_with(|| started.elapsed());
                    heard.reasoning_bytes += text.len();
                    tell(log, &RunEvent::ReasoningDelta { text, details: None });
                }
                Some(ChatEvent::Opaque(items)) => {
                    heard.opaque.push(items);
                    if heard.has_output() {
                        tell_opaque(log, heard);
                    }
                }
                Some(ChatEvent::ToolCall(ToolCallDelta { slot, id, name, arguments, signature })) => {
                    tell_opaque(log, heard);
                    heard.first_output.get_or_insert_with(|| started.elapsed());
                    heard.call_bytes += arguments.len() + name.as_ref().map_or(0, String::len);
                    tell(log, &RunEvent::Tool { slot, id, name, arguments, signature });
                }
                Some(ChatEvent::Started { model_served, request_id }) => {
                    (heard.model_served, heard.request_id) = (model_served, request_id);
                }
                Some(ChatEvent::Usage(usage)) => heard.usage = Some(usage),
                Some(ChatEvent::Done { finish }) => {
                    tell_opaque(log, heard);
                    return done(heard, finish);
                }
                Some(ChatEvent::Failed(failure)) => return Outcome::Failed(failure),
                None => return Outcome::Lost,
            }
        }
    }
}

/// The run's request as this candidate gets it.
fn addressed(request: &ChatRequest, input_tokens_max: u64, offer: &Offer) -> ChatRequest {
    ChatRequest {
        model: offer.provider_model.clone(),
        max_output_tokens: offer.room(input_tokens_max, request.max_output_tokens),
        ..request.clone()
    }
}

fn done(heard: &Heard, finish: Finish) -> Outcome {
    match finish {
        Finish::Filtered if heard.text.is_empty() => Outcome::Blocked,
        // All its tokens went into thinking that is not shown: that is what was asked and paid for.
        Finish::Length => Outcome::Done(finish),
        _ if !heard.has_output() => Outcome::Failed(Failure::new(FailureClass::Protocol, "the model said nothing")),
        finish => Outcome::Done(finish),
    }
}

fn tell_opaque(log: &Log, heard: &mut Heard) {
    for items in heard.opaque.drain(..) {
        tell(log, &RunEvent::ReasoningDelta { text: String::new(), details: Some(items) });
    }
}

fn tell(log: &Log, event: &RunEvent) {
    log.append(event.name(), finish::data(event));
}
