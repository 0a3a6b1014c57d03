//! The one function that posts. Double entry, append-only, once for each key.

use super::{lot, store};
use crate::{
    billing::model::{Account, TransactionKind},
    kernel::{
        AppError, Coins,
        id::{RunId, TransactionId, UserId},
    },
    server::{Cx, Fault, Result, db::Conn},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A movement to post.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub(super) kind: TransactionKind,
    /// Makes the command happen once.
    pub(super) key: String,
    pub(super) user: UserId,
    pub(super) cause: Cause,
    /// Thousandths into (+) or out of (−) each account; zeros are left out, the rest sums to zero.
    pub(super) postings: Vec<(Account, i64)>,
    /// What was asked for, where the postings depend on the wallet too: a replay asks for the same.
    pub(super) asked: Option<Coins>,
    /// By how much the coins that expire change, where the caller changed the lots itself. Otherwise what leaves the wallet
    /// is taken in its owner's order.
    pub(super) expiring: Option<i64>,
}

/// What a movement was for, and who made it.
#[derive(Debug, Clone, Default)]
pub(super) struct Cause {
    pub(super) run: Option<RunId>,
    pub(super) order: Option<Uuid>,
    pub(super) author: Option<UserId>,
    pub(super) reason: Option<String>,
}

/// A movement that was posted just now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posted {
    pub(super) id: TransactionId,
    /// What of it went to what the person owed.
    pub(super) repaid: i64,
}

impl Command {
    pub(super) fn new(kind: TransactionKind, key: String, user: UserId, postings: Vec<(Account, i64)>) -> Self {
        Self { kind, key, user, cause: Cause::default(), postings, asked: None, expiring: None }
    }

    fn change(&self, account: Account) -> i64 {
        self.postings.iter().filter(|(of, _)| *of == account).map(|(_, amount)| amount).sum()
    }

    fn hash(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(self.kind.code());
        hash.update(self.user.0.as_bytes());
        if let Some(asked) = self.asked {
            hash.update(asked.milli.to_be_bytes());
            return hash.finalize().to_vec();
        }
        for (account, amount) in &self.postings {
            hash.update(account.code());
            hash.update(amount.to_be_bytes());
        }
        hash.finalize().to_vec()
    }

    /// Takes what came free to pay what the person owes.
    fn repay(&mut self, amount: i64) {
        for (account, change) in [(Account::Available, -amount), (Account::Debt, amount)] {
            match self.postings.iter_mut().find(|(of, _)| *of == account) {
                Some((_, amount)) => *amount = amount.saturating_add(change),
                None => self.postings.push((account, change)),
            }
        }
    }
}

/// Posts a movement: the wallet, the transaction and its postings, in the caller's transaction. What comes free pays the
/// person's debt first. The same command again changes nothing; then there is no answer. Refuses: `insufficient_coins`,
/// `idempotency_mismatch` (the key with another movement).
pub(super) async fn post(cx: &Cx, conn: &mut Conn, mut command: Command) -> Result<Option<Posted>> {
    let sum = command.postings.iter().try_fold(0_i64, |sum, (_, amount)| sum.checked_add(*amount));
    if sum != Some(0) {
        return Err(Fault::broken(format!("postings of {} do not sum to zero", command.key)));
    }
    let (id, hash) = (TransactionId(cx.id()), command.hash());
    if !store::insert_transaction(conn, id, &command, hash.clone(), cx.clock.now()).await? {
        let same = store::find_hash(conn, &command.key).await? == Some(hash);
        return if same { Ok(None) } else { Err(AppError::IdempotencyMismatch.into()) };
    }
    let change = store::Change {
        available: command.change(Account::Available),
        held: command.change(Account::Held),
        expiring: command.expiring.unwrap_or(0),
        owed: command.change(Account::Debt).saturating_neg(),
    };
    let Some(wallet) = store::move_wallet(conn, command.user, change).await? else {
        return Err(refuse(conn, command.user, change.available).await?);
    };
    let repaid = wallet.owed.milli.min(wallet.available.milli).min(change.available).max(0);
    let left = change.available.saturating_add(change.held).saturating_sub(repaid).saturating_neg();
    let spent = if command.expiring.is_some() { 0 } else { lot::share(&wallet, change, left) };
    if repaid > 0 {
        command.repay(repaid);
    }
    if repaid > 0 || spent > 0 {
        lot::consume(conn, command.user, None, spent).await?;
        let change = store::Change { available: -repaid, held: 0, expiring: -spent, owed: -repaid };
        if store::move_wallet(conn, command.user, change).await?.is_none() {
            return Err(Fault::broken(format!("the wallet of user {} does not bear {}", command.user, command.key)));
        }
    }
    store::insert_postings(conn, id, &command).await?;
    Ok(Some(Posted { id, repaid }))
}

/// Why the wallet did not move.
async fn refuse(conn: &mut Conn, user: UserId, change: i64) -> Result<Fault> {
    let Some(wallet) = store::find_wallet(conn, user).await? else {
        return Ok(Fault::broken(format!("user {user} has no wallet")));
    };
    let (available, required) = (wallet.available, Coins::from_milli(change.saturating_neg()));
    if required <= available {
        return Ok(Fault::broken(format!("something in the wallet of user {user} would fall below zero")));
    }
    let missing = Coins::from_milli(required.milli.saturating_sub(available.milli));
    Ok(AppError::InsufficientCoins { required, available, missing }.into())
}
