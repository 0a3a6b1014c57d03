//! What a run needs, written down: its plan and its work as JSON, the files of the work beside it in the storage.

use super::store;
use crate::{
    catalog::server::Plan,
    kernel::id::RunId,
    run::server::{start::NewRun, work::Work},
    server::{Cx, Fault, Result},
};
use bytes::Bytes;
use futures::StreamExt;
use uuid::Uuid;

/// Where the files stand in the storage.
const FOLDER: &str = "work";
/// The largest file that is read back.
const FILE_BYTES_MAX: u64 = 128 << 20;
/// Seconds after which files without a run are none that is about to be made.
const STRAY_S: i64 = 3_600;

/// A run as it is written down.
#[derive(Debug, Clone)]
pub struct Packed {
    pub(super) plan: String,
    pub(super) work: String,
    pub(super) files: i64,
}

fn name(run: RunId, at: usize) -> String {
    format!("{FOLDER}/{run}/{at}")
}

/// Writes a run's files down, before the transaction that queues it; nothing of it stays where that does not come.
pub async fn pack(cx: &Cx, run: &NewRun) -> Result<Packed> {
    let mut work = run.work.clone();
    let mut files = 0;
    for (at, media) in work.media_mut().into_iter().enumerate() {
        cx.storage.put(&name(run.id, at), std::mem::replace(&mut media.bytes, Bytes::new())).await?;
        files += 1;
    }
    Ok(Packed { plan: serde_json::to_string(&run.plan)?, work: serde_json::to_string(&work)?, files })
}

/// The plan and the work with its files.
pub(super) async fn unpack(cx: &Cx, run: RunId, packed: &Packed) -> Result<(Plan, Work)> {
    let mut work: Work = serde_json::from_str(&packed.work)?;
    for (at, media) in work.media_mut().into_iter().enumerate() {
        let bytes = cx.storage.read(&name(run, at), FILE_BYTES_MAX).await?;
        media.bytes = bytes.ok_or_else(|| Fault::broken("a file of queued work is gone"))?;
    }
    Ok((serde_json::from_str(&packed.plan)?, work))
}

/// Deletes the files of a run that has ended. What can not be deleted now is swept later.
pub(super) async fn forget(cx: &Cx, run: RunId, files: i64) {
    for at in 0..usize::try_from(files).unwrap_or(0) {
        if let Err(fault) = cx.storage.delete(&name(run, at)).await {
            fault.disclose();
        }
    }
}

/// Deletes files whose run ended, or was never made.
pub(in crate::run::server) async fn sweep(cx: &Cx) -> Result<()> {
    let before = cx.clock.now().plus_s(-STRAY_S).micros / 1_000_000;
    let mut all = cx.storage.list(Some(FOLDER));
    while let Some(entry) = all.next().await {
        let file = entry?.name;
        let run = file.split('/').nth(1).and_then(|id| id.parse::<Uuid>().ok());
        let made = run.and_then(|run| i64::try_from(run.get_timestamp()?.to_unix().0).ok());
        let (Some(run), Some(made)) = (run, made) else { continue };
        if made < before && !store::is_queued(&mut cx.db.read().await?, RunId(run)).await? {
            cx.storage.delete(&file).await?;
        }
    }
    Ok(())
}
