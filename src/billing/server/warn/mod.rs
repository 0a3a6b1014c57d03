//! Telling people in time: few coins left, coins about to expire. Each once, until it changes.

mod store;

use crate::{
    kernel::{Coins, Instant, id::UserId},
    notice::{self, model::Notice},
    server::{Cx, Result},
};
use futures::FutureExt;
use uuid::Uuid;

/// Seconds before coins expire.
const BEFORE_S: i64 = 3 * 86_400;
/// People told in one go.
const BATCH: u32 = 500;

/// Tells whoever is to be told now.
pub async fn warn(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    let (expiring, low) = {
        let mut conn = cx.db.read().await?;
        let expiring = store::list_expiring(&mut conn, now, now.plus_s(BEFORE_S), BATCH).await?;
        (expiring, store::list_low(&mut conn, cx.settings.coins_low, BATCH).await?)
    };
    for (lot, user, coins, at) in expiring {
        tell_expiring(cx, lot, user, coins, at).await?;
    }
    for (user, available) in low {
        tell_low(cx, user, available).await?;
    }
    let enough = cx.settings.coins_low;
    cx.db.write(Uuid::nil(), move |conn| store::forget_low(conn, enough).boxed()).await
}

async fn tell_expiring(cx: &Cx, lot: Uuid, user: UserId, coins: Coins, at: Instant) -> Result<()> {
    let cx2 = cx.clone();
    cx.db
        .write(user.0, move |conn| {
            async move {
                if store::mark_lot(conn, lot, cx2.clock.now()).await? {
                    let expiring = Notice::CoinsExpiring { coins, at };
                    notice::server::tell(&cx2, conn, user, &format!("coins_expiring:{lot}"), &expiring).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
}

async fn tell_low(cx: &Cx, user: UserId, available: Coins) -> Result<()> {
    let cx2 = cx.clone();
    cx.db
        .write(user.0, move |conn| {
            async move {
                let now = cx2.clock.now();
                if store::mark_low(conn, user, now).await? {
                    let key = format!("coins_low:{user}:{}", now.micros);
                    notice::server::tell(&cx2, conn, user, &key, &Notice::CoinsLow { available }).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
}
