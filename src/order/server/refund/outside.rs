//! What gateways and banks tell of money that went back.

use super::{Asked, level::{Reason, level}, set_aside, store, undo};
use crate::{
    billing::model::TransactionKind,
    kernel::{Cash, id::OrderId},
    order::server::{store as orders, view},
    server::{Cx, Result, db::Conn},
};

/// The gateway says how much of a payment went back in all, as it is now. What we do not know of was sent from its own pages;
/// what is missing came back from the payer's bank.
pub(in crate::order::server) async fn match_given_back(cx: &Cx, conn: &mut Conn, id: OrderId, given_back: Cash) -> Result<()> {
    let Some(found) = view::store::find(conn, id).await? else { return Ok(()) };
    if given_back.currency != found.order.total.currency {
        return Ok(());
    }
    let unknown = given_back.amount_minor - found.order.refunded.amount_minor;
    if unknown > 0 {
        let asked = Asked {
            refund: cx.id(),
            order: id,
            user: found.user,
            amount: Cash::new(unknown, given_back.currency),
            author: None,
            reason: "sent back at the gateway".to_owned(),
        };
        return set_aside(cx, conn, asked, "done").await;
    }
    // Those that wait for their answer may be in its figure or not.
    let missing = store::sum_done(conn, id).await? - given_back.amount_minor;
    if missing <= 0 {
        return Ok(());
    }
    match store::find_done_refund(conn, id, missing).await? {
        Some(refund) => undo(cx, conn, refund).await,
        None => orders::note_problem(cx, conn, id, "the gateway sent back less than we know of").await,
    }
}

/// The payer's bank takes the money back, or decided about it: `won` when it decided.
pub(in crate::order::server) async fn note_dispute(
    cx: &Cx,
    conn: &mut Conn,
    id: OrderId,
    reference: &str,
    amount: Cash,
    won: Option<bool>,
) -> Result<()> {
    let now = cx.clock.now();
    let Some(found) = view::store::find(conn, id).await? else { return Ok(()) };
    let reason = |key| Reason { kinds: [TransactionKind::Dispute, TransactionKind::DisputeWon], key, author: None, words: None };
    if store::insert_dispute(conn, reference, id, amount, now).await? {
        store::set_disputed(conn, id).await?;
        level(cx, conn, id, found.user, reason(format!("dispute:{reference}"))).await?;
        orders::note(conn, cx.id(), id, "disputed", Some(&amount.to_string()), None, now).await?;
    }
    let Some(won) = won else { return Ok(()) };
    if !store::end_dispute(conn, reference, won, now).await? {
        return Ok(());
    }
    if won {
        store::end_disputed(conn, id).await?;
        level(cx, conn, id, found.user, reason(format!("dispute:{reference}:won"))).await?;
    }
    orders::note(conn, cx.id(), id, if won { "dispute_won" } else { "dispute_lost" }, None, None, now).await
}
