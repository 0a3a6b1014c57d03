//! Wallets: opened with the account, read by their owner.

use super::{
    ledger::{self, Command},
    store,
};
use crate::{
    billing::model::{Account, Balance, Lots, TransactionKind, Unit, Wallet, WalletChange},
    kernel::AppError,
    server::{Cx, Newcomer, Result, access::Member, db::Conn},
};
use futures::{FutureExt, future::BoxFuture};

/// Opens the wallet of a new account with the sign-up grant. Runs in the transaction that makes the account.
pub fn grant_signup<'a>(cx: &'a Cx, conn: &'a mut Conn, newcomer: &'a Newcomer) -> BoxFuture<'a, Result<()>> {
    async move {
        let user = newcomer.user;
        store::insert_wallet(conn, user).await?;
        let gift = cx.settings.signup_coins.milli;
        if gift <= 0 {
            return Ok(());
        }
        let postings = vec![(Account::Granted, -gift), (Account::Available, gift)];
        let command = Command::new(TransactionKind::SignupGrant, format!("signup:{user}"), user, postings);
        ledger::post(cx, conn, command).await.map(drop)
    }
    .boxed()
}

/// What the person can spend.
pub async fn get_balance(cx: &Cx, who: &Member) -> Result<Balance> {
    Ok(get_wallet(cx, who).await?.balance)
}

/// What the person can spend, and in which order.
pub async fn get_wallet(cx: &Cx, who: &Member) -> Result<Wallet> {
    let found = store::find_wallet(&mut cx.db.read().await?, who.user()).await?;
    Ok(shown(&found.ok_or(AppError::NotFound)?))
}

/// Chooses which coins are spent first.
pub async fn change_wallet(cx: &Cx, who: &Member, change: WalletChange) -> Result<Wallet> {
    let user = who.user();
    let changed = cx.db.write(user.0, move |conn| store::set_spend_order(conn, user, change.spend_order).boxed());
    Ok(shown(&changed.await?.ok_or(AppError::NotFound)?))
}

fn shown(wallet: &store::Wallet) -> Wallet {
    let balance = Balance {
        available: wallet.available,
        held: wallet.held,
        expiring: wallet.expiring,
        owed: wallet.owed,
        currency: Unit::Coin,
    };
    Wallet { balance, spend_order: wallet.order() }
}

/// The person's coins that expire; the ones that expire first come first.
pub async fn list_lots(cx: &Cx, who: &Member) -> Result<Lots> {
    let rows = store::list_lots(&mut cx.db.read().await?, who.user(), None).await?;
    Ok(Lots { items: rows.into_iter().map(store::LotRow::shown).collect::<Result<_>>()? })
}
