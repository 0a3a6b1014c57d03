//! Quoting, holding and starting.

use super::{drive, store, work::Work};
use crate::{
    billing,
    catalog::server::{Demand, Offer, Plan},
    kernel::{
        AppError, Coins, Instant,
        id::{KeyId, RunId, UserId},
    },
    key,
    provider::media::Made,
    run::model::Quote,
    server::{Cx, Result, db::Conn, live::Log},
};
use std::sync::Arc;
use tokio::sync::oneshot;

/// Seconds a lease holds without a heartbeat.
pub(super) const LEASE_S: i64 = 20;
/// Tokens of a typical answer, for the second figure of a quote.
const TYPICAL_TOKENS: u32 = 400;

/// Who pays for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payer {
    /// The person; with an API key, within its limit.
    Person(Option<KeyId>),
    /// The house: work that nobody ordered. Nothing is held or charged; its true cost stands with its attempts.
    House,
}

impl Payer {
    /// Its stable name.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::House => "house",
        }
    }

    /// The API key that pays within its limit.
    pub(super) fn key(self) -> Option<KeyId> {
        match self {
            Self::Person(key) => key,
            Self::House => None,
        }
    }
}

/// A run to start.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The run.
    pub id: RunId,
    /// For whom.
    pub user: UserId,
    /// Who pays.
    pub payer: Payer,
    /// Who keeps the output.
    pub kind: &'static str,
    /// The models that may answer, with their prices.
    pub plan: Plan,
    /// What the model is asked.
    pub work: Work,
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

/// What a run will cost at most, whichever model of its plan does it.
pub fn quote_run(run: &NewRun) -> Coins {
    let quotes = run.plan.candidates().map(|offer| offer.price.maximum(&run.work.demand(run.input_tokens_max, offer)));
    quotes.max().unwrap_or(Coins::ZERO)
}

/// Makes the run and its hold, in the caller's transaction. Refuses: `insufficient_coins`, `key_limit`.
pub async fn insert(cx: &Cx, conn: &mut Conn, run: &NewRun) -> Result<()> {
    let (quote, now): (Coins, Instant) = (hold(cx, conn, run).await?, cx.clock.now());
    store::insert_run(conn, run, quote, Some((cx.instance, now.plus_s(LEASE_S))), now).await
}

/// Sets aside what a run will cost at most; how much that is.
pub(super) async fn hold(cx: &Cx, conn: &mut Conn, run: &NewRun) -> Result<Coins> {
    let quote = quote_run(run);
    if run.payer != Payer::House {
        billing::server::hold(cx, conn, run.user, run.id, quote).await?;
    }
    if let Some(key) = run.payer.key() {
        key::server::reserve(conn, key, quote).await?;
    }
    Ok(quote)
}

/// Opens the run's log before the run is made, so that whoever asks for it finds it. Refuses when the process ends.
pub fn open_log(cx: &Cx, run: RunId) -> Result<Arc<Log>> {
    if cx.stopping.is_cancelled() {
        return Err(AppError::Unavailable.into());
    }
    Ok(cx.live.open(run.0))
}

/// Starts the work, after the run is durable. Nobody needs to stay for it. What it makes that is no text comes after its
/// end is written and paid; nothing comes of a run that made nothing.
pub fn begin(cx: &Cx, run: NewRun, log: Arc<Log>) -> oneshot::Receiver<Made> {
    metrics::counter!("runs_started").increment(1);
    let (give, made) = oneshot::channel();
    cx.tasks.spawn(drive::drive(cx.clone(), run, log, give));
    made
}
