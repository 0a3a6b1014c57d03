//! `aimall storage move --to ADDRESS`: every file goes to another place and is read back from there. Nothing is deleted here:
//! when it says that all is there, `STORAGE_URL` is set to the new place.

use super::app::{self, SETTINGS_FILE, StartError};
use crate::server::{
    Result as Done,
    config::{Source, parse_storage},
    storage::{Content, Entry, Storage},
};
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use std::path::Path;

/// What became of the files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// Files that were copied.
    pub copied: u64,
    /// Files that were there already.
    pub there: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

/// Copies from the place that the settings name to another one; a second call goes on where the first one ended.
pub async fn move_storage(to: &str) -> Result<Moved, StartError> {
    let settings = app::read_settings()?;
    let source = Source::load(Path::new(SETTINGS_FILE))?;
    let other = |reason: String| StartError::Other(reason);
    let from = Storage::open(&settings.storage).map_err(|error| other(format!("STORAGE_URL: {error}")))?;
    let to = Storage::open(&parse_storage(&source, "--to", to)?).map_err(|error| other(format!("--to: {error}")))?;
    copy_all(&from, &to).await.map_err(|fault| other(fault.disclose().to_string()))
}

/// Copies what is not there yet, and proves of every file that the bytes are the same.
pub async fn copy_all(from: &Storage, to: &Storage) -> Done<Moved> {
    let mut moved = Moved::default();
    let mut all = from.list(None);
    while let Some(Entry { name, size }) = all.try_next().await? {
        // Deleted meanwhile.
        let Some(content) = from.get(&name, None).await? else { continue };
        let kept = to.get(&name, None).await?;
        if let Some(kept) = kept.filter(|kept| kept.size == size)
            && digest(kept).await? == digest(content).await?
        {
            moved.there += 1;
        } else {
            copy(from, to, &name).await?;
            moved.copied += 1;
        }
        moved.bytes += size;
    }
    Ok(moved)
}

async fn copy(from: &Storage, to: &Storage, name: &str) -> Done<()> {
    let gone = || crate::server::Fault::broken(format!("{name} is gone"));
    let mut content = from.get(name, None).await?.ok_or_else(gone)?;
    let (mut upload, mut sent) = (to.upload(name), Sha256::new());
    while let Some(part) = content.stream.try_next().await? {
        sent.update(&part);
        upload.write(part).await?;
    }
    upload.finish().await?;
    let kept = digest(to.get(name, None).await?.ok_or_else(gone)?).await?;
    if kept == sent.finalize().to_vec() {
        return Ok(());
    }
    Err(crate::server::Fault::broken(format!("{name} is not the same there")))
}

async fn digest(mut content: Content) -> Done<Vec<u8>> {
    let mut hash = Sha256::new();
    while let Some(part) = content.stream.try_next().await? {
        hash.update(&part);
    }
    Ok(hash.finalize().to_vec())
}
