//! The devices where a person is signed in, and the password that guards them.

use super::{password, store};
use crate::{
    account::model::{Device, PasswordChange},
    kernel::{AppError, FieldProblem, id::SessionId},
    server::{Cx, Result, access::Member},
};
use futures::FutureExt;

/// The devices, the last seen first.
pub async fn list_devices(cx: &Cx, who: &Member) -> Result<Vec<Device>> {
    let session = who.session()?;
    store::list_devices(&mut cx.db.read().await?, who.user(), session).await
}

/// Signs a device out. Refuses: `not_found`.
pub async fn end_device(cx: &Cx, who: &Member, id: SessionId) -> Result<()> {
    let (user, now) = (who.user(), cx.clock.now());
    let ended = cx.db.write(user.0, move |conn| store::end_session(conn, user, id, now).boxed()).await?;
    if ended { Ok(()) } else { Err(AppError::NotFound.into()) }
}

/// Signs every other device out; how many there were.
pub async fn end_other_devices(cx: &Cx, who: &Member) -> Result<u32> {
    let (user, kept, now) = (who.user(), who.session()?, cx.clock.now());
    let ended = cx.db.write(user.0, move |conn| store::end_other_sessions(conn, user, kept, now).boxed()).await?;
    Ok(u32::try_from(ended).unwrap_or(u32::MAX))
}

/// Changes the password and signs the other devices out. Refuses: `invalid` (also when the current one is wrong),
/// `rate_limited`.
pub async fn change_password(cx: &Cx, who: &Member, change: PasswordChange) -> Result<()> {
    change.check()?;
    let (user, kept, now) = (who.user(), who.session()?, cx.clock.now());
    cx.limits.password(user)?;
    let stored = store::find_own_password(&mut cx.db.read().await?, user).await?;
    if !password::verify(cx, change.current_password, Some(stored)).await? {
        return Err(AppError::field("current_password", FieldProblem::WrongPassword).into());
    }
    let hash = password::hash(cx, change.new_password).await?;
    cx.db
        .write(user.0, move |conn| {
            async move {
                store::update_password(conn, user, &hash).await?;
                store::end_other_sessions(conn, user, kept, now).await?;
                Ok(())
            }
            .boxed()
        })
        .await
}
