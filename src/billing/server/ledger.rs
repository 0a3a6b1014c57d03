//! The one function that posts. Double entry, append-only, once for each key.

use super::store;
use crate::{
    billing::model::TransactionKind,
    kernel::{
        AppError, Coins,
        id::{RunId, TransactionId, UserId},
    },
    server::{Cx, Fault, Result, db::Conn},
};
use sha2::{Digest, Sha256};

/// An account of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    /// What the person can spend.
    Available,
    /// What is set aside for the person's runs.
    Held,
    /// What the house gave away.
    Granted,
    /// What the house earned.
    Revenue,
}

impl Account {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Held => "held",
            Self::Granted => "granted",
            Self::Revenue => "revenue",
        }
    }

    /// Whether it belongs to a person.
    pub(super) fn is_wallet(self) -> bool {
        matches!(self, Self::Available | Self::Held)
    }
}

/// A movement to post.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub(super) kind: TransactionKind,
    /// Makes the command happen once.
    pub(super) key: String,
    pub(super) user: UserId,
    pub(super) run: Option<RunId>,
    /// Thousandths into (+) or out of (−) each account; zeros are left out, the rest sums to zero.
    pub(super) postings: Vec<(Account, i64)>,
}

impl Command {
    fn change(&self, account: Account) -> i64 {
        self.postings.iter().filter(|(of, _)| *of == account).map(|(_, amount)| amount).sum()
    }

    fn hash(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(self.kind.code());
        hash.update(self.user.0.as_bytes());
        for (account, amount) in &self.postings {
            hash.update(account.code());
            hash.update(amount.to_be_bytes());
        }
        hash.finalize().to_vec()
    }
}

/// Posts a movement: the wallet, the transaction and its postings, in the caller's transaction. The same command again
/// changes nothing. Refuses: `insufficient_coins`, `idempotency_mismatch` (the key with another movement).
pub(super) async fn post(cx: &Cx, conn: &mut Conn, command: Command) -> Result<()> {
    let sum = command.postings.iter().try_fold(0_i64, |sum, (_, amount)| sum.checked_add(*amount));
    if sum != Some(0) {
        return Err(Fault::broken(format!("postings of {} do not sum to zero", command.key)));
    }
    let (id, hash) = (TransactionId(cx.id()), command.hash());
    if !store::insert_transaction(conn, id, &command, hash.clone(), cx.clock.now()).await? {
        let same = store::find_hash(conn, &command.key).await? == Some(hash);
        return if same { Ok(()) } else { Err(AppError::IdempotencyMismatch.into()) };
    }
    let (available, held) = (command.change(Account::Available), command.change(Account::Held));
    if !store::move_wallet(conn, command.user, available, held).await? {
        return Err(refuse(conn, command.user, available).await?);
    }
    store::insert_postings(conn, id, &command).await
}

/// Why the wallet did not move.
async fn refuse(conn: &mut Conn, user: UserId, change: i64) -> Result<Fault> {
    let Some((available, _)) = store::find_wallet(conn, user).await? else {
        return Ok(Fault::broken(format!("user {user} has no wallet")));
    };
    let required = Coins::from_milli(change.saturating_neg());
    if required <= available {
        return Ok(Fault::broken(format!("the held coins of user {user} would fall below zero")));
    }
    let missing = Coins::from_milli(required.milli.saturating_sub(available.milli));
    Ok(AppError::InsufficientCoins { required, available, missing }.into())
}
