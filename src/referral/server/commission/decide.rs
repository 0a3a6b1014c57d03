//! Staff's word. Each move is one conditional update: of two who decide at once, one does.

use super::{pay_key, store};
use crate::{
    billing::{
        model::TransactionKind,
        server::{Credit, Source, credit},
    },
    kernel::{
        AppError, Cash, Coins,
        id::{CommissionId, UserId},
    },
    notice::{self, model::Notice},
    referral::{
        model::PayoutWay,
        server::{store as rules, view},
        staff::{
            CommissionDecision, CommissionDecisions, CommissionOutcome, CommissionOutcomes, CommissionVerdict,
            DecisionOutcome, StaffCommission,
        },
    },
    server::{Cx, Result, access::Staff, db::Conn},
};
use futures::FutureExt;

/// Decides about one commission. Refuses: `invalid` (`reason`, `reference`), `not_found`, `forbidden` (an own one), `conflict` (it
/// was decided, its review time is not over, or the referrer's are not yet enough to be paid).
pub async fn decide_commission(
    cx: &Cx,
    who: &Staff,
    id: CommissionId,
    decision: CommissionDecision,
) -> Result<StaffCommission> {
    decision.check()?;
    match decide(cx, who, id, &decision, true).await? {
        DecisionOutcome::Approved | DecisionOutcome::Paid | DecisionOutcome::Refused => {
            view::get_commission(cx, who, id).await
        }
        DecisionOutcome::Missing => Err(AppError::NotFound.into()),
        DecisionOutcome::Own => Err(AppError::Forbidden.into()),
        DecisionOutcome::NotDue
        | DecisionOutcome::Flagged
        | DecisionOutcome::Decided
        | DecisionOutcome::BelowMinimum => Err(AppError::Conflict.into()),
    }
}

/// Decides about several, each by itself; suspicious ones are approved alone only. Refuses: `invalid`.
pub async fn decide_commissions(cx: &Cx, who: &Staff, input: CommissionDecisions) -> Result<CommissionOutcomes> {
    input.check()?;
    let mut items = Vec::with_capacity(input.ids.len());
    for id in input.ids {
        items.push(CommissionOutcome { id, outcome: decide(cx, who, id, &input.decision, false).await? });
    }
    Ok(CommissionOutcomes { items })
}

async fn decide(
    cx: &Cx,
    who: &Staff,
    id: CommissionId,
    decision: &CommissionDecision,
    alone: bool,
) -> Result<DecisionOutcome> {
    let Some(found) = store::find(&mut cx.db.read().await?, id).await? else { return Ok(DecisionOutcome::Missing) };
    let (author, referrer) = (who.member().user(), found.referrer);
    if author == referrer {
        return Ok(DecisionOutcome::Own);
    }
    if found.is_flagged && !alone && decision.verdict == CommissionVerdict::Approve {
        return Ok(DecisionOutcome::Flagged);
    }
    let (cx2, verdict, said) = (cx.clone(), decision.verdict, words(decision));
    cx.db
        .write(referrer.0, move |conn| {
            async move {
                match verdict {
                    CommissionVerdict::Approve => approve(&cx2, conn, id, referrer, author).await,
                    CommissionVerdict::Refuse => {
                        let done = store::refuse(conn, id, &said, author, cx2.clock.now()).await?;
                        Ok(if done { DecisionOutcome::Refused } else { DecisionOutcome::Decided })
                    }
                    CommissionVerdict::MarkPaid => mark_paid(&cx2, conn, id, referrer, &said).await,
                }
            }
            .boxed()
        })
        .await
}

/// The reason, or the reference.
fn words(decision: &CommissionDecision) -> String {
    let said = match decision.verdict {
        CommissionVerdict::Approve => None,
        CommissionVerdict::Refuse => decision.reason.as_deref(),
        CommissionVerdict::MarkPaid => decision.reference.as_deref(),
    };
    said.unwrap_or_default().trim().to_owned()
}

/// Approves, the way the referrer wants it now, and pays all coins that are to be paid as soon as they are enough.
async fn approve(
    cx: &Cx,
    conn: &mut Conn,
    id: CommissionId,
    referrer: UserId,
    author: UserId,
) -> Result<DecisionOutcome> {
    let now = cx.clock.now();
    let choice = rules::lock_payout(conn, referrer).await?.ok_or(AppError::NotFound)?;
    if !store::approve(conn, id, &choice, author, now).await? {
        let waits = store::find(conn, id).await?.is_some_and(|found| found.waits_until > now && found.is_waiting);
        return Ok(if waits { DecisionOutcome::NotDue } else { DecisionOutcome::Decided });
    }
    if choice.way == PayoutWay::Coins && is_enough(conn, referrer, PayoutWay::Coins).await? {
        for other in store::list_approved(conn, referrer, PayoutWay::Coins).await? {
            pay_coins(cx, conn, other, referrer, author).await?;
        }
        return Ok(DecisionOutcome::Paid);
    }
    Ok(DecisionOutcome::Approved)
}

/// Whether what is to be paid has come to the programme's minimum.
async fn is_enough(conn: &mut Conn, referrer: UserId, way: PayoutWay) -> Result<bool> {
    let minimum = rules::find_programme(conn).await?.terms.minimum;
    Ok(store::sum_approved(conn, referrer, way).await? >= minimum)
}

/// The posting and the state go together; whoever comes second finds nothing to pay.
async fn pay_coins(cx: &Cx, conn: &mut Conn, id: CommissionId, referrer: UserId, author: UserId) -> Result<()> {
    let key = pay_key(id);
    let Some((order, coins)) = store::pay_coins(conn, id, &key, cx.clock.now()).await? else { return Ok(()) };
    let paid = Credit {
        user: referrer,
        kind: TransactionKind::Referral,
        key,
        coins,
        from: Source::Granted,
        lot: None,
        order: Some(order.0),
        author: Some(author),
        reason: None,
    };
    credit(cx, conn, paid).await?;
    tell(cx, conn, id, referrer, coins, None).await
}

async fn mark_paid(
    cx: &Cx,
    conn: &mut Conn,
    id: CommissionId,
    referrer: UserId,
    reference: &str,
) -> Result<DecisionOutcome> {
    rules::lock_payout(conn, referrer).await?.ok_or(AppError::NotFound)?;
    // Of several that are paid with one transfer, those before count too.
    let is_known = store::is_reference_known(conn, referrer, reference).await?;
    if !is_known && !is_enough(conn, referrer, PayoutWay::Bank).await? {
        let open = store::find(conn, id).await?.is_some_and(|found| found.is_for_bank);
        return Ok(if open { DecisionOutcome::BelowMinimum } else { DecisionOutcome::Decided });
    }
    match store::mark_paid(conn, id, reference, cx.clock.now()).await? {
        Some((coins, amount)) => {
            tell(cx, conn, id, referrer, coins, Some(amount)).await?;
            Ok(DecisionOutcome::Paid)
        }
        None => Ok(DecisionOutcome::Decided),
    }
}

async fn tell(
    cx: &Cx,
    conn: &mut Conn,
    id: CommissionId,
    referrer: UserId,
    coins: Coins,
    amount: Option<Cash>,
) -> Result<()> {
    let told = Notice::CommissionPaid { coins, amount };
    notice::server::tell(cx, conn, referrer, &format!("commission_paid:{id}"), &told).await
}
