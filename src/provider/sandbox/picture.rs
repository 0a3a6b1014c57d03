//! A picture that nobody can take for a model's: a colour from the words, and the word SANDBOX across it.

use crate::provider::{chat::Media, vector::hash};
use flate2::{Compression, Crc, write::ZlibEncoder};
use std::io::{Result, Write};

/// The longest side that is drawn; larger ones are drawn smaller, in the same shape.
const SIDE_MAX: u32 = 1_536;
const SIDE: u32 = 1_024;
/// The word, seven rows of five dots a letter.
const WORD: [[u8; 7]; 7] = [
    [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
    [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
    [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001],
    [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
    [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110],
    [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
    [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001],
];
/// Dots of the word across, with a gap after each letter.
const WORD_DOTS: u32 = 7 * 6 - 1;
/// Colours of the ground; the word's own comes after them.
const SHADES: u8 = 64;

/// The picture of these words, in this shape; the same for the same words.
pub(super) fn draw(words: &str, width: u32, height: u32) -> Option<Media> {
    let hash = hash(words.as_bytes(), 0);
    let mut rows = Vec::new();
    for y in 0..height {
        // No filter.
        rows.push(0);
        rows.extend((0..width).map(|x| colour(x, y, width, height)));
    }
    let bytes = png(width, height, &palette(hash), &rows).ok()?;
    Some(Media { media_type: "image/png".to_owned(), bytes: bytes.into() })
}

/// The wanted size, or the wanted shape in an ordinary size.
pub(super) fn size(wanted: Option<&str>, ratio: Option<&str>) -> (u32, u32) {
    let pair = |text: &str, sign: char| {
        let (width, height) = text.split_once(sign)?;
        let (width, height): (u32, u32) = (width.trim().parse().ok()?, height.trim().parse().ok()?);
        (width > 0 && height > 0).then_some((width, height))
    };
    let fitted = |(width, height): (u32, u32), most: u32| {
        let scaled = |side: u32| {
            let side = u64::from(side) * u64::from(most) / u64::from(width.max(height));
            u32::try_from(side.max(1)).unwrap_or(most)
        };
        (scaled(width), scaled(height))
    };
    if let Some((width, height)) = wanted.and_then(|text| pair(text, 'x')) {
        return if width.max(height) > SIDE_MAX { fitted((width, height), SIDE_MAX) } else { (width, height) };
    }
    ratio.and_then(|text| pair(text, ':')).map_or((SIDE, SIDE), |shape| fitted(shape, SIDE))
}

/// The place of a dot's colour in the palette.
fn colour(x: u32, y: u32, width: u32, height: u32) -> u8 {
    let dot = (width / (WORD_DOTS + 8)).max(1);
    let (left, top) = (width.saturating_sub(WORD_DOTS * dot) / 2, height.saturating_sub(7 * dot) / 2);
    if x >= left && y >= top {
        let (column, row) = ((x - left) / dot, (y - top) / dot);
        let letter = usize::try_from(column / 6).ok().and_then(|letter| WORD.get(letter));
        let bits = letter.zip(usize::try_from(row).ok()).and_then(|(letter, row)| letter.get(row));
        if bits.is_some_and(|bits| column % 6 < 5 && bits >> (4 - column % 6) & 1 == 1) {
            return SHADES;
        }
    }
    let along = u64::from(x) * u64::from(height) + u64::from(y) * u64::from(width);
    let shade = along * u64::from(SHADES) / (2 * u64::from(width) * u64::from(height)).max(1);
    u8::try_from(shade).map_or(SHADES - 1, |shade| shade.min(SHADES - 1))
}

/// From one colour to another, both dark enough for a white word.
fn palette(hash: u64) -> Vec<u8> {
    let channel = |at: u32| u16::try_from(hash >> (at * 8) & 0x7F).unwrap_or(0) + 16;
    let shades = (0..u16::from(SHADES)).flat_map(|shade| {
        (0..3).map(move |at| {
            let (from, to) = (channel(at), channel(at + 3));
            u8::try_from((from * (64 - shade) + to * shade) / 64).unwrap_or(u8::MAX)
        })
    });
    shades.chain([255; 3]).collect()
}

fn png(width: u32, height: u32, palette: &[u8], rows: &[u8]) -> Result<Vec<u8>> {
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::fast());
    pixels.write_all(rows)?;
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    // Eight bits a dot, by palette.
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 3, 0, 0, 0]].concat();
    chunk(&mut file, b"IHDR", &head);
    chunk(&mut file, b"tEXt", b"Comment\0made by a sandbox, not by a model");
    chunk(&mut file, b"PLTE", palette);
    chunk(&mut file, b"IDAT", &pixels.finish()?);
    chunk(&mut file, b"IEND", &[]);
    Ok(file)
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    let mut sum = Crc::new();
    sum.update(name);
    sum.update(data);
    file.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    file.extend_from_slice(name);
    file.extend_from_slice(data);
    file.extend_from_slice(&sum.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::{draw, size};

    #[test]
    fn sizes_follow_the_wish() {
        for (wanted, ratio, expected) in [
            (None, None, (1_024, 1_024)),
            (Some("1280x720"), Some("1:1"), (1_280, 720)),
            (Some("4096x2048"), None, (1_536, 768)),
            (Some("2K"), Some("16:9"), (1_024, 576)),
            (None, Some("9:16"), (576, 1_024)),
            (Some("0x10"), Some("x"), (1_024, 1_024)),
            (None, Some("1:4000000000"), (1, 1_024)),
        ] {
            assert_eq!(size(wanted, ratio), expected, "{wanted:?} {ratio:?}");
        }
    }

    #[test]
    fn the_same_words_are_the_same_picture() {
        let picture = draw("گربه", 640, 360).unwrap();
        assert_eq!(picture, draw("گربه", 640, 360).unwrap());
        assert_ne!(picture, draw("سگ", 640, 360).unwrap());
        assert!(picture.bytes.starts_with(b"\x89PNG\r\n\x1a\n") && picture.bytes.ends_with(b"IEND\xaeB`\x82"));
        assert!(picture.bytes.len() < 60_000, "{}", picture.bytes.len());
        assert!(draw("x", 1, 1).is_some());
    }
}
