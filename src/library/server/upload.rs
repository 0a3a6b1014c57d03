//! Files on their way in: as they come, never whole in memory, within the limits of what they turn out to be.

use super::{
    folder,
    kind::{HEAD_BYTES, bytes_max, recognise},
    picture,
    store::{self, BlobRow, NewAsset},
};
use crate::{
    kernel::{
        AppError, FieldProblem,
        id::{AssetId, FolderId},
    },
    library::model::{Asset, AssetKind, AssetOrigin, NAME_CHARS_MAX},
    server::{Cx, Fault, Result, access::Member, db::Conn, sound},
};
use bytes::{Bytes, BytesMut};
use futures::{FutureExt, Stream, StreamExt};
use sha2::{Digest, Sha256};
use std::pin::pin;

/// A file that somebody puts into the library.
pub struct Incoming {
    /// Its name.
    pub name: String,
    /// Where it is put.
    pub folder: Option<FolderId>,
}

/// Keeps a file; whether it is new, or was there before. Refuses: `invalid` (`file`: empty, of a kind that is not kept, a
/// picture that is none, no room; `folder_id`), `too_large`.
pub async fn upload(
    cx: &Cx,
    who: &Member,
    incoming: Incoming,
    bytes: impl Stream<Item = Result<Bytes>> + Send,
) -> Result<(Asset, bool)> {
    let (user, name) = (who.user(), clean_name(&incoming.name));
    if let Some(folder) = incoming.folder {
        let is_theirs = folder::store::has_folder(&mut cx.db.read().await?, user, folder).await?;
        is_theirs.then_some(()).ok_or_else(|| AppError::field("folder_id", FieldProblem::Unknown))?;
    }
    let stored = store_bytes(cx, &name, bytes).await?;
    let object = stored.object.clone();
    let new = NewAsset {
        id: AssetId(cx.id()),
        user,
        name,
        origin: AssetOrigin::Upload,
        run: None,
        position: None,
        prompt: None,
        folder: incoming.folder,
    };
    let quota = cx.settings.storage_quota;
    let cx2 = cx.clone();
    let kept =
        cx.db.write(user.0, move |conn| async move { insert(&cx2, conn, stored, new, Some(quota)).await }.boxed());
    match kept.await {
        Ok((id, outcome)) => {
            if outcome.is_object_spare {
                cx.storage.delete(&object).await?;
            }
            let asset = store::find_of(&mut cx.db.read().await?, user, id).await?.ok_or(AppError::NotFound)?;
            Ok((asset, outcome.is_new))
        }
        Err(fault) => {
            // The file has no row: nobody would ever find it.
            cx.storage.delete(&object).await?;
            Err(fault)
        }
    }
}

/// What became of a file's rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    /// Whether there is an asset more.
    pub(super) is_new: bool,
    /// Whether the same bytes were there before, under another name.
    pub(super) is_object_spare: bool,
}

/// Writes the rows of a file whose bytes are stored. Without a quota it is kept however much there is: it was paid for.
pub(super) async fn insert(
    cx: &Cx,
    conn: &mut Conn,
    blob: BlobRow,
    new: NewAsset,
    quota: Option<i64>,
) -> Result<(AssetId, Outcome)> {
    let now = cx.clock.now();
    let is_object_spare = !store::insert_blob(conn, &blob, now).await?;
    let same = match (new.origin, new.run, new.position) {
        (AssetOrigin::Upload, ..) => store::revive_upload(conn, new.user, &blob.hash, new.folder).await?,
        (AssetOrigin::Run, Some(run), Some(position)) => store::find_output(conn, run, position).await?,
        (AssetOrigin::Run, ..) => return Err(Fault::broken("an output without its run")),
    };
    if let Some(id) = same {
        return Ok((id, Outcome { is_new: false, is_object_spare }));
    }
    if !store::count_in(conn, new.user, blob.size_bytes, quota).await? {
        let left_bytes = store::find_usage(conn, new.user).await?.0;
        let left_bytes = quota.unwrap_or(i64::MAX).saturating_sub(left_bytes).max(0);
        return Err(AppError::field("file", FieldProblem::NoRoom { left_bytes }).into());
    }
    store::insert_asset(conn, &new, &blob.hash, now).await?;
    Ok((new.id, Outcome { is_new: true, is_object_spare }))
}

/// Stores a file's bytes under a name of their own and says what they are.
pub(super) async fn store_bytes(
    cx: &Cx,
    name: &str,
    bytes: impl Stream<Item = Result<Bytes>> + Send,
) -> Result<BlobRow> {
    let mut bytes = pin!(bytes);
    let mut head = BytesMut::new();
    while head.len() < HEAD_BYTES {
        let Some(next) = bytes.next().await else { break };
        head.extend_from_slice(&next?);
    }
    if head.is_empty() {
        return Err(AppError::field("file", FieldProblem::Required).into());
    }
    let seen = head.len().min(HEAD_BYTES);
    let Some((kind, media_type)) = recognise(&head[..seen], name) else {
        return Err(AppError::field("file", FieldProblem::FileKind).into());
    };
    let object = format!("blobs/{}", cx.id().simple());
    let (hash, size) = match write(cx, &object, head.freeze(), bytes, bytes_max(kind)).await {
        Ok(written) => written,
        Err(fault) => {
            cx.storage.delete(&object).await?;
            return Err(fault);
        }
    };
    let size_bytes = i64::try_from(size)?;
    let mut blob = BlobRow {
        hash,
        object,
        kind: kind.code().to_owned(),
        media_type: media_type.to_owned(),
        size_bytes,
        ..BlobRow::default()
    };
    if let Err(fault) = look(cx, &mut blob, kind).await {
        cx.storage.delete(&blob.object).await?;
        return Err(fault);
    }
    Ok(blob)
}

async fn write(
    cx: &Cx,
    object: &str,
    head: Bytes,
    mut rest: std::pin::Pin<&mut (impl Stream<Item = Result<Bytes>> + Send)>,
    limit_bytes: u64,
) -> Result<(Vec<u8>, u64)> {
    let (mut upload, mut hash, mut size) = (cx.storage.upload(object), Sha256::new(), 0_u64);
    let mut next = Some(Ok(head));
    while let Some(part) = next {
        let part = match part {
            Ok(part) => part,
            // Whoever sent it is gone.
            Err(fault) => {
                upload.abort().await;
                return Err(fault);
            }
        };
        size = size.saturating_add(u64::try_from(part.len())?);
        if size > limit_bytes {
            upload.abort().await;
            return Err(AppError::TooLarge { limit_bytes }.into());
        }
        hash.update(&part);
        upload.write(part).await?;
        next = rest.next().await;
    }
    upload.finish().await?;
    Ok((hash.finalize().to_vec(), size))
}

/// Notes what can be said of pictures and sound. Refuses: `invalid` (`file`): a picture that can't be shown, sound that
/// can't be played.
async fn look(cx: &Cx, blob: &mut BlobRow, kind: AssetKind) -> Result<()> {
    if !matches!(kind, AssetKind::Image | AssetKind::Audio) {
        return Ok(());
    }
    let read = async || {
        let bytes = cx.storage.read(&blob.object, bytes_max(kind)).await?;
        bytes.ok_or_else(|| Fault::broken("a file that was just stored is gone"))
    };
    if kind == AssetKind::Image {
        let look = picture::look(cx, read().await?).await?;
        let look = look.ok_or_else(|| AppError::field("file", FieldProblem::Picture))?;
        (blob.width, blob.height, blob.blurhash) = (Some(look.width), Some(look.height), look.blurhash);
        return Ok(());
    }
    // One at a time: a long recording takes memory.
    let _turn = cx.pictures.acquire().await?;
    let duration = sound::duration_ms(read().await?).await?;
    let duration = duration.ok_or_else(|| AppError::field("file", FieldProblem::Sound))?;
    blob.duration_ms = Some(i64::try_from(duration)?);
    Ok(())
}

/// A name without what could be a path or turn around what stands beside it.
pub(super) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |c: &char| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let clean: String = last.trim().chars().filter(is_plain).take(NAME_CHARS_MAX).collect();
    if clean.is_empty() { "file".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn names_are_no_paths() {
        for (name, clean) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\photos\\گربه.png", "گربه.png"),
            (" a\u{202E}gnp.exe\n", "agnp.exe"),
            ("", "file"),
            ("x/", "file"),
        ] {
            assert_eq!(clean_name(name), clean);
        }
        assert_eq!(clean_name(&"ا".repeat(500)).chars().count(), 200);
    }
}
