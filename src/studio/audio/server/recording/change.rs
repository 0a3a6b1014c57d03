//! Correcting a recording, and taking it away.

use super::{
    store,
    view::{get_recording, view},
};
use crate::{
    kernel::{AppError, FieldProblem, id::RecordingId},
    run,
    server::{Cx, Result, access::Member},
    studio::audio::model::{AudioPartState, RecordingChange, RecordingView},
};
use futures::FutureExt;

/// Changes name, text and summary. Refuses: `not_found`, `invalid` (`name`, `segments`, `summary`).
pub async fn change_recording(
    cx: &Cx,
    who: &Member,
    id: RecordingId,
    change: RecordingChange,
) -> Result<RecordingView> {
    change.check()?;
    let (user, now) = (who.user(), cx.clock.now());
    // PostgreSQL takes no NUL in a text.
    let plain = |text: String| text.replace('\0', "");
    cx.db
        .write(user.0, move |conn| {
            async move {
                let row = store::find(conn, user, id).await?.ok_or(AppError::NotFound)?;
                for edit in change.segments {
                    let is_there = store::set_text(conn, id, edit.id, &plain(edit.text)).await?;
                    is_there.then_some(()).ok_or_else(|| AppError::field("segments", FieldProblem::Unknown))?;
                }
                let name = change.name.map_or(row.name, |name| plain(name).trim().to_owned());
                let summary = change.summary.map(plain).or(row.summary);
                store::change(conn, id, &name, summary.as_deref(), now).await?;
                view(conn, user, id).await
            }
            .boxed()
        })
        .await
}

/// Takes a recording away and stops what is still to come of it. Its sound stays in the library. Refuses: `not_found`.
pub async fn delete_recording(cx: &Cx, who: &Member, id: RecordingId) -> Result<()> {
    let user = who.user();
    let waiting = get_recording(cx, who, id).await?.parts.into_iter();
    for part in waiting.filter(|part| part.state == AudioPartState::Waiting) {
        run::server::cancel_run(cx, who, part.run_id).await?;
    }
    let is_gone = cx.db.write(user.0, move |conn| store::delete(conn, user, id).boxed()).await?;
    if is_gone { Ok(()) } else { Err(AppError::NotFound.into()) }
}
