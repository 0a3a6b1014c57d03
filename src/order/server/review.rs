//! Staff's word about a receipt. Never a timer's.

use super::{
    pay::{self, Proof},
    receipt, store, view,
};
use crate::{
    invoice,
    kernel::{AppError, FieldProblem, id::OrderId},
    notice::{self, model::Notice},
    order::staff::{OrderFile, Review},
    server::{Cx, Result, access::Staff},
};
use futures::FutureExt;

const REASON_CHARS_MAX: usize = 300;
/// Seconds to send another one.
const AGAIN_S: i64 = 60 * 60;

/// Believes a receipt or not. Above the limit it takes two people. Refuses: `not_found`, `invalid` (`reason`), `conflict`
/// (nothing waits, somebody was faster, or the same person came twice).
pub async fn review_receipt(cx: &Cx, who: &Staff, id: OrderId, review: Review) -> Result<OrderFile> {
    let reason = review.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if !review.approve && reason.is_none() {
        return Err(AppError::field("reason", FieldProblem::Required).into());
    }
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > REASON_CHARS_MAX) {
        return Err(AppError::field("reason", FieldProblem::TooLong { max: 300 }).into());
    }
    let found = view::store::find(&mut cx.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let (cx2, author, now) = (cx.clone(), who.member().user(), cx.clock.now());
    let is_large = found.order.total.amount_minor > cx.settings.payments.second_above.amount_minor;
    cx.db
        .write(invoice::server::LANE, move |conn| {
            async move {
                let step = if !review.approve {
                    let until = now.plus_s(AGAIN_S);
                    receipt::store::reject_receipt(conn, id, reason.clone(), until).await?.then_some("receipt_rejected")
                } else if is_large && receipt::store::second_receipt(conn, id, author).await? {
                    Some("receipt_seconded")
                } else if receipt::store::approve_receipt(conn, id, author, is_large).await? {
                    Some("receipt_approved")
                } else {
                    None
                };
                // One conditional update decided; who comes second is told so.
                let step = step.ok_or(AppError::Conflict)?;
                store::note(conn, cx2.id(), id, step, reason.as_deref(), Some(author), now).await?;
                if let ("receipt_rejected", Some(reason)) = (step, &reason) {
                    let refused = Notice::ReceiptRejected { order: id, reason: reason.clone() };
                    let key = format!("receipt_rejected:{id}:{}", now.micros);
                    notice::server::tell(&cx2, conn, found.user, &key, &refused).await?;
                }
                if step == "receipt_approved" {
                    let proof = Proof { how: "a receipt that staff approved", ..Proof::default() };
                    pay::mark_paid(&cx2, conn, id, &proof).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
    super::deliver::deliver_now(cx, id).await;
    super::staff::get_file(cx, who, id).await
}
