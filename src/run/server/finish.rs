//! Ending a run: keep the output → settle → write the end, all in one transaction; only then tell it.
//!
//! What is charged (the published rule): an answer that came to its end, and one that its person stopped, pay for what
//! was used. An answer that failed or was blocked costs nothing. One that its provider broke off costs nothing either, or
//! what was heard of it: that is the provider's rule, which the operator sets and everybody can read. What we broke off
//! ourselves is free.
//! Where the provider may have done the work although its answer was lost, nobody guesses: the hold is frozen until
//! somebody knows.

use super::{attempt::Attempt, bill::Bill, drive::Heard, queue, start::NewRun, store};
use crate::{
    billing,
    catalog::server::Offer,
    kernel::{
        AppError, Coins, Interrupted,
        error::ProviderProblem,
        id::{RunId, UserId},
    },
    key,
    provider::{Failure, FailureClass, Finish, Usage},
    run::model::{RunEvent, RunState},
    server::{
        Cx, Fault, Result,
        db::Conn,
        live::{Entry, Log},
    },
};
use futures::FutureExt;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// Between the tries to write an end down.
const RETRIES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(9)];

/// How the work ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The model said all it had to say.
    Done(Finish),
    /// The person stopped it.
    Cancelled,
    /// The provider failed.
    Failed(Failure),
    /// The provider's rules blocked it before anything came.
    Blocked,
    /// Our process gave up on it.
    Lost,
    /// Another process took it over.
    Fenced,
}

/// All there is to know at the end.
pub(super) struct Ending<'r> {
    pub(super) run: &'r NewRun,
    /// The model that was asked last.
    pub(super) offer: &'r Offer,
    /// What it gave.
    pub(super) heard: Heard,
    pub(super) outcome: Outcome,
    /// All requests, in their order.
    pub(super) attempts: Vec<Attempt>,
    pub(super) log: &'r Arc<Log>,
    pub(super) stored_seq: i64,
}

/// The end of a run, as it is written.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) run: RunId,
    pub(super) user: UserId,
    pub(super) kind: String,
    /// Whether it came from the queue.
    pub(super) is_queued: bool,
    pub(super) model: String,
    pub(super) provider: String,
    pub(super) state: RunState,
    pub(super) finish: String,
    pub(super) text: String,
    /// What is owed, or would be where that is uncertain; `None` gives the whole hold back.
    pub(super) cost: Option<Coins>,
    pub(super) input_tokens: i64,
    pub(super) output_tokens: i64,
    pub(super) cached_tokens: Option<i64>,
    pub(super) reasoning_tokens: Option<i64>,
    pub(super) estimated: bool,
    pub(super) error: Option<AppError>,
    /// Events that are not durable yet, and the number of the last one that is.
    pub(super) entries: Vec<Entry>,
    pub(super) stored_seq: i64,
}

impl End {
    /// The end of a run of the queue that came to nothing and costs nothing.
    pub(super) fn without_output(run: RunId, user: UserId, kind: String, model: String, error: AppError) -> Self {
        let state = RunState::Failed;
        Self {
            run,
            user,
            kind,
            is_queued: true,
            model,
            provider: String::new(),
            state,
            finish: state.code().to_owned(),
            text: String::new(),
            cost: None,
            input_tokens: 0,
            output_tokens: 0,
            cached_tokens: None,
            reasoning_tokens: None,
            estimated: false,
            error: Some(error),
            entries: Vec::new(),
            stored_seq: 0,
        }
    }
}

/// Ends a run that worked here.
pub(super) async fn finish(cx: &Cx, ending: Ending<'_>) -> Result<()> {
    let log = ending.log.clone();
    if let Outcome::Failed(failure) = &ending.outcome
        && !ending.heard.has_output()
        && queue::put_back(cx, ending.run, &log, ending.stored_seq, failure, &ending.attempts).await?
    {
        return Ok(());
    }
    let (mut end, attempts) = end(ending);
    let mut pauses = RETRIES.into_iter();
    let told = loop {
        match (write(cx, end.clone(), attempts.clone(), log.past.attempts).await, pauses.next()) {
            // A database that is away for a moment must not cost the answer.
            (Err(fault @ Fault::Broken(_)), Some(pause)) => {
                fault.disclose();
                tokio::time::sleep(pause).await;
                if let Ok(mut conn) = cx.db.read().await {
                    end.stored_seq = store::last_seq(&mut conn, end.run).await.unwrap_or(end.stored_seq);
                    end.entries.retain(|entry| entry.seq > end.stored_seq);
                }
            }
            (written, _) => break written?,
        }
    };
    for event in told {
        log.append(event.name(), data(&event));
    }
    Ok(())
}

/// Writes the end in one transaction; the last events, to be told now. Nothing when the run had ended already.
pub(super) async fn write(cx: &Cx, end: End, attempts: Vec<Attempt>, made_before: i64) -> Result<Vec<RunEvent>> {
    let cx2 = cx.clone();
    let written = cx.db.write(end.user.0, move |conn| {
        async move { Ok(write_in(&cx2, conn, &end, &attempts, made_before).await?.unwrap_or_default()) }.boxed()
    });
    written.await
}

/// The same in the caller's transaction; none when the run had ended already, or is not ours. `made_before` are the attempts
/// that stand already.
pub(super) async fn write_in(
    cx: &Cx,
    conn: &mut Conn,
    end: &End,
    attempts: &[Attempt],
    made_before: i64,
) -> Result<Option<Vec<RunEvent>>> {
    let Some(ended) = store::end_run(conn, end, cx.instance, cx.clock.now()).await? else { return Ok(None) };
    let (told, charged) = conclude(cx, conn, end).await?;
    if charged != ended.cost_milli {
        store::set_charge(conn, end.run, charged).await?;
    }
    if let Some(key) = ended.key_id.filter(|_| end.state != RunState::Uncertain) {
        key::server::settle(conn, key, ended.quote_milli, charged).await?;
    }
    for (number, attempt) in (made_before + 1..).zip(attempts) {
        store::insert_attempt(conn, end.run, number, attempt).await?;
    }
    if end.is_queued {
        queue::leave(conn, end.run).await?;
    }
    Ok(Some(told))
}

async fn conclude(cx: &Cx, conn: &mut Conn, end: &End) -> Result<(Vec<RunEvent>, Coins)> {
    let output = cx.outputs.get(end.kind.as_str()).ok_or_else(|| Fault::broken("no output for this kind of run"))?;
    let message_id = output.keep(cx, conn, end.run, &end.text, end.state.code()).await?;
    let charge = match end.cost {
        _ if end.state == RunState::Uncertain => billing::server::freeze(conn, end.run).await?,
        Some(cost) => billing::server::settle(cx, conn, end.run, cost).await?,
        None => billing::server::release(cx, conn, end.run).await?,
    };
    let told = match &end.error {
        Some(error) if matches!(end.state, RunState::Failed | RunState::Uncertain) => {
            vec![RunEvent::Error(error.clone())]
        }
        _ => vec![
            RunEvent::Usage {
                input_tokens: end.input_tokens,
                output_tokens: end.output_tokens,
                cached_tokens: end.cached_tokens,
                reasoning_tokens: end.reasoning_tokens,
                coin_cost: charge.charged,
                model: end.model.clone(),
                provider: end.provider.clone(),
                estimated: end.estimated,
            },
            RunEvent::MessageDone { message_id, state: end.state, finish: end.finish.clone() },
        ],
    };
    let mut entries = end.entries.clone();
    let next = entries.last().map_or(end.stored_seq, |entry| entry.seq) + 1;
    for (seq, event) in (next..).zip(&told) {
        entries.push(Entry { seq, event: event.name(), data: data(event).into() });
    }
    store::append(conn, end.run, end.stored_seq, entries).await?;
    metrics::counter!("runs_ended", "state" => end.state.code()).increment(1);
    Ok((told, charge.charged))
}

/// An event's data, as the stream carries it.
pub(super) fn data(event: &RunEvent) -> String {
    // Every piece of an answer comes by here.
    if let RunEvent::MessageDelta { text } = event {
        return json!({ "text": text }).to_string();
    }
    match serde_json::to_value(event) {
        Ok(Value::Object(mut tagged)) => tagged.remove("data").unwrap_or(Value::Null).to_string(),
        _ => Value::Null.to_string(),
    }
}

fn end(ending: Ending<'_>) -> (End, Vec<Attempt>) {
    let Ending { run, offer, heard, outcome, attempts, log, stored_seq } = ending;
    let wrote = heard.has_output();
    let bill = Bill::of(run, offer, &heard, matches!(outcome, Outcome::Done(_)));
    let part = |of: fn(&Usage) -> Option<u64>| {
        heard.usage.as_ref().and_then(of).map(|tokens| i64::try_from(tokens).unwrap_or(i64::MAX))
    };
    let (cached_tokens, reasoning_tokens) =
        (part(|usage| usage.input_cache_read), part(|usage| usage.output_reasoning));
    let owed = || Some(bill.coins);
    let (state, finish, cost, error) = match outcome {
        Outcome::Done(finish) => (RunState::Succeeded, name(&finish), owed(), None),
        Outcome::Cancelled if wrote => (RunState::Cancelled, "cancelled".to_owned(), owed(), None),
        Outcome::Cancelled => (RunState::Cancelled, "cancelled".to_owned(), None, None),
        Outcome::Failed(failure) if failure.class == FailureClass::Uncertain => {
            let state = RunState::Uncertain;
            (state, state.code().to_owned(), owed(), Some(AppError::Provider { reason: failure.problem() }))
        }
        Outcome::Failed(failure) if wrote && offer.price.interrupted == Interrupted::Used => {
            let (state, finish, _, error) = broken_off(wrote, failure.problem());
            (state, finish, owed(), error)
        }
        Outcome::Failed(failure) => broken_off(wrote, failure.problem()),
        Outcome::Blocked => broken_off(false, ProviderProblem::Filtered),
        Outcome::Lost | Outcome::Fenced => broken_off(wrote, ProviderProblem::Interrupted),
    };
    let end = End {
        run: run.id,
        user: run.user,
        kind: run.kind.to_owned(),
        is_queued: log.past.tries.is_some(),
        model: offer.id.clone(),
        provider: offer.provider.clone(),
        state,
        finish,
        text: heard.text,
        cost,
        input_tokens: i64::try_from(bill.input).unwrap_or(i64::MAX),
        output_tokens: i64::try_from(bill.output).unwrap_or(i64::MAX),
        cached_tokens,
        reasoning_tokens,
        estimated: bill.estimated,
        error,
        entries: log.after(stored_seq),
        stored_seq,
    };
    (end, attempts)
}

fn broken_off(wrote: bool, problem: ProviderProblem) -> (RunState, String, Option<Coins>, Option<AppError>) {
    let state = if wrote { RunState::Interrupted } else { RunState::Failed };
    let reason = if wrote { ProviderProblem::Interrupted } else { problem };
    (state, state.code().to_owned(), None, Some(AppError::Provider { reason }))
}

fn name(finish: &Finish) -> String {
    match finish {
        Finish::Stop => "stop".to_owned(),
        Finish::Length => "length".to_owned(),
        Finish::Filtered => "filtered".to_owned(),
        Finish::ToolCalls => "tool_calls".to_owned(),
        Finish::Other(other) => other.chars().take(40).collect(),
    }
}
