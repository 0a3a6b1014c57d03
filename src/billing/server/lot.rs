//! Lots: coins that expire. A wallet's other coins are what it holds beyond them.
//!
//! Lots change only under the lock of their wallet's row, in the transaction that moves the coins. Holds take from no lot;
//! what a run is charged does, by the wallet's order.

use super::{
    ledger::{self, Command},
    store::{self, Change, Wallet},
};
use crate::{
    billing::model::{Account, SpendOrder, TransactionKind},
    kernel::id::UserId,
    server::{Cx, Fault, Result, db::Conn},
};
use futures::FutureExt;
use uuid::Uuid;

/// People whose lots are looked at in one go.
const SWEEP_MAX: u32 = 200;

/// What of `left`, which leaves the wallet, is taken from lots. `wallet` is as it stands after `change`.
pub(super) fn share(wallet: &Wallet, change: Change, left: i64) -> i64 {
    let expiring = wallet.expiring.milli;
    if left <= 0 || expiring == 0 {
        return 0;
    }
    match wallet.order() {
        SpendOrder::QuotaFirst => left.min(expiring),
        SpendOrder::WalletFirst => {
            let after = wallet.available.milli.saturating_add(wallet.held.milli);
            let before = after.saturating_sub(change.available).saturating_sub(change.held);
            let lasting = before.saturating_sub(expiring);
            left.saturating_sub(lasting).clamp(0, expiring)
        }
    }
}

/// Takes coins out of a person's lots, or of those of one order; the ones that expire first come first.
pub(super) async fn consume(conn: &mut Conn, user: UserId, order: Option<Uuid>, amount: i64) -> Result<()> {
    let mut rest = amount;
    if rest <= 0 {
        return Ok(());
    }
    for lot in store::list_lots(conn, user, order).await? {
        let taken = rest.min(lot.left.milli);
        store::take_from_lot(conn, lot.id, taken).await?;
        rest = rest.saturating_sub(taken);
        if rest == 0 {
            return Ok(());
        }
    }
    Err(Fault::broken(format!("the lots of user {user} lack {rest}")))
}

/// Takes what is left of the lots that are past their time; how many lots lost something. What is held meanwhile stays,
/// for a later sweep.
pub async fn expire_lots(cx: &Cx) -> Result<u32> {
    let mut expired: u32 = 0;
    loop {
        let people = store::list_lapsed(&mut cx.db.read().await?, cx.clock.now(), SWEEP_MAX).await?;
        let is_last = people.len() < usize::try_from(SWEEP_MAX).unwrap_or(usize::MAX);
        let mut now_expired: u32 = 0;
        for user in people {
            let cx2 = cx.clone();
            let lots = cx.db.write(user.0, move |conn| async move { expire(&cx2, conn, user).await }.boxed());
            now_expired = now_expired.saturating_add(lots.await?);
        }
        expired = expired.saturating_add(now_expired);
        if is_last || now_expired == 0 {
            return Ok(expired);
        }
    }
}

/// Everything is read again under the wallet's lock: whoever comes second finds nothing to take.
async fn expire(cx: &Cx, conn: &mut Conn, user: UserId) -> Result<u32> {
    let Some(wallet) = store::lock_wallet(conn, user).await? else { return Ok(0) };
    let (mut free, mut count, now) = (wallet.available.milli, 0, cx.clock.now());
    for lot in store::list_lots(conn, user, None).await?.into_iter().filter(|lot| lot.expires_at <= now) {
        let taken = lot.left.milli.min(free);
        if taken == 0 {
            break;
        }
        free = free.saturating_sub(taken);
        count += 1;
        store::take_from_lot(conn, lot.id, taken).await?;
        // What is left only falls: each part of a lot has a key of its own.
        let key = format!("lapse:{}:{}", lot.id, lot.left.milli);
        let postings = vec![(Account::Available, -taken), (Account::Expired, taken)];
        let mut command = Command::new(TransactionKind::LotExpiry, key, user, postings);
        command.cause.order = lot.order_id;
        command.expiring = Some(-taken);
        ledger::post(cx, conn, command).await?;
        metrics::counter!("coins_expired_milli").increment(u64::try_from(taken).unwrap_or(0));
    }
    Ok(count)
}
