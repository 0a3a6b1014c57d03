//! Money that goes back: by staff's word, by the gateway's, by the payer's bank. The coins it bought go with it, in the same
//! transaction, and a credit note is issued; what was spent already becomes a debt, never a wallet below zero.

pub(super) mod store;

use super::{plan, store as orders, stripe, view};
use crate::{
    billing::{
        model::TransactionKind,
        server::{Credit, Source, credit, take_back},
    },
    invoice,
    kernel::{
        AppError, Cash, Coins, FieldProblem,
        id::{OrderId, UserId},
    },
    notice::{self, model::Notice},
    order::{
        model::{Gateway, OrderState},
        staff::{NewRefund, OrderFile},
    },
    payment::zarinpal::{Authority, Standing},
    referral,
    server::{Cx, Fault, Result, access::Staff, db::Conn},
};
use futures::FutureExt;
use uuid::Uuid;

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
    let Some(coins) = store::count_refund(conn, asked.order, asked.amount.amount_minor).await? else {
        return Err(AppError::Conflict.into());
    };
    let key = format!("refund:{}", asked.refund);
    let (order, author, reason) = (Some(asked.order.0), asked.author, Some(asked.reason.clone()));
    let coins_now = of_wallet(cx, conn, asked.order, coins, false).await?;
    if coins_now > Coins::ZERO {
        take_back(cx, conn, asked.user, TransactionKind::Refund, key, coins_now, order, author, reason).await?;
    }
    store::insert_refund(conn, asked.refund, asked.order, asked.amount, coins, state, &asked.reason, author, now)
        .await?;
    invoice::server::issue_credit_note(cx, conn, asked.order, asked.refund, asked.amount).await?;
    follow_money(cx, conn, asked.order).await?;
    let told = Notice::OrderRefunded { order: asked.order, amount: asked.amount };
    notice::server::tell(cx, conn, asked.user, &format!("refund:{}", asked.refund), &told).await?;
    let detail = format!("{}: {}", asked.amount, asked.reason);
    orders::note(conn, cx.id(), asked.order, "refund", Some(&detail), author, now).await
}

/// What of the coins that go back is in the wallet: those that a plan was still to bring do not come, and are not taken.
async fn of_wallet(cx: &Cx, conn: &mut Conn, order: OrderId, coins: Coins, is_whole: bool) -> Result<Coins> {
    let Some(found) = view::store::find(conn, order).await? else { return Ok(coins) };
    let is_whole = is_whole || found.order.refunded == found.order.total;
    plan::give_up(cx, conn, &found.order, coins, is_whole).await
}

/// What of the money stays decides what whoever brought the buyer earns: none while the payer's bank holds it.
pub(super) async fn follow_money(cx: &Cx, conn: &mut Conn, order: OrderId) -> Result<()> {
    let Some(view::store::Found { order: found, .. }) = view::store::find(conn, order).await? else { return Ok(()) };
    let total = found.total.amount_minor;
    let kept = if found.state == OrderState::Disputed { 0 } else { total - found.refunded.amount_minor };
    referral::server::follow_order(cx, conn, order, kept, total).await
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
                    Sent::Yes(reference) => store::end_refund(conn, refund, "done", reference, now).await.map(drop),
                    Sent::Unknown => store::end_refund(conn, refund, "unknown", None, now).await.map(drop),
                    Sent::No => undo(&cx2, conn, refund).await,
                }
            }
            .boxed()
        })
        .await?;
    if is_refused { Err(AppError::Unavailable.into()) } else { Ok(()) }
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

/// The gateway refused: the amount counts no more, the coins come back, and the credit note is cancelled by another one.
async fn undo(cx: &Cx, conn: &mut Conn, refund: Uuid) -> Result<()> {
    let now = cx.clock.now();
    let Some(ended) = store::end_refund(conn, refund, "failed", None, now).await? else { return Ok(()) };
    store::uncount_refund(conn, ended.order, ended.amount_minor).await?;
    invoice::server::reverse_credit_note(cx, conn, refund).await?;
    follow_money(cx, conn, ended.order).await?;
    if ended.coins > Coins::ZERO {
        credit(
            cx,
            conn,
            Credit {
                user: ended.user,
                kind: TransactionKind::Refund,
                key: format!("refund:{refund}:undone"),
                coins: ended.coins,
                from: Source::Sold,
                lot: None,
                order: Some(ended.order.0),
                author: None,
                reason: None,
            },
        )
        .await?;
    }
    orders::note(conn, cx.id(), ended.order, "refund_failed", None, None, now).await
}

/// The gateway says how much of a payment went back in all: what we do not know of was sent from its own pages.
pub(super) async fn note_given_back(cx: &Cx, conn: &mut Conn, id: OrderId, given_back: Cash) -> Result<()> {
    let Some(found) = view::store::find(conn, id).await? else { return Ok(()) };
    let unknown = given_back.amount_minor - found.order.refunded.amount_minor;
    if given_back.currency != found.order.total.currency || unknown <= 0 {
        return Ok(());
    }
    let asked = Asked {
        refund: cx.id(),
        order: id,
        user: found.user,
        amount: Cash::new(unknown, given_back.currency),
        author: None,
        reason: "sent back at the gateway".to_owned(),
    };
    set_aside(cx, conn, asked, "done").await
}

/// The payer's bank takes the money back, or decided about it: `won` when it decided.
pub(super) async fn note_dispute(
    cx: &Cx,
    conn: &mut Conn,
    id: OrderId,
    reference: &str,
    amount: Cash,
    won: Option<bool>,
) -> Result<()> {
    let now = cx.clock.now();
    let Some(found) = view::store::find(conn, id).await? else { return Ok(()) };
    let coins = store::coins_left(conn, id).await?;
    if store::insert_dispute(conn, reference, id, amount, coins, now).await? {
        let key = format!("dispute:{reference}");
        let coins_now = of_wallet(cx, conn, id, coins, true).await?;
        if coins_now > Coins::ZERO {
            let order = Some(id.0);
            take_back(cx, conn, found.user, TransactionKind::Dispute, key, coins_now, order, None, None).await?;
        }
        orders::move_state(conn, id, &[OrderState::Paid, OrderState::Fulfilled], OrderState::Disputed).await?;
        follow_money(cx, conn, id).await?;
        orders::note(conn, cx.id(), id, "disputed", Some(&amount.to_string()), None, now).await?;
    }
    let Some(won) = won else { return Ok(()) };
    let Some(coins) = store::end_dispute(conn, reference, won, now).await? else { return Ok(()) };
    if won {
        if coins > Coins::ZERO {
            credit(
                cx,
                conn,
                Credit {
                    user: found.user,
                    kind: TransactionKind::DisputeWon,
                    key: format!("dispute:{reference}:won"),
                    coins,
                    from: Source::Sold,
                    lot: None,
                    order: Some(id.0),
                    author: None,
                    reason: None,
                },
            )
            .await?;
        }
        orders::move_state(conn, id, &[OrderState::Disputed], OrderState::Fulfilled).await?;
        follow_money(cx, conn, id).await?;
    }
    orders::note(conn, cx.id(), id, if won { "dispute_won" } else { "dispute_lost" }, None, None, now).await
}
