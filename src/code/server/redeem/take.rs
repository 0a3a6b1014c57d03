//! A person redeems a code.

use super::{secret, store};
use crate::{
    billing::{self, model::TransactionKind},
    code::redeem::{RedeemInput, Redeemed},
    kernel::{AppError, Coins, FieldProblem, Instant, id::UserId},
    server::{Cx, Fault, Result, access::Member, db::Conn},
};
use futures::FutureExt;

const DAY_S: i64 = 24 * 3_600;

/// Gives a code's coins to the person, once. Every code that gives nothing is refused with the same words: whoever guesses
/// learns nothing. Refuses: `invalid` (`code`), `rate_limited`; keys, which are no persons.
pub async fn redeem(cx: &Cx, who: &Member, input: RedeemInput) -> Result<Redeemed> {
    who.session()?;
    let (user, now) = (who.user(), cx.clock.now());
    cx.limits.redeem(user)?;
    let hash = secret::stored(&input.code).ok_or_else(refused)?;
    let cx2 = cx.clone();
    let (coins, expires_at) =
        cx.db.write(user.0, move |conn| async move { take(&cx2, conn, user, hash, now).await }.boxed()).await?;
    let available = billing::server::get_balance(cx, who).await?.available;
    Ok(Redeemed { coins, expires_at, available })
}

async fn take(cx: &Cx, conn: &mut Conn, user: UserId, hash: Vec<u8>, now: Instant) -> Result<(Coins, Option<Instant>)> {
    let found = store::find_code(conn, hash.clone()).await?.filter(|code| !code.is_redeemed).ok_or_else(refused)?;
    // The batch is ours from here to the commit, so that what is counted next stays true.
    if !store::count_redeemed(conn, found.batch, now).await? {
        return Err(refused());
    }
    let is_over = match found.per_user_max {
        Some(max) => store::count_by_user(conn, found.batch, user).await? >= max,
        None => false,
    };
    if is_over || !store::mark_redeemed(conn, hash.clone(), user, now).await? {
        return Err(refused());
    }
    let expires_at = found.coins_days.map(|days| now.plus_s(days.saturating_mul(DAY_S)));
    let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let key = format!("redeem:{name}");
    billing::server::grant(cx, conn, user, TransactionKind::Redeem, key, found.coins, expires_at).await?;
    Ok((found.coins, expires_at))
}

fn refused() -> Fault {
    AppError::field("code", FieldProblem::RedeemCode).into()
}
