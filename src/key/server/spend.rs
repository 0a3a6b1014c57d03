//! A key's own purse: what its runs under way may still cost counts as spent, so that many at once can not pass its limit.

use super::store;
use crate::{
    kernel::{AppError, Coins, id::KeyId},
    server::{Result, db::Conn},
};

/// Sets the most a run may cost aside from its key's limit, in the transaction that makes the run. Refuses:
/// `key_limit`, `unauthenticated` (revoked in the meantime).
pub async fn reserve(conn: &mut Conn, key: KeyId, quote: Coins) -> Result<()> {
    if store::reserve(conn, key, quote).await? {
        return Ok(());
    }
    let limit = store::find_limit(conn, key).await?.ok_or(AppError::Unauthenticated)?;
    let Some(limit_coins) = limit.limit_milli else { return Err(AppError::Unauthenticated.into()) };
    let used = limit.spent_milli.milli.saturating_add(limit.reserved_milli.milli);
    let available = Coins::from_milli(limit_coins.milli.saturating_sub(used).max(0));
    Err(AppError::KeyLimit { required: quote, available, limit: limit_coins }.into())
}

/// Turns what was set aside into what was spent, in the transaction that ends the run; once for each [`reserve`]: the
/// guard of the run's state is the guard of this. `cost` is zero when nothing was charged.
pub async fn settle(conn: &mut Conn, key: KeyId, quote: Coins, cost: Coins) -> Result<()> {
    store::settle(conn, key, quote, cost).await
}
