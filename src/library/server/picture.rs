//! Looking at pictures: within limits, one at a time, on a thread of its own.

use crate::{
    provider::sniff,
    server::{Cx, Result},
};
use bytes::Bytes;
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use std::io::Cursor;

/// The longest side of a picture.
const SIDE_MAX: u32 = 16_384;
/// Memory that decoding one may take: forty million pixels and a little more.
const DECODED_BYTES_MAX: u64 = 192 << 20;
/// Sides of the picture that a blurhash is made from.
const BLUR_SIDE: u32 = 32;
/// Parts of a blurhash from side to side and from top to bottom.
const BLUR_PARTS: (u32, u32) = (4, 3);
/// Of 100.
const JPEG_QUALITY: u8 = 82;

/// What can be said of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    /// Pixels from side to side, as it is shown.
    pub(super) width: i64,
    /// Pixels from top to bottom.
    pub(super) height: i64,
    /// What stands for it.
    pub(super) blurhash: Option<String>,
}

/// A smaller picture.
#[derive(Debug)]
pub(super) struct Small {
    /// Its bytes.
    pub(super) bytes: Bytes,
    /// The ending of its name.
    pub(super) ending: &'static str,
}

/// Looks at a picture; none of what is no whole picture, or too large a one.
pub(super) async fn look(cx: &Cx, bytes: Bytes) -> Result<Option<Look>> {
    let _turn = cx.pictures.acquire().await?;
    // A panic of a decoder is a picture that can't be read.
    Ok(tokio::task::spawn_blocking(move || decode(&bytes).map(|picture| describe(&picture))).await.unwrap_or(None))
}

/// Makes it smaller; whoever asks has taken a turn.
pub(super) async fn shrink(bytes: Bytes, width: u32) -> Result<Option<Small>> {
    Ok(tokio::task::spawn_blocking(move || make_small(&bytes, width)).await.unwrap_or(None))
}

fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    let format = match sniff::image(bytes)? {
        "image/png" => ImageFormat::Png,
        "image/jpeg" => ImageFormat::Jpeg,
        "image/webp" => ImageFormat::WebP,
        // The first of its pictures.
        "image/gif" => ImageFormat::Gif,
        _ => return None,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE_MAX), Some(SIDE_MAX));
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().ok()?;
    // Some decoders take memory that they do not count.
    if decoder.total_bytes() > DECODED_BYTES_MAX {
        return None;
    }
    decoder.set_limits(limits).ok()?;
    // Cameras turn the picture in words.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Some(picture)
}

fn describe(picture: &DynamicImage) -> Look {
    let small = picture.resize(BLUR_SIDE, BLUR_SIDE, FilterType::Triangle).to_rgba8();
    let (across, down) = BLUR_PARTS;
    let blurhash = blurhash::encode(across, down, small.width(), small.height(), small.as_raw()).ok();
    Look { width: picture.width().into(), height: picture.height().into(), blurhash }
}

fn make_small(bytes: &[u8], width: u32) -> Option<Small> {
    let picture = decode(bytes)?;
    let picture =
        if picture.width() > width { picture.resize(width, u32::MAX, FilterType::CatmullRom) } else { picture };
    let mut made = Vec::new();
    let is_clear = picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
    let ending = if is_clear {
        picture.write_to(&mut Cursor::new(&mut made), ImageFormat::WebP).ok()?;
        "webp"
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut made, JPEG_QUALITY);
        DynamicImage::ImageRgb8(picture.to_rgb8()).write_with_encoder(encoder).ok()?;
        "jpg"
    };
    Some(Small { bytes: made.into(), ending })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32, alpha: u8) -> Vec<u8> {
        let picture = image::RgbaImage::from_pixel(width, height, image::Rgba([200, 30, 30, alpha]));
        let mut bytes = Vec::new();
        DynamicImage::ImageRgba8(picture).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn pictures_are_looked_at_and_made_smaller() {
        let bytes = png(600, 300, 255);
        let look = describe(&decode(&bytes).unwrap());
        assert_eq!((look.width, look.height), (600, 300));
        assert!(look.blurhash.unwrap().len() > 10);
        let small = make_small(&bytes, 160).unwrap();
        let again = decode(&small.bytes).unwrap();
        assert_eq!((small.ending, again.width(), again.height()), ("jpg", 160, 80));
        assert_eq!(make_small(&png(200, 200, 9), 160).unwrap().ending, "webp", "what shows through stays so");
    }

    #[test]
    fn what_is_cut_off_or_too_large_is_no_picture() {
        let bytes = png(600, 300, 255);
        assert!(decode(&bytes[..bytes.len() / 2]).is_none());
        assert!(decode(&png(SIDE_MAX + 1, 1, 255)).is_none());
        assert!(decode(b"\x89PNG\r\n\x1a\nnothing").is_none());
    }
}
