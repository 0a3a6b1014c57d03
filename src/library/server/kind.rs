//! What a file is, from its first bytes: neither its name nor its sender is believed, but for telling one text from another.

use crate::{
    library::model::{AUDIO_BYTES_MAX, AssetKind, DOCUMENT_BYTES_MAX, IMAGE_BYTES_MAX},
    provider::sniff,
};

/// Bytes that are enough to tell.
pub(super) const HEAD_BYTES: usize = 4_096;

/// Documents that are archives inside, by the ending of their names.
const ARCHIVES: [(&str, &str); 4] = [
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("epub", "application/epub+zip"),
];
/// Texts, by the ending of their names; any other is plain.
const TEXTS: [(&str, &str); 5] = [
    ("csv", "text/csv"),
    ("md", "text/markdown"),
    ("json", "application/json"),
    ("srt", "application/x-subrip"),
    ("vtt", "text/vtt"),
];

/// What these first bytes of a file are; none of a kind that is not kept.
pub(super) fn recognise(head: &[u8], name: &str) -> Option<(AssetKind, &'static str)> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let named =
        |list: &[(&str, &'static str)]| list.iter().find(|(known, _)| *known == ending).map(|(_, media)| *media);
    if let Some(media) = sniff::image(head) {
        return Some((AssetKind::Image, media));
    }
    if head.starts_with(b"%PDF-") {
        return Some((AssetKind::Document, "application/pdf"));
    }
    if head.starts_with(b"PK\x03\x04") {
        return named(&ARCHIVES).map(|media| (AssetKind::Document, media));
    }
    if is_text(head) {
        return Some((AssetKind::Text, named(&TEXTS).unwrap_or("text/plain")));
    }
    sniff::audio(head).map(|media| (AssetKind::Audio, media))
}

/// Whether it can be read as UTF-8, or begins like UTF-16; the last letter may be cut in two.
fn is_text(head: &[u8]) -> bool {
    if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let readable = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or(""),
        Err(_) => return false,
    };
    !readable.is_empty() && !readable.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

/// Bytes that a file of a kind may have.
pub(super) const fn bytes_max(kind: AssetKind) -> u64 {
    match kind {
        AssetKind::Image => IMAGE_BYTES_MAX,
        AssetKind::Audio => AUDIO_BYTES_MAX,
        AssetKind::Text | AssetKind::Document => DOCUMENT_BYTES_MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_and_names_do_not_lie() {
        let kind = |head: &[u8], name| recognise(head, name).map(|(_, media)| media);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n", "song.mp3"), Some("image/png"));
        assert_eq!(kind(b"%PDF-1.7", "picture.png"), Some("application/pdf"));
        assert_eq!(kind(b"PK\x03\x04", "table.XLSX"), Some(ARCHIVES[1].1));
        assert_eq!(kind(b"PK\x03\x04", "bomb.zip"), None);
        assert_eq!(kind("نام,قیمت\n".as_bytes(), "list.csv"), Some("text/csv"));
        assert_eq!(kind(&"سلام".as_bytes()[..7], "x"), Some("text/plain"), "a letter that is cut in two");
        assert_eq!(kind(b"<svg onload=alert(1)>", "x.svg"), Some("text/plain"), "what runs is text to us");
        assert_eq!(kind(b"MZ\x90\0\x03", "x.png"), None);
        assert_eq!(kind(b"", "x.txt"), None);
        assert_eq!(kind(b"ID3\x04", "x"), Some("audio/mpeg"));
    }
}
