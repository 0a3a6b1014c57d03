//! Naming a speech, and taking it away.

use super::{
    store,
    view::{get_speech, view},
};
use crate::{
    kernel::{AppError, id::SpeechId},
    run,
    server::{Cx, Result, access::Member},
    studio::audio::model::{AudioPartState, SpeechName, SpeechView},
};
use futures::FutureExt;

/// Gives it another name. Refuses: `not_found`, `invalid` (`name`).
pub async fn rename_speech(cx: &Cx, who: &Member, id: SpeechId, input: SpeechName) -> Result<SpeechView> {
    input.check()?;
    let (user, now, name) = (who.user(), cx.clock.now(), input.name.trim().replace('\0', ""));
    cx.db
        .write(user.0, move |conn| {
            async move {
                let is_there = store::rename(conn, user, id, &name, now).await?;
                is_there.then_some(()).ok_or(AppError::NotFound)?;
                view(conn, user, id).await
            }
            .boxed()
        })
        .await
}

/// Takes a speech away and stops what is still to come of it. Its file stays in the library. Refuses: `not_found`.
pub async fn delete_speech(cx: &Cx, who: &Member, id: SpeechId) -> Result<()> {
    let user = who.user();
    let waiting = get_speech(cx, who, id).await?.parts.into_iter();
    for part in waiting.filter(|part| part.state == AudioPartState::Waiting) {
        run::server::cancel_run(cx, who, part.run_id).await?;
    }
    let gone = cx.db.write(user.0, move |conn| {
        async move {
            let parts = store::list_parts(conn, user, id, id).await?;
            let is_gone = store::delete(conn, user, id).await?;
            Ok(is_gone.then_some(parts))
        }
        .boxed()
    });
    let parts = gone.await?.ok_or(AppError::NotFound)?;
    for object in parts.into_iter().filter_map(|part| part.object) {
        cx.storage.delete(&object).await?;
    }
    Ok(())
}
