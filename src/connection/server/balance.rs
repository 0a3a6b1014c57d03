//! What is left with providers: asked once a day, and whenever staff asks.

use super::{store, tend::DETAIL_MAX, view};
use crate::{
    connection::model::Connection,
    kernel::AppError,
    server::{Cx, Result, access::Staff},
};
use futures::FutureExt;
use uuid::Uuid;

/// A balance is asked for again after this long.
const AGAIN_S: i64 = 24 * 3_600;

/// Asks a provider what is left. How that went stands in the answer. Refuses: `not_found`, `conflict` (it is off, or does
/// not tell).
pub async fn ask_balance(cx: &Cx, who: &Staff, id: String) -> Result<Connection> {
    let before = view::get_connection(cx, who, &id).await?;
    if !before.has_balance || !ask(cx, &id).await? {
        return Err(AppError::Conflict.into());
    }
    view::get_connection(cx, who, &id).await
}

/// Asks those whose turn it is, beside the caller.
pub(super) async fn ask_due(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    let before = now.plus_s(-AGAIN_S);
    let known = store::list_balances(&mut cx.db.read().await?).await?;
    for provider in cx.providers.iter().filter(|provider| provider.can.account.is_some()) {
        if known.iter().any(|row| row.provider == provider.id && row.asked_at > before) {
            continue;
        }
        let id = provider.id.clone();
        let claiming = cx
            .db
            .write(Uuid::nil(), move |conn| async move { store::claim_balance(conn, &id, now, before).await }.boxed());
        if claiming.await? {
            let (cx, id) = (cx.clone(), provider.id.clone());
            cx.tasks.clone().spawn(async move {
                let asked = tokio::select! {
                    asked = ask(&cx, &id) => asked,
                    () = cx.stopping.cancelled() => return,
                };
                if let Err(fault) = asked {
                    fault.disclose();
                }
            });
        }
    }
    Ok(())
}

/// Asks and keeps what is said; whether there was somebody to ask.
async fn ask(cx: &Cx, id: &str) -> Result<bool> {
    let Some(account) = cx.providers.get(id).and_then(|provider| provider.can.account.clone()) else {
        return Ok(false);
    };
    let told = account.balance().await;
    let (id, now) = (id.to_owned(), cx.clock.now());
    if let Err(failure) = &told {
        cx.circuits.refused(&id, failure, now);
    }
    cx.db
        .write(Uuid::nil(), move |conn| {
            async move {
                match told {
                    Ok(balance) => store::note_balance(conn, &id, &balance, now).await,
                    Err(failure) => {
                        let detail: String = failure.detail.chars().take(DETAIL_MAX).collect();
                        store::note_no_balance(conn, &id, failure.class.as_str(), &detail, now).await
                    }
                }
            }
            .boxed()
        })
        .await?;
    Ok(true)
}
