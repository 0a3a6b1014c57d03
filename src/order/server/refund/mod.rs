//! Money that goes back: by staff's word, by the gateway's, by the payer's bank. The coins it bought go with it, in the same
//! transaction, and a credit note is issued; what was spent already becomes a debt, never a wallet below zero.

mod level;
mod outside;
pub(super) mod store;

use super::{store as orders, stripe, view};
use crate::{
    billing::model::TransactionKind,
    invoice,
    kernel::{
        AppError, Cash, FieldProblem,
        id::{OrderId, UserId},
    },
    notice::{self, model::Notice},
    order::{
        model::Gateway,
        staff::{NewRefund, OrderFile},
    },
    payment::zarinpal::{Authority, Standing},
    server::{Cx, Fault, Result, access::Staff, db::Conn},
};
use futures::FutureExt;
use level::{Reason, level};
use uuid::Uuid;

pub(super) use outside::{match_given_back, note_dispute};

/// The most characters of a reason.
const REASON_CHARS_MAX: usize = 300;

/// Sends money back. The amount and the coins are set aside first, so that two at once never send back more than was paid.
/// Refuses: `not_found`, `invalid` (`amount_minor`, `reason`, `by_hand`: the gateway can not be asked for it), `conflict`
/// (not handed over, or nothing left), `unavailable` (the gateway did not do it: nothing was moved).
pub async fn refund_order(cx: &Cx, who: &Staff, id: OrderId, input: NewRefund) -> Result<OrderFile> {
    let reason = input.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        let problem = if reason.is_empty() { FieldProblem::Required } else { FieldProblem::TooLong { max: 300 } };
        return Err(AppError::field("reason", problem).into());
    }
    let found = view::store::find(&mut cx.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let left = found.order.total.amount_minor - found.order.refunded.amount_minor;
    let amount = input.amount_minor.unwrap_or(left);
    if left <= 0 {
        return Err(AppError::Conflict.into());
    }
    if !(1..=left).contains(&amount) {
        return Err(AppError::field("amount_minor", FieldProblem::OutOfRange { min: 1, max: left }).into());
    }
    let is_whole = amount == found.order.total.amount_minor;
    let can_ask = match found.order.gateway {
        Gateway::Stripe => cx.gateways.stripe.is_some() && found.payment_ref.is_some(),
        Gateway::Zarinpal => cx.gateways.zarinpal.is_some() && is_whole,
        Gateway::Card => false,
    };
    if !input.by_hand && !can_ask {
        return Err(AppError::field("by_hand", FieldProblem::ByHand).into());
    }
    let refund = cx.id();
    let (cx2, author, by_hand) = (cx.clone(), who.member().user(), input.by_hand);
    let amount = Cash::new(amount, found.order.total.currency);
    cx.db
        .write(invoice::server::LANE, move |conn| {
            async move {
                let asked = Asked { refund, order: id, user: found.user, amount, author: Some(author), reason };
                set_aside(&cx2, conn, asked, if by_hand { "done" } else { "asked" }).await
            }
            .boxed()
        })
        .await?;
    if !by_hand {
        carry_out(cx, refund).await?;
    }
    super::staff::get_file(cx, who, id).await
}

struct Asked {
    refund: Uuid,
    order: OrderId,
    user: UserId,
    amount: Cash,
    author: Option<UserId>,
    reason: String,
}

/// Counts the amount as sent back, takes its coins, issues its credit note, and notes the refund.
async fn set_aside(cx: &Cx, conn: &mut Conn, asked: Asked, state: &'static str) -> Result<()> {
    let now = cx.clock.now();
    if !store::count_refund(conn, asked.order, asked.amount.amount_minor).await? {
        return Err(AppError::Conflict.into());
    }
    let reason = Reason {
        kinds: [TransactionKind::Refund; 2],
        key: format!("refund:{}", asked.refund),
        author: asked.author,
        words: Some(asked.reason.clone()),
    };
    let coins = level(cx, conn, asked.order, asked.user, reason).await?;
    let author = asked.author;
    store::insert_refund(conn, asked.refund, asked.order, asked.amount, coins, state, &asked.reason, author, now)
        .await?;
    invoice::server::issue_credit_note(cx, conn, asked.order, asked.refund, asked.amount).await?;
    let told = Notice::OrderRefunded { order: asked.order, amount: asked.amount };
    notice::server::tell(cx, conn, asked.user, &format!("refund:{}", asked.refund), &told).await?;
    let detail = format!("{}: {}", asked.amount, asked.reason);
    orders::note(conn, cx.id(), asked.order, "refund", Some(&detail), author, now).await
}

/// Asks the gateway to send back what was set aside. What it refuses is undone; what is unknown is asked again later.
pub(super) async fn carry_out(cx: &Cx, refund: Uuid) -> Result<()> {
    let open = store::find_open_refund(&mut cx.db.read().await?, refund).await?;
    let Some(open) = open else { return Ok(()) };
    let sent = match open.gateway {
        Gateway::Stripe => by_stripe(cx, &open).await,
        Gateway::Zarinpal => by_zarinpal(cx, &open).await,
        Gateway::Card => return Err(Fault::broken("a card-to-card payment goes back by hand")),
    };
    let (cx2, now) = (cx.clone(), cx.clock.now());
    let is_refused = matches!(sent, Sent::No);
    cx.db
        .write(invoice::server::LANE, move |conn| {
            async move {
                match sent {
                    Sent::Yes(reference) => store::end_refund(conn, refund, "done", reference, now).await,
                    Sent::Unknown => store::end_refund(conn, refund, "unknown", None, now).await,
                    Sent::No => undo(&cx2, conn, refund).await,
                }
            }
            .boxed()
        })
        .await?;
    if !is_refused {
        return Ok(());
    }
    if let (Gateway::Stripe, Some(payment)) = (open.gateway, &open.payment_ref) {
        // It may have been refused because the money went back already.
        stripe::charge::look_again(cx, payment).await?;
    }
    Err(AppError::Unavailable.into())
}

enum Sent {
    Yes(Option<String>),
    No,
    Unknown,
}

async fn by_stripe(cx: &Cx, open: &store::OpenRefund) -> Sent {
    let (Some(gateway), Some(payment)) = (&cx.gateways.stripe, &open.payment_ref) else { return Sent::Unknown };
    match stripe::send_back(gateway, &format!("refund-{}", open.id), payment, open.amount).await {
        Ok(reference) => Sent::Yes(Some(reference)),
        Err(failure) => told(open, failure.is_unknown(), failure.class(), failure.detail()),
    }
}

async fn by_zarinpal(cx: &Cx, open: &store::OpenRefund) -> Sent {
    let authority = open.gateway_ref.as_deref().and_then(|text| text.parse::<Authority>().ok());
    let (Some(gateway), Some(authority)) = (&cx.gateways.zarinpal, authority) else { return Sent::Unknown };
    // It may have been done by a call whose answer was lost.
    if matches!(gateway.inquire(&authority).await, Ok(Standing::Reversed)) {
        return Sent::Yes(None);
    }
    match gateway.reverse(&authority).await {
        Ok(()) => Sent::Yes(None),
        Err(failure) => told(open, failure.is_unknown(), failure.class(), failure.detail()),
    }
}

fn told(open: &store::OpenRefund, is_unknown: bool, class: &str, detail: &str) -> Sent {
    tracing::warn!(refund.id = %open.id, class, detail, "money could not be sent back");
    if is_unknown { Sent::Unknown } else { Sent::No }
}

/// The gateway refused, or the payer's bank sent it back: the amount counts no more, the coins come back, and the credit note
/// is cancelled by another one.
async fn undo(cx: &Cx, conn: &mut Conn, refund: Uuid) -> Result<()> {
    let now = cx.clock.now();
    let Some(ended) = store::fail_refund(conn, refund, now).await? else { return Ok(()) };
    store::uncount_refund(conn, ended.order, ended.amount_minor).await?;
    invoice::server::reverse_credit_note(cx, conn, refund).await?;
    let key = format!("refund:{refund}:undone");
    let reason = Reason { kinds: [TransactionKind::Refund; 2], key, author: None, words: None };
    level(cx, conn, ended.order, ended.user, reason).await?;
    orders::note(conn, cx.id(), ended.order, "refund_failed", None, None, now).await
}
