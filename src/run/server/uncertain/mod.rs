//! Runs whose provider may have done and charged the work although its answer was lost: their holds are frozen until
//! staff decides, or until the provider's books say that nothing was charged.

mod reconcile;
mod store;

use crate::{
    billing,
    kernel::{
        AppError, Instant, Page, PageQuery,
        id::{RunId, UserId},
    },
    key,
    run::model::{Resolution, Resolved, RunState, UncertainRun, Verdict},
    server::{Cx, Result, access::Staff, db::Conn},
};
use futures::FutureExt;

pub use reconcile::reconcile;

/// How a run is decided.
#[derive(Debug, Clone)]
struct Decision {
    run: RunId,
    verdict: Verdict,
    note: String,
    /// Which of the staff; none when the provider's books decided.
    author: Option<UserId>,
    at: Instant,
}

/// The runs that wait for a decision, the newest first.
pub async fn list_uncertain(cx: &Cx, _who: &Staff, query: PageQuery) -> Result<Page<UncertainRun>> {
    let before: Option<RunId> =
        query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest)).transpose()?;
    let limit = query.limit();
    let rows = store::list(&mut cx.db.read().await?, before, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| row.run.to_string()))
}

/// Decides runs: charges what they would have cost, or gives everything back. Each once, whoever is first. Refuses:
/// `invalid` (`runs`, `note`).
pub async fn resolve_uncertain(cx: &Cx, who: &Staff, input: Resolution) -> Result<Resolved> {
    input.check()?;
    let (at, author) = (cx.clock.now(), who.member().user());
    let mut answer = Resolved { resolved: 0, gone: 0 };
    for run in input.runs {
        let note = input.note.trim().to_owned();
        let decision = Decision { run, verdict: input.verdict, note, author: Some(author), at };
        *(if decide(cx, decision).await? { &mut answer.resolved } else { &mut answer.gone }) += 1;
    }
    Ok(answer)
}

/// Decides a run; whether it still waited for that.
async fn decide(cx: &Cx, decision: Decision) -> Result<bool> {
    let owner = store::find_owner(&mut cx.db.read().await?, decision.run).await?;
    let Some(owner) = owner else { return Ok(false) };
    let cx2 = cx.clone();
    cx.db.write(owner.0, move |conn| async move { end(&cx2, conn, decision).await }.boxed()).await
}

/// State, money and the fact of the decision in one transaction.
async fn end(cx: &Cx, conn: &mut Conn, decision: Decision) -> Result<bool> {
    let state = match decision.verdict {
        Verdict::Charge => RunState::Interrupted,
        Verdict::Release => RunState::Failed,
    };
    let Some(frozen) = store::end(conn, decision.run, state, decision.at).await? else { return Ok(false) };
    let charge = match decision.verdict {
        Verdict::Charge => billing::server::settle(cx, conn, decision.run, frozen.estimate()).await?,
        Verdict::Release => billing::server::release(cx, conn, decision.run).await?,
    };
    super::store::set_charge(conn, decision.run, charge.charged).await?;
    if let Some(key) = frozen.key_id {
        key::server::settle(conn, key, frozen.quote_milli, charge.charged).await?;
    }
    store::insert_resolution(conn, &decision, charge.charged).await?;
    metrics::counter!("runs_resolved", "verdict" => decision.verdict.code()).increment(1);
    Ok(true)
}
