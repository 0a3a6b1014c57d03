//! The bytes of a file, whole or in part, as it is or smaller.

use super::{
    link,
    store::{self, BlobRow},
    variant,
};
use crate::{
    kernel::{AppError, id::AssetId},
    server::{Cx, Result, access::Member, storage::Content},
};
use std::ops::Range;

/// What is asked of a file.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// At least so wide, where it is a picture.
    pub width: Option<u32>,
    /// The header `Range`.
    pub range: Option<String>,
    /// The header `If-None-Match`.
    pub known: Option<String>,
}

/// A file on its way out.
pub enum Served {
    /// The caller has it.
    Known {
        /// Its tag.
        tag: String,
    },
    /// The part does not lie within it.
    NoSuchPart {
        /// Bytes of the whole.
        size: u64,
    },
    /// The bytes.
    Bytes {
        /// Its tag.
        tag: String,
        /// Its name.
        name: String,
        /// What it is.
        media_type: String,
        /// Whether a part was asked for.
        is_part: bool,
        /// The bytes.
        content: Content,
    },
}

/// A file of this person's. Refuses: `not_found`.
pub async fn get_content(cx: &Cx, who: &Member, id: AssetId, asked: &Asked) -> Result<Served> {
    let found = store::find_blob_of(&mut cx.db.read().await?, who.user(), id).await?;
    let (name, blob) = found.ok_or(AppError::NotFound)?;
    serve(cx, name, blob, asked).await
}

/// A file whose link somebody has. Refuses: `not_found`: no such link, or its time is over, or the file is in the trash.
pub async fn get_linked(cx: &Cx, id: AssetId, expires: i64, signature: &str, asked: &Asked) -> Result<Served> {
    if !link::opens(cx, id, expires, signature) {
        return Err(AppError::NotFound.into());
    }
    let (name, blob) = store::find_linked(&mut cx.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    serve(cx, name, blob, asked).await
}

async fn serve(cx: &Cx, name: String, blob: BlobRow, asked: &Asked) -> Result<Served> {
    let width = asked.width.and_then(|asked| variant::width_for(&blob, asked));
    let tag = match width {
        Some(width) => format!("\"{}-{width}\"", blob.checksum()),
        None => format!("\"{}\"", blob.checksum()),
    };
    if asked.known.as_deref().is_some_and(|known| known.split(',').any(|one| one.trim() == tag || one.trim() == "*")) {
        return Ok(Served::Known { tag });
    }
    if let Some(width) = width {
        let (content, media_type) = variant::get(cx, &blob, width).await?.ok_or(AppError::NotFound)?;
        return Ok(Served::Bytes { tag, name, media_type: media_type.to_owned(), is_part: false, content });
    }
    let size = u64::try_from(blob.size_bytes)?;
    let part = match asked.range.as_deref().map(|range| part_of(range, size)) {
        Some(Part::None) => return Ok(Served::NoSuchPart { size }),
        Some(Part::Some(part)) => Some(part),
        Some(Part::Whole) | None => None,
    };
    let is_part = part.is_some();
    let content = cx.storage.get(&blob.object, part).await?.ok_or(AppError::NotFound)?;
    Ok(Served::Bytes { tag, name, media_type: blob.media_type, is_part, content })
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Some(Range<u64>),
    None,
}

/// One part, as RFC 9110 14.1.2 has it; of several, or of what can't be read, the whole is sent.
fn part_of(range: &str, size: u64) -> Part {
    let Some(spec) = range.strip_prefix("bytes=").filter(|spec| !spec.contains(',')) else { return Part::Whole };
    let Some((first, last)) = spec.trim().split_once('-') else { return Part::Whole };
    let part = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(count)) if first.is_empty() => size.saturating_sub(count)..size,
        _ => return Part::Whole,
    };
    if part.start < part.end { Part::Some(part) } else { Part::None }
}

#[cfg(test)]
mod tests {
    use super::{Part, part_of};

    #[test]
    fn parts_lie_within() {
        for (range, part) in [
            ("bytes=0-9", Part::Some(0..10)),
            ("bytes=90-200", Part::Some(90..100)),
            ("bytes=90-", Part::Some(90..100)),
            ("bytes=-5", Part::Some(95..100)),
            ("bytes=-500", Part::Some(0..100)),
            ("bytes=100-", Part::None),
            ("bytes=-0", Part::None),
            ("bytes=9-3", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("pages=1-2", Part::Whole),
            ("bytes=x", Part::Whole),
        ] {
            assert_eq!(part_of(range, 100), part, "{range}");
        }
    }
}
