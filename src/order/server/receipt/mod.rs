//! The proof of a card-to-card payment. Nothing of what a payer uploads is kept but its pixels: the picture is decoded within
//! limits and made anew, so that no place, no name and no program travels with it.

pub(super) mod store;

use super::{store as orders, view};
use crate::{
    kernel::{
        AppError, FieldProblem, digits,
        id::{OrderId, ReceiptId},
    },
    order::model::{Order, RECEIPT_BYTES_MAX, ReceiptState},
    provider::sniff,
    server::{Cx, Fault, Result, access::Member},
};
use bytes::Bytes;
use futures::FutureExt;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, imageops::FilterType};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// The largest file.
pub const FILE_BYTES_MAX: usize = RECEIPT_BYTES_MAX as usize;
/// The longest side of a picture that is looked at: a screenshot of a whole page included.
const SIDE_MAX: u32 = 8_000;
/// Memory that decoding one may take.
const DECODED_BYTES_MAX: u64 = 128 << 20;
/// The longest side of what is kept.
const KEPT_SIDE: u32 = 1_600;
/// Receipts of one order.
pub(super) const TRIES_MAX: i64 = 3;
const NOTE_CHARS_MAX: usize = 300;
const TRACKING_DIGITS_MAX: usize = 30;

/// What a payer sends.
#[derive(Debug, Default)]
pub struct Proof {
    /// The picture.
    pub file: Bytes,
    /// The bank's tracking number.
    pub tracking: Option<String>,
    /// The last four digits of the card that paid.
    pub last4: Option<String>,
    /// A word to whoever looks at it.
    pub note: Option<String>,
}

/// A picture as it is kept.
pub(super) struct Picture {
    pub(super) jpeg: Vec<u8>,
    /// SHA-256 of what was sent: the very same file again.
    pub(super) hash: Vec<u8>,
    /// What it looks like: 64 comparisons of neighbouring grey values, so that the same picture in another size is the same.
    pub(super) print: i64,
}

/// Keeps a receipt; again after one that was refused. Refuses: `not_found`, `conflict` (nothing waits for one),
/// `too_many`, `invalid` (`file`: no picture, or one that was sent before; `tracking`, `last4`, `note`), `too_large`.
pub async fn send_receipt(cx: &Cx, who: &Member, id: OrderId, proof: Proof) -> Result<Order> {
    who.session()?;
    cx.limits.order(who.user())?;
    let user = who.user();
    view::store::find_of(&mut cx.db.read().await?, user, id).await?.ok_or(AppError::NotFound)?;
    let tracking = number("tracking", proof.tracking, 4..=TRACKING_DIGITS_MAX)?;
    let last4 = number("last4", proof.last4, 4..=4)?;
    let note = proof.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > NOTE_CHARS_MAX) {
        return Err(AppError::field("note", FieldProblem::TooLong { max: 300 }).into());
    }
    let picture = read(cx, proof.file).await?;
    let (receipt, now, cx2) = (ReceiptId(cx.id()), cx.clock.now(), cx.clone());
    cx.db
        .write(user.0, move |conn| {
            async move {
                if store::is_receipt_known(conn, &picture.hash).await? {
                    return Err(AppError::field("file", FieldProblem::SentBefore).into());
                }
                match store::submit_receipt(conn, id, TRIES_MAX).await? {
                    Some(()) => {}
                    None => {
                        let standing = store::find_receipt_state(conn, id).await?.ok_or(AppError::Conflict)?;
                        let is_out = standing.1 >= TRIES_MAX && standing.0 == ReceiptState::Rejected;
                        let refusal = if is_out { AppError::TooMany { max: 3 } } else { AppError::Conflict };
                        return Err(refusal.into());
                    }
                }
                store::insert_receipt(conn, receipt, id, user, &picture, tracking, last4, note, now).await?;
                orders::note(conn, cx2.id(), id, "receipt", None, None, now).await?;
                Ok(view::store::find_of(conn, user, id).await?.ok_or(AppError::NotFound)?)
            }
            .boxed()
        })
        .await
}

/// Digits only, in any script.
fn number(
    field: &'static str,
    text: Option<String>,
    length: std::ops::RangeInclusive<usize>,
) -> Result<Option<String>> {
    let Some(text) = text.map(|text| digits::ascii(text.trim())).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let fits = text.bytes().all(|byte| byte.is_ascii_digit()) && length.contains(&text.len());
    if fits { Ok(Some(text)) } else { Err(AppError::field(field, FieldProblem::Number).into()) }
}

async fn read(cx: &Cx, file: Bytes) -> Result<Picture> {
    if file.is_empty() {
        return Err(AppError::field("file", FieldProblem::Required).into());
    }
    if file.len() > FILE_BYTES_MAX {
        return Err(AppError::TooLarge { limit_bytes: u64::try_from(FILE_BYTES_MAX)? }.into());
    }
    let no_picture = || Fault::Refused(AppError::field("file", FieldProblem::Picture));
    let format = match sniff::image(&file) {
        Some("image/png") => ImageFormat::Png,
        Some("image/jpeg") => ImageFormat::Jpeg,
        Some("image/webp") => ImageFormat::WebP,
        _ => return Err(no_picture()),
    };
    // One at a time: whoever sends many at once waits, and the memory stays.
    let _turn = cx.pictures.acquire().await?;
    let made = tokio::task::spawn_blocking(move || make(&file, format)).await?;
    made.ok_or_else(no_picture)
}

fn make(file: &[u8], format: ImageFormat) -> Option<Picture> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE_MAX), Some(SIDE_MAX));
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    let print = print(&picture);
    let fits = picture.width() <= KEPT_SIDE && picture.height() <= KEPT_SIDE;
    let picture = if fits { picture } else { picture.resize(KEPT_SIDE, KEPT_SIDE, FilterType::Triangle) };
    let mut jpeg = Vec::new();
    DynamicImage::ImageRgb8(picture.to_rgb8()).write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg).ok()?;
    Some(Picture { jpeg, hash: Sha256::digest(file).to_vec(), print })
}

/// Whether each of 8 × 8 grey values is brighter than its right neighbour.
fn print(picture: &DynamicImage) -> i64 {
    let small = picture.resize_exact(9, 8, FilterType::Triangle).to_luma8();
    let mut bits: u64 = 0;
    for y in 0..8 {
        for x in 0..8 {
            let brighter = small.get_pixel(x, y).0 > small.get_pixel(x + 1, y).0;
            bits = (bits << 1) | u64::from(brighter);
        }
    }
    bits.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32, of: impl Fn(u32, u32) -> u8) -> Vec<u8> {
        let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([of(x, y); 3]));
        let mut bytes = Vec::new();
        DynamicImage::ImageRgb8(picture).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn the_same_picture_in_another_size_looks_the_same() {
        let pattern =
            |size: u32| move |x: u32, y: u32| u8::try_from((x * 8 / size * 37 + y * 8 / size * 91) % 251).unwrap();
        let (large, small) = (png(640, 640, pattern(640)), png(320, 320, pattern(320)));
        let (large, small) = (make(&large, ImageFormat::Png).unwrap(), make(&small, ImageFormat::Png).unwrap());
        assert!((large.print ^ small.print).count_ones() <= 4);
        assert_ne!(large.hash, small.hash);
        let other = png(640, 640, |x, _| u8::try_from(x * 255 / 640).unwrap());
        assert!((make(&other, ImageFormat::Png).unwrap().print ^ large.print).count_ones() > 10);
    }

    #[test]
    fn what_is_no_picture_or_too_large_a_one_is_refused() {
        assert!(make(b"\x89PNG\r\n\x1a\nnothing", ImageFormat::Png).is_none());
        assert!(make(&png(SIDE_MAX + 1, 1, |_, _| 0), ImageFormat::Png).is_none());
        let kept = make(&png(4_000, 100, |_, _| 9), ImageFormat::Png).unwrap();
        let kept = image::load_from_memory(&kept.jpeg).unwrap();
        assert_eq!(kept.width(), KEPT_SIDE);
    }
}
