//! From a run's events to what OpenAI's clients read: a stream of pieces, or one whole answer.

use super::{
    error::Refusal,
    wire::{CalledFunction, Choice, Completion, Said, ToolCall, Usage},
};
use crate::{
    kernel::{
        AppError, Instant,
        error::ProviderProblem,
        id::{MessageId, RunId},
    },
    run::model::{RunEvent, RunState},
    server::{
        Cx, Result,
        db::Conn,
        live::{Entry, Log},
        output::Output,
    },
};
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};
use std::{collections::VecDeque, sync::Arc};

/// Completions keep nothing: their client has what it read.
#[derive(Debug)]
pub struct Completions;

impl Output for Completions {
    fn keep<'a>(
        &'a self,
        _cx: &'a Cx,
        _conn: &'a mut Conn,
        _run: RunId,
        _text: &'a str,
        _state: &'a str,
    ) -> BoxFuture<'a, Result<Option<MessageId>>> {
        async { Ok(None) }.boxed()
    }

    fn page<'a>(&'a self, _conn: &'a mut Conn, _run: RunId) -> BoxFuture<'a, Result<Option<String>>> {
        async { Ok(None) }.boxed()
    }
}

/// The events of a run that works here. Dropping it before the end stops an answer: its client hung up.
pub(super) struct Following {
    stops: bool,
    log: Arc<Log>,
    after: i64,
    ready: VecDeque<Entry>,
    ended: bool,
}

impl Drop for Following {
    fn drop(&mut self) {
        if self.stops && !self.ended {
            self.log.cancel.cancel();
        }
    }
}

impl Following {
    /// Follows a run; `stops` when it is to stop with whoever follows it.
    pub(super) fn new(log: Arc<Log>, stops: bool) -> Self {
        Self { stops, log, after: 0, ready: VecDeque::new(), ended: false }
    }

    /// The next event; after the last one, none.
    pub(super) async fn next(&mut self) -> Option<RunEvent> {
        let mut tip = self.log.watch();
        loop {
            if let Some(entry) = self.ready.pop_front() {
                self.after = entry.seq;
                let event = read(&entry)?;
                self.ended |= matches!(event, RunEvent::MessageDone { .. } | RunEvent::Error(_));
                return Some(event);
            }
            if self.ended {
                return None;
            }
            let state = *tip.borrow_and_update();
            self.ready.extend(self.log.after(self.after));
            if self.ready.is_empty() && (state.ended || tip.changed().await.is_err()) {
                // Another process ended it: ours was believed dead.
                self.ended = true;
                return Some(RunEvent::Error(AppError::Provider { reason: ProviderProblem::Interrupted }));
            }
        }
    }
}

fn read(entry: &Entry) -> Option<RunEvent> {
    serde_json::from_str(&format!("{{\"event\":\"{}\",\"data\":{}}}", entry.event, entry.data)).ok()
}

/// What every piece of one answer has in common.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) run: RunId,
    pub(super) model: String,
    pub(super) created: Instant,
}

impl Frame {
    fn completion(&self, object: &'static str, choices: Vec<Choice>, usage: Option<Usage>) -> Completion {
        let created = self.created.micros / 1_000_000;
        Completion { id: format!("chatcmpl-{}", self.run), object, created, model: self.model.clone(), choices, usage }
    }

    fn piece(&self, delta: Said, finish_reason: Option<&'static str>) -> Value {
        let choice = Choice { delta: Some(delta), finish_reason, ..Choice::default() };
        json!(self.completion("chat.completion.chunk", vec![choice], None))
    }
}

/// The pieces of a streamed answer.
pub(super) struct Pieces {
    pub(super) frame: Frame,
    pub(super) following: Following,
    pub(super) include_usage: bool,
    ready: VecDeque<String>,
    usage: Option<Usage>,
    over: bool,
}

impl Pieces {
    /// The answer that begins with `first`.
    pub(super) fn new(frame: Frame, following: Following, include_usage: bool, first: RunEvent) -> Self {
        let role = Said { role: Some("assistant"), content: Some(Some(String::new())), ..Said::default() };
        let ready = VecDeque::from([frame.piece(role, None).to_string()]);
        let mut pieces = Self { frame, following, include_usage, ready, usage: None, over: false };
        pieces.take(first);
        pieces
    }

    /// The data of the next event of the stream; none at its end.
    pub(super) async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(data) = self.ready.pop_front() {
                return Some(data);
            }
            if self.over {
                return None;
            }
            match self.following.next().await {
                Some(event) => self.take(event),
                None => self.over = true,
            }
        }
    }

    fn take(&mut self, event: RunEvent) {
        match event {
            RunEvent::MessageDelta { text } => self.say(Said { content: Some(Some(text)), ..Said::default() }),
            RunEvent::ReasoningDelta { text, details } => self.say(Said {
                reasoning: (!text.is_empty()).then_some(text),
                reasoning_details: details,
                ..Said::default()
            }),
            RunEvent::Tool { slot, id, name, arguments, signature } => {
                let call = called(Some(slot), id, name, arguments, signature);
                self.say(Said { tool_calls: vec![call], ..Said::default() });
            }
            RunEvent::Progress { .. } | RunEvent::Output { .. } => {}
            RunEvent::Usage { .. } => self.usage = usage(&event),
            RunEvent::MessageDone { state, finish, .. } => self.end(state, &finish),
            RunEvent::Error(error) => self.fail(error),
        }
    }

    fn say(&mut self, said: Said) {
        self.ready.push_back(self.frame.piece(said, None).to_string());
    }

    fn end(&mut self, state: RunState, finish: &str) {
        if state == RunState::Interrupted {
            return self.fail(AppError::Provider { reason: ProviderProblem::Interrupted });
        }
        self.ready.push_back(self.frame.piece(Said::default(), Some(finish_reason(finish))).to_string());
        if self.include_usage
            && let Some(usage) = self.usage.take()
        {
            let last = self.frame.completion("chat.completion.chunk", Vec::new(), Some(usage));
            self.ready.push_back(json!(last).to_string());
        }
        self.ready.push_back("[DONE]".to_owned());
        self.over = true;
    }

    fn fail(&mut self, error: AppError) {
        self.ready.push_back(Refusal::from(error).body().to_string());
        self.over = true;
    }
}

/// The whole answer, once it is there.
pub(super) async fn whole(mut frame: Frame, mut following: Following) -> std::result::Result<Completion, Refusal> {
    let (mut text, mut reasoning, mut details) = (String::new(), String::new(), Vec::new());
    let (mut calls, mut counted): (Vec<ToolCall>, _) = (Vec::new(), None);
    while let Some(event) = following.next().await {
        match event {
            RunEvent::MessageDelta { text: more } => text.push_str(&more),
            RunEvent::ReasoningDelta { text: more, details: items } => {
                reasoning.push_str(&more);
                match items {
                    Some(Value::Array(items)) => details.extend(items),
                    other => details.extend(other),
                }
            }
            RunEvent::Tool { slot, id, name, arguments, signature } => {
                add(&mut calls, called(Some(slot), id, name, arguments, signature));
            }
            RunEvent::Progress { .. } | RunEvent::Output { .. } => {}
            RunEvent::Usage { ref model, .. } => {
                // Another model may have stood in.
                frame.model.clone_from(model);
                counted = usage(&event);
            }
            RunEvent::Error(error) => return Err(error.into()),
            RunEvent::MessageDone { state: RunState::Interrupted, .. } => {
                return Err(AppError::Provider { reason: ProviderProblem::Interrupted }.into());
            }
            RunEvent::MessageDone { finish, .. } => {
                calls.iter_mut().for_each(|call| call.index = None);
                let content = (!text.is_empty() || calls.is_empty()).then_some(text);
                let message = Said {
                    role: Some("assistant"),
                    content: Some(content),
                    reasoning: (!reasoning.is_empty()).then_some(reasoning),
                    reasoning_details: (!details.is_empty()).then_some(Value::Array(details)),
                    tool_calls: calls,
                };
                let finish_reason = Some(finish_reason(&finish));
                let choice = Choice { message: Some(message), finish_reason, ..Choice::default() };
                return Ok(frame.completion("chat.completion", vec![choice], counted));
            }
        }
    }
    Err(AppError::Provider { reason: ProviderProblem::Interrupted }.into())
}

/// Adds a piece of a call to the calls so far.
fn add(calls: &mut Vec<ToolCall>, piece: ToolCall) {
    match calls.iter_mut().find(|call| call.index == piece.index) {
        Some(call) => {
            call.function.arguments.push_str(&piece.function.arguments);
            call.extra_content = call.extra_content.take().or(piece.extra_content);
        }
        None => calls.push(piece),
    }
}

fn called(
    index: Option<u32>,
    id: Option<String>,
    name: Option<String>,
    arguments: String,
    signature: Option<String>,
) -> ToolCall {
    ToolCall {
        index,
        kind: id.is_some().then(|| "function".to_owned()),
        id,
        function: CalledFunction { name, arguments },
        extra_content: signature.map(|signature| json!({"google": {"thought_signature": signature}})),
    }
}

fn usage(event: &RunEvent) -> Option<Usage> {
    let RunEvent::Usage { input_tokens, output_tokens, cached_tokens, reasoning_tokens, coin_cost, estimated, .. } =
        event
    else {
        return None;
    };
    Some(Usage {
        prompt_tokens: *input_tokens,
        completion_tokens: *output_tokens,
        total_tokens: input_tokens.saturating_add(*output_tokens),
        prompt_tokens_details: cached_tokens.map(|tokens| json!({"cached_tokens": tokens})),
        completion_tokens_details: reasoning_tokens.map(|tokens| json!({"reasoning_tokens": tokens})),
        coin_cost: *coin_cost,
        estimated: *estimated,
    })
}

fn finish_reason(finish: &str) -> &'static str {
    match finish {
        "length" => "length",
        "filtered" => "content_filter",
        "tool_calls" => "tool_calls",
        _ => "stop",
    }
}
