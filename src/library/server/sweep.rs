//! What goes on beside requests: the trash is emptied, and bytes that nobody has go.

use super::{organize::forget, store};
use crate::{
    kernel::Instant,
    server::{Cx, Result},
};
use futures::{FutureExt, StreamExt};
use std::time::Duration;
use uuid::Uuid;

/// Seconds between two looks.
const PAUSE_S: u64 = 600;
/// Seconds that a file stays in the trash.
const TRASH_S: i64 = 30 * 86_400;
/// Seconds after which bytes without a row are no upload that is under way.
const STRAY_S: i64 = 86_400;
/// Files of one look.
const BATCH: u32 = 200;

/// Sweeps until the process ends.
pub async fn tend(cx: Cx) {
    loop {
        tokio::select! {
            () = cx.stopping.cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(PAUSE_S)) => {}
        }
        if let Err(fault) = sweep(&cx).await {
            fault.disclose();
        }
    }
}

/// Sweeps once; how many files went.
pub async fn sweep(cx: &Cx) -> Result<u32> {
    let before: Instant = cx.clock.now().plus_s(-TRASH_S);
    let old = store::list_old_trash(&mut cx.db.read().await?, before, BATCH).await?;
    let mut count = 0;
    for (id, user) in old {
        let gone = cx.db.write(user.0, move |conn| async move { store::delete(conn, None, id).await }.boxed()).await?;
        count += u32::from(gone.is_some());
        forget(cx, gone.into_iter().collect()).await?;
    }
    Ok(count + sweep_strays(cx).await?)
}

/// Deletes bytes without a row: their upload broke off, or the process ended between the row and the bytes.
async fn sweep_strays(cx: &Cx) -> Result<u32> {
    let before = cx.clock.now().plus_s(-STRAY_S);
    let (mut count, mut all) = (0, cx.storage.list(Some("blobs")));
    while let Some(entry) = all.next().await {
        let name = entry?.name;
        let made = name.rsplit('/').next().and_then(|id| id.parse::<Uuid>().ok()).and_then(|id| id.get_timestamp());
        let is_old =
            made.is_some_and(|made| i64::try_from(made.to_unix().0).is_ok_and(|s| s < before.micros / 1_000_000));
        if is_old && !store::is_kept(&mut cx.db.read().await?, &name).await? {
            cx.storage.delete(&name).await?;
            count += 1;
        }
    }
    Ok(count)
}
