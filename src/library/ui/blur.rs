//! What stands for a picture until it is there, as a picture that needs no request: a bitmap of a few pixels.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Pixels from side to side and from top to bottom.
const SIDES: (u32, u32) = (16, 12);
/// Bytes before the pixels.
const HEADER_BYTES: u32 = 54;

/// The address of the picture that a blurhash stands for; none of what is no blurhash.
pub(super) fn address(hash: &str) -> Option<String> {
    let (width, height) = SIDES;
    let pixels = blurhash::decode(hash, width, height, 1.0).ok()?;
    let bytes = width * height * 3;
    let mut bitmap = Vec::with_capacity(usize::try_from(HEADER_BYTES + bytes).ok()?);
    bitmap.extend_from_slice(b"BM");
    for number in [HEADER_BYTES + bytes, 0, HEADER_BYTES, 40, width, height] {
        bitmap.extend_from_slice(&number.to_le_bytes());
    }
    // One plane, 24 bits a pixel; nothing compressed.
    bitmap.extend_from_slice(&[1, 0, 24, 0]);
    for number in [0, bytes, 2_835, 2_835, 0, 0] {
        bitmap.extend_from_slice(&number.to_le_bytes());
    }
    // From the last row to the first, blue before red.
    let row_bytes = usize::try_from(width * 4).ok()?;
    for row in pixels.chunks_exact(row_bytes).rev() {
        for pixel in row.chunks_exact(4) {
            if let [red, green, blue, _] = pixel {
                bitmap.extend_from_slice(&[*blue, *green, *red]);
            }
        }
    }
    Some(format!("data:image/bmp;base64,{}", STANDARD.encode(bitmap)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blurhash_becomes_a_bitmap() {
        let address = address("LEHV6nWB2yk8pyo0adR*.7kCMdnj").unwrap();
        let bitmap = STANDARD.decode(address.strip_prefix("data:image/bmp;base64,").unwrap()).unwrap();
        assert_eq!((&bitmap[..2], bitmap.len()), (&b"BM"[..], 54 + 16 * 12 * 3));
        assert_eq!(super::address("no"), None);
    }
}
