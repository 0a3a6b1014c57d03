//! The coins of an order follow its money: whatever moves the money says so to the order, and then the coins are brought to
//! the same level, in the same transaction. So no sequence of refunds, refusals and disputes takes a coin twice.

use super::{super::plan, store};
use crate::{
    billing::{
        model::TransactionKind,
        server::{Credit, Source, credit, take_back},
    },
    kernel::{
        Coins,
        id::{OrderId, UserId},
    },
    order::server::view,
    referral,
    server::{Cx, Result, db::Conn},
};

/// Why coins move.
pub(super) struct Reason {
    /// What they are called when they go, and when they come back.
    pub(super) kinds: [TransactionKind; 2],
    /// Makes it happen once.
    pub(super) key: String,
    /// The staff member who did it.
    pub(super) author: Option<UserId>,
    /// In words.
    pub(super) words: Option<String>,
}

/// Takes what is too much in the wallet, or gives back what is too little; how much went, below zero what came back. An order
/// that was not handed over has no coins to take. What was spent already becomes a debt.
pub(super) async fn level(cx: &Cx, conn: &mut Conn, id: OrderId, user: UserId, reason: Reason) -> Result<Coins> {
    let step = store::level(conn, id).await?;
    // What it earned whoever brought the buyer follows the same money.
    if let Some((kept_minor, total_minor)) = store::find_kept(conn, id).await? {
        referral::server::follow_order(cx, conn, id, kept_minor, total_minor).await?;
    }
    let Some(step) = step else { return Ok(Coins::ZERO) };
    let [taking, giving] = reason.kinds;
    let (order, coins) = (Some(id.0), Coins::from_milli(step.taken_milli));
    if step.taken_milli < 0 {
        let coins = Coins::from_milli(-step.taken_milli);
        let (kind, key, from) = (giving, reason.key, Source::Sold);
        credit(
            cx,
            conn,
            Credit { user, kind, key, coins, from, lot: None, order, author: reason.author, reason: reason.words },
        )
        .await?;
    } else if let Some(found) = view::store::find(conn, id).await? {
        // What a plan was still to bring does not come; the rest is in the wallet, or was.
        let rest = plan::give_up(cx, conn, &found.order, coins, step.is_all).await?;
        if rest > Coins::ZERO {
            take_back(cx, conn, user, taking, reason.key, rest, order, reason.author, reason.words).await?;
        }
    }
    Ok(coins)
}
