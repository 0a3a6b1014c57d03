//! Smaller pictures, made when the first one asks and kept beside the files.

use super::{picture, store::BlobRow};
use crate::{
    library::model::{AssetKind, IMAGE_BYTES_MAX},
    server::{Cx, Result, storage::Content},
};
use bytes::Bytes;

/// Widths that are made: whoever asks for another one gets the next larger.
const WIDTHS: [u32; 5] = [160, 320, 640, 1_280, 1_920];
/// What they are.
const ENDINGS: [(&str, &str); 2] = [("jpg", "image/jpeg"), ("webp", "image/webp")];

/// The width that is made for one that is asked for; none where the file itself is as small, or no picture.
pub(super) fn width_for(blob: &BlobRow, asked: u32) -> Option<u32> {
    let width = WIDTHS.into_iter().find(|width| *width >= asked).unwrap_or(1_920);
    let is_larger = blob.width.is_some_and(|own| own > i64::from(width));
    (blob.kind == AssetKind::Image.code() && is_larger).then_some(width)
}

/// The smaller picture with its media type; none when the file is no longer there.
pub(super) async fn get(cx: &Cx, blob: &BlobRow, width: u32) -> Result<Option<(Content, &'static str)>> {
    if let Some(found) = find(cx, blob, width).await? {
        return Ok(Some(found));
    }
    let _turn = cx.pictures.acquire().await?;
    // Made while we waited.
    if let Some(found) = find(cx, blob, width).await? {
        return Ok(Some(found));
    }
    let Some(bytes) = cx.storage.read(&blob.object, IMAGE_BYTES_MAX).await? else { return Ok(None) };
    let Some(small) = picture::shrink(bytes, width).await? else { return Ok(None) };
    metrics::counter!("variants_made").increment(1);
    cx.storage.put(&name(blob, width, small.ending), Bytes::clone(&small.bytes)).await?;
    find(cx, blob, width).await
}

/// Deletes all that were made of a file.
pub(super) async fn forget(cx: &Cx, object: &str) -> Result<()> {
    for width in WIDTHS {
        for (ending, _) in ENDINGS {
            cx.storage.delete(&format!("variants/{object}/{width}.{ending}")).await?;
        }
    }
    Ok(())
}

async fn find(cx: &Cx, blob: &BlobRow, width: u32) -> Result<Option<(Content, &'static str)>> {
    for (ending, media_type) in ENDINGS {
        if let Some(content) = cx.storage.get(&name(blob, width, ending), None).await? {
            return Ok(Some((content, media_type)));
        }
    }
    Ok(None)
}

fn name(blob: &BlobRow, width: u32, ending: &str) -> String {
    format!("variants/{}/{width}.{ending}", blob.object)
}
