//! Wallets: opened with the account, read by their owner.

use super::{
    ledger::{self, Account, Command},
    store,
};
use crate::{
    billing::model::{Balance, Currency, Transaction, TransactionKind},
    kernel::{
        AppError, Coins, Instant, Page, PageQuery,
        id::{TransactionId, UserId},
    },
    server::{Cx, Result, access::Member, db::Conn},
};
use futures::{FutureExt, future::BoxFuture};

/// Opens the wallet of a new account with the sign-up grant. Runs in the transaction that makes the account.
pub fn grant_signup<'a>(cx: &'a Cx, conn: &'a mut Conn, user: UserId) -> BoxFuture<'a, Result<()>> {
    async move {
        store::insert_wallet(conn, user).await?;
        let gift = cx.settings.signup_coins.milli;
        if gift <= 0 {
            return Ok(());
        }
        let command = Command {
            kind: TransactionKind::SignupGrant,
            key: format!("signup:{user}"),
            user,
            run: None,
            postings: vec![(Account::Granted, -gift), (Account::Available, gift)],
        };
        ledger::post(cx, conn, command).await
    }
    .boxed()
}

/// Gives coins to a person, once for each key, in the caller's transaction.
pub async fn grant(
    cx: &Cx,
    conn: &mut Conn,
    user: UserId,
    kind: TransactionKind,
    key: String,
    coins: Coins,
    expires_at: Option<Instant>,
) -> Result<()> {
    // For the merger: the wallet knows no lots yet, so coins that should end do not. The ledger's change brings them.
    let _ = expires_at;
    let postings = vec![(Account::Granted, -coins.milli), (Account::Available, coins.milli)];
    ledger::post(cx, conn, Command { kind, key, user, run: None, postings }).await
}

/// What the person can spend.
pub async fn get_balance(cx: &Cx, who: &Member) -> Result<Balance> {
    let found = store::find_wallet(&mut cx.db.read().await?, who.user()).await?;
    let (available, held) = found.ok_or(AppError::NotFound)?;
    Ok(Balance { available, held, currency: Currency::Coin })
}

/// The movements of the wallet, the newest first.
pub async fn list_transactions(cx: &Cx, who: &Member, query: PageQuery) -> Result<Page<Transaction>> {
    let before: Option<TransactionId> =
        query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest)).transpose()?;
    let limit = query.limit();
    let rows = store::list_transactions(&mut cx.db.read().await?, who.user(), before, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| row.id.to_string()))
}
