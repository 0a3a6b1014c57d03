//! A commission is worth the share of the money that stayed.

use super::{pay_key, share, store};
use crate::{
    billing::{
        model::TransactionKind,
        server::{Credit, Source, credit, take_back},
    },
    kernel::{Coins, id::OrderId},
    referral::model::{CommissionState, PayoutWay},
    server::{Cx, Result, db::Conn},
};

/// Money of an order went back, or came back after all: what is left of `total_minor` is `kept_minor`. In the transaction that
/// moves the money. One that was paid as coins is taken back or topped up; one that waits is worth less, or nothing.
pub async fn follow_order(cx: &Cx, conn: &mut Conn, order: OrderId, kept_minor: i64, total_minor: i64) -> Result<()> {
    let Some(found) = store::lock_by_order(conn, order).await? else { return Ok(()) };
    let kept = kept_minor.clamp(0, total_minor.max(0));
    let coins = found.coins.milli.saturating_sub(share(found.coins.milli, kept, total_minor));
    let minor = found.amount_minor.saturating_sub(share(found.amount_minor, kept, total_minor));
    let change = coins.saturating_sub(found.taken.milli);
    if change == 0 && minor == found.taken_minor {
        return Ok(());
    }
    let is_gone = coins == found.coins.milli;
    let state = match found.state {
        CommissionState::Waiting | CommissionState::Approved if is_gone => CommissionState::Cancelled,
        // The money is back: staff looks at it again.
        CommissionState::Cancelled if !is_gone => CommissionState::Waiting,
        other => other,
    };
    store::set_taken(conn, found.id, Coins::from_milli(coins), minor, state).await?;
    if found.state != CommissionState::Paid || found.way != Some(PayoutWay::Coins) || change == 0 {
        return Ok(());
    }
    let key = format!("{}:{}", pay_key(found.id), found.changes.saturating_add(1));
    if change > 0 {
        let (kind, coins) = (TransactionKind::Referral, Coins::from_milli(change));
        take_back(cx, conn, found.referrer, kind, key, coins, Some(order.0), None, None).await?;
    } else {
        let back = Credit {
            user: found.referrer,
            kind: TransactionKind::Referral,
            key,
            coins: Coins::from_milli(change.saturating_neg()),
            from: Source::Granted,
            lot: None,
            order: Some(order.0),
            author: None,
            reason: None,
        };
        credit(cx, conn, back).await?;
    }
    Ok(())
}
