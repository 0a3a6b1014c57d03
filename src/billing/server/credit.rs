//! Coins that come in and coins that are taken back. Each with its cause, in its transaction, once for each key.

use super::{
    ledger::{self, Cause, Command},
    lot,
    store::{self, NewLot},
};
use crate::{
    billing::model::{Account, LotSource, TransactionKind},
    kernel::{Coins, Instant, id::UserId},
    server::{Cx, Fault, Result, db::Conn},
};
use uuid::Uuid;

/// Which account of the house coins come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Given away.
    Granted,
    /// Sold for money.
    Sold,
    /// Put right by hand.
    Adjusted,
}

/// Coins for a person.
#[derive(Debug, Clone)]
pub struct Credit {
    /// Whose.
    pub user: UserId,
    /// Why.
    pub kind: TransactionKind,
    /// Makes it happen once.
    pub key: String,
    /// How many.
    pub coins: Coins,
    /// From whom.
    pub from: Source,
    /// What they are and when they expire; none when they stay.
    pub lot: Option<(LotSource, Instant)>,
    /// The order that was paid.
    pub order: Option<Uuid>,
    /// Who of the staff gave them.
    pub author: Option<UserId>,
    /// Why, in that one's words; the person sees them.
    pub reason: Option<String>,
}

/// What came of taking coins back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// What was there to take.
    pub taken: Coins,
    /// What the person owes for the rest.
    pub owed: Coins,
}

/// Gives coins, in the transaction of their cause. They pay what the person owes first; the rest can be spent, and is a lot
/// where it expires. The same key again changes nothing. Refuses: `idempotency_mismatch` (the key with another person, kind
/// or amount).
pub async fn credit(cx: &Cx, conn: &mut Conn, credit: Credit) -> Result<()> {
    let Credit { user, kind, key, coins, from, lot, order, author, reason } = credit;
    if coins.milli < 0 {
        return Err(Fault::broken(format!("{key} would credit less than nothing")));
    }
    if coins == Coins::ZERO {
        return Ok(());
    }
    let from = match from {
        Source::Granted => Account::Granted,
        Source::Sold => Account::Sold,
        Source::Adjusted => Account::Adjusted,
    };
    let postings = vec![(from, -coins.milli), (Account::Available, coins.milli)];
    let mut command = Command::new(kind, key, user, postings);
    command.cause = Cause { run: None, order, author, reason };
    let Some(posted) = ledger::post(cx, conn, command).await? else { return Ok(()) };
    let amount = Coins::from_milli(coins.milli.saturating_sub(posted.repaid));
    let Some((source, expires_at)) = lot.filter(|_| amount > Coins::ZERO) else { return Ok(()) };
    let lot = NewLot { id: cx.id(), user, transaction: posted.id, order, source, amount, expires_at };
    store::insert_lot(conn, lot, cx.clock.now()).await
}

/// Takes coins back: what can be spent, the order's own lots first; the rest becomes a debt, which the next coins pay. The
/// same key again changes nothing and answers the same. Refuses: `idempotency_mismatch`.
#[expect(clippy::too_many_arguments, reason = "the words of a movement, each of another type")]
pub async fn take_back(
    cx: &Cx,
    conn: &mut Conn,
    user: UserId,
    kind: TransactionKind,
    key: String,
    coins: Coins,
    order: Option<Uuid>,
    author: Option<UserId>,
    reason: Option<String>,
) -> Result<Taken> {
    if coins.milli < 0 {
        return Err(Fault::broken(format!("{key} would take less than nothing")));
    }
    if coins == Coins::ZERO {
        return Ok(Taken { taken: Coins::ZERO, owed: Coins::ZERO });
    }
    // The lock first: what is there must be there when it is taken.
    let Some(wallet) = store::lock_wallet(conn, user).await? else {
        return Err(Fault::broken(format!("user {user} has no wallet")));
    };
    let taken = coins.milli.min(wallet.available.milli);
    let owed = coins.milli.saturating_sub(taken);
    let own = match order {
        Some(order) if wallet.expiring > Coins::ZERO => {
            let left = store::list_lots(conn, user, Some(order)).await?.iter().map(|lot| lot.left.milli).sum::<i64>();
            left.min(taken)
        }
        _ => 0,
    };
    let total = wallet.available.milli.saturating_add(wallet.held.milli);
    let lasting = total.saturating_sub(wallet.expiring.milli);
    let others = taken.saturating_sub(own).saturating_sub(lasting).max(0);
    let postings = vec![(Account::Available, -taken), (Account::Debt, -owed), (kind.house(), coins.milli)];
    let mut command = Command::new(kind, key.clone(), user, postings);
    command.cause = Cause { run: None, order, author, reason };
    command.asked = Some(coins);
    command.expiring = Some(own.saturating_add(others).saturating_neg());
    if ledger::post(cx, conn, command).await?.is_none() {
        let (taken, owed) = store::find_outcome(conn, &key).await?;
        return Ok(Taken { taken, owed });
    }
    lot::consume(conn, user, order, own).await?;
    lot::consume(conn, user, None, others).await?;
    Ok(Taken { taken: Coins::from_milli(taken), owed: Coins::from_milli(owed) })
}

/// Forgives what a person owes, at most `coins` of it; how much it was. The same key again changes nothing and answers the
/// same. Refuses: `idempotency_mismatch`.
pub async fn cancel_debt(
    cx: &Cx,
    conn: &mut Conn,
    user: UserId,
    key: String,
    coins: Coins,
    author: Option<UserId>,
    reason: Option<String>,
) -> Result<Coins> {
    let Some(wallet) = store::lock_wallet(conn, user).await? else {
        return Err(Fault::broken(format!("user {user} has no wallet")));
    };
    let forgiven = wallet.owed.milli.min(coins.milli).max(0);
    if forgiven == 0 && store::find_hash(conn, &key).await?.is_none() {
        return Ok(Coins::ZERO);
    }
    let postings = vec![(Account::Debt, forgiven), (Account::Adjusted, -forgiven)];
    let mut command = Command::new(TransactionKind::DebtForgiven, key.clone(), user, postings);
    command.cause = Cause { run: None, order: None, author, reason };
    command.asked = Some(coins);
    if ledger::post(cx, conn, command).await?.is_none() {
        let (_, owed) = store::find_outcome(conn, &key).await?;
        return Ok(Coins::from_milli(owed.milli.saturating_neg()));
    }
    Ok(Coins::from_milli(forgiven))
}
