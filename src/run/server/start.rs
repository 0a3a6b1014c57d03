//! Quoting, holding and starting.

use super::{drive, store};
use crate::{
    billing,
    catalog::server::{Demand, Offer, Plan},
    kernel::{
        AppError, Coins, Instant,
        id::{KeyId, RunId, UserId},
    },
    key,
    provider::{ChatRequest, Part},
    run::model::Quote,
    server::{Cx, Result, db::Conn, live::Log},
};
use std::sync::Arc;

/// Seconds a lease holds without a heartbeat.
pub(super) const LEASE_S: i64 = 20;
/// Tokens of a typical answer, for the second figure of a quote.
const TYPICAL_TOKENS: u32 = 400;

/// A run to start.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The run.
    pub id: RunId,
    /// Who pays.
    pub user: UserId,
    /// The API key that asks, which pays within its own limit.
    pub key: Option<KeyId>,
    /// Who keeps the output.
    pub kind: &'static str,
    /// The models that may answer, with their prices.
    pub plan: Plan,
    /// What the model is asked; its name and limits are each candidate's own.
    pub request: ChatRequest,
    /// Never fewer than the tokens of the question.
    pub input_tokens_max: u64,
}

/// What it costs at most, whichever model of the plan answers, and typically.
pub fn quote(plan: &Plan, input_tokens_max: u64, output_tokens_max: u32, available: Coins) -> Quote {
    let most = |offer: &Offer, input, output| offer.price.maximum(&Demand::text(input, u64::from(output)));
    let each =
        plan.candidates().map(|offer| most(offer, input_tokens_max, offer.room(input_tokens_max, output_tokens_max)));
    let maximum = each.max().unwrap_or(Coins::ZERO);
    let typical = most(plan.first(), input_tokens_max / 2, output_tokens_max.min(TYPICAL_TOKENS));
    Quote { maximum, typical: typical.min(maximum), available }
}

/// Makes the run and its hold, in the caller's transaction. Refuses: `insufficient_coins`, `key_limit`.
pub async fn insert(cx: &Cx, conn: &mut Conn, run: &NewRun) -> Result<()> {
    let quotes = run.plan.candidates().map(|offer| {
        let output = offer.room(run.input_tokens_max, run.request.max_output_tokens);
        offer.price.maximum(&demand(run, output))
    });
    let quote = quotes.max().unwrap_or(Coins::ZERO);
    billing::server::hold(cx, conn, run.user, run.id, quote).await?;
    if let Some(key) = run.key {
        key::server::reserve(conn, key, quote).await?;
    }
    let now: Instant = cx.clock.now();
    store::insert_run(conn, run, quote, cx.instance, now, now.plus_s(LEASE_S)).await
}

/// The most that the run's request can use.
fn demand(run: &NewRun, output_tokens_max: u32) -> Demand {
    let has = |wanted: fn(&Part) -> bool| run.request.messages.iter().flat_map(|message| &message.parts).any(wanted);
    Demand {
        has_pictures: has(|part| matches!(part, Part::Image(_))),
        has_sound: has(|part| matches!(part, Part::Audio(_))),
        ..Demand::text(run.input_tokens_max, u64::from(output_tokens_max))
    }
}

/// Opens the run's log before the run is made, so that whoever asks for it finds it. Refuses when the process ends.
pub fn open_log(cx: &Cx, run: RunId) -> Result<Arc<Log>> {
    if cx.stopping.is_cancelled() {
        return Err(AppError::Unavailable.into());
    }
    Ok(cx.live.open(run.0))
}

/// Starts the work, after the run is durable. Nobody needs to stay for it.
pub fn begin(cx: &Cx, run: NewRun, log: Arc<Log>) {
    metrics::counter!("runs_started").increment(1);
    cx.tasks.spawn(drive::drive(cx.clone(), run, log));
}
