//! Coins that staff gives or takes by hand: at once below the limit, by a second one of the staff above it.

mod store;

use super::{Credit, Source, credit, take_back};
use crate::{
    billing::{
        adjustment::{Adjustment, AdjustmentBoard, AdjustmentQuery, AdjustmentState, NewAdjustment},
        model::{LotSource, TransactionKind},
    },
    kernel::{AppError, Coins, Instant, Page, id::UserId},
    server::{Cx, Result, access::Staff, db::Conn},
};
use futures::FutureExt;
use store::Row;
use uuid::Uuid;

/// What one of the staff moves alone for a person counts together for so long, so that many small ones are no way around
/// the limit.
const TOGETHER_S: i64 = 24 * 3_600;

/// Gives or takes coins, or proposes it where a second one has to approve. Refuses: `invalid`, `not_found`.
pub async fn propose_adjustment(cx: &Cx, who: &Staff, input: NewAdjustment) -> Result<Adjustment> {
    let (now, author) = (cx.clock.now(), who.member().user());
    input.check(now)?;
    let (id, cx2) = (cx.id(), cx.clone());
    let row = Row {
        id,
        user: input.user_id,
        amount: input.coins,
        reason: input.reason.trim().to_owned(),
        expires_at: input.expires_at,
        proposed_by: author,
    };
    cx.db.write(row.user.0, move |conn| async move { propose(&cx2, conn, row, now).await }.boxed()).await?;
    get_adjustment(cx, who, id).await
}

async fn propose(cx: &Cx, conn: &mut Conn, row: Row, now: Instant) -> Result<()> {
    // The lock first: two at once count each other.
    if super::store::lock_wallet(conn, row.user).await?.is_none() {
        return Err(AppError::NotFound.into());
    }
    let before = store::sum_alone(conn, row.user, row.proposed_by, now.plus_s(-TOGETHER_S)).await?;
    let together = before.milli.saturating_add(row.amount.milli.saturating_abs());
    if together > cx.settings.adjustment_limit.milli {
        return store::insert(conn, &row, AdjustmentState::Proposed, now).await;
    }
    store::insert(conn, &row, AdjustmentState::Applied, now).await?;
    apply(cx, conn, row).await
}

/// Approves an adjustment of another one of the staff: its coins move. Refuses: `not_found`, `forbidden` (one's own),
/// `conflict` (it is decided).
pub async fn approve_adjustment(cx: &Cx, who: &Staff, id: Uuid) -> Result<Adjustment> {
    decide(cx, who, id, AdjustmentState::Applied).await
}

/// Rejects an adjustment, or withdraws one's own. Refuses: `not_found`, `conflict` (it is decided).
pub async fn reject_adjustment(cx: &Cx, who: &Staff, id: Uuid) -> Result<Adjustment> {
    decide(cx, who, id, AdjustmentState::Rejected).await
}

async fn decide(cx: &Cx, who: &Staff, id: Uuid, state: AdjustmentState) -> Result<Adjustment> {
    let (now, decider) = (cx.clock.now(), who.member().user());
    let found = store::find(&mut cx.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    if state == AdjustmentState::Applied && found.proposed_by == decider {
        return Err(AppError::Forbidden.into());
    }
    let cx2 = cx.clone();
    cx.db
        .write(found.user.0, move |conn| {
            async move {
                // One statement decides who is first; whoever comes second finds it decided.
                let row = store::decide(conn, id, state, decider, now).await?.ok_or(AppError::Conflict)?;
                if state == AdjustmentState::Applied { apply(&cx2, conn, row).await } else { Ok(()) }
            }
            .boxed()
        })
        .await?;
    get_adjustment(cx, who, id).await
}

/// Moves the coins, in the transaction that says so.
async fn apply(cx: &Cx, conn: &mut Conn, row: Row) -> Result<()> {
    let Row { id, user, amount, reason, expires_at, proposed_by } = row;
    let (kind, key) = (TransactionKind::Adjustment, format!("adjustment:{id}"));
    let (author, reason) = (Some(proposed_by), Some(reason));
    metrics::counter!("coins_adjusted_milli").increment(amount.milli.unsigned_abs());
    if amount > Coins::ZERO {
        let lot = expires_at.map(|at| (LotSource::Adjustment, at));
        let gift = Credit { user, kind, key, coins: amount, from: Source::Adjusted, lot, order: None, author, reason };
        return credit(cx, conn, gift).await;
    }
    let coins = super::store::negated(amount);
    let taken = take_back(cx, conn, user, kind, key, coins, None, author, reason).await?;
    store::set_owed(conn, id, taken.owed).await
}

/// An adjustment. Refuses: `not_found`.
pub async fn get_adjustment(cx: &Cx, who: &Staff, id: Uuid) -> Result<Adjustment> {
    let found = store::list(&mut cx.db.read().await?, &store::Filter { id: Some(id), ..Default::default() }, 1).await?;
    let found = found.into_iter().next().ok_or(AppError::NotFound)?;
    found.shown(who.member().user())
}

/// The adjustments, the newest first. Refuses: `malformed_request`.
pub async fn list_adjustments(cx: &Cx, who: &Staff, query: AdjustmentQuery) -> Result<Page<Adjustment>> {
    let before = query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let filter = store::Filter {
        id: None,
        state: query.state.trim().to_owned(),
        person: query.person.trim().to_lowercase(),
        before: before.transpose()?,
    };
    let limit = crate::kernel::PageQuery { limit: query.limit, cursor: None }.limit();
    let rows = store::list(&mut cx.db.read().await?, &filter, limit + 1).await?;
    let me: UserId = who.member().user();
    let rows = rows.into_iter().map(|row| row.shown(me)).collect::<Result<Vec<_>>>()?;
    Ok(Page::of(rows, limit, |row| row.id.to_string()))
}

/// Everything that the page of the adjustments shows. Refuses: `malformed_request`.
pub async fn get_adjustment_board(cx: &Cx, who: &Staff, query: AdjustmentQuery) -> Result<AdjustmentBoard> {
    Ok(AdjustmentBoard {
        adjustments: list_adjustments(cx, who, query.clone()).await?,
        query,
        limit: cx.settings.adjustment_limit,
        now: cx.clock.now(),
    })
}
