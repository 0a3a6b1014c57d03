//! A transcript as a Word document: the four files that such a document is at least, in an archive.

use bytes::{BufMut, Bytes, BytesMut};
use flate2::Crc;
use std::fmt::Write;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
const FOOT: &str = "<w:sectPr/></w:body></w:document>";

/// A paragraph.
#[derive(Debug, Clone)]
pub(super) struct Paragraph {
    /// Its text.
    pub(super) text: String,
    /// Whether it is a heading.
    pub(super) is_heading: bool,
}

/// Paragraphs as a document, each from the side its language begins at.
pub(super) fn document(paragraphs: &[Paragraph]) -> Bytes {
    let mut body = HEAD.to_owned();
    for paragraph in paragraphs {
        let is_rtl = is_rtl(&paragraph.text);
        body.push_str(if is_rtl { "<w:p><w:pPr><w:bidi/></w:pPr>" } else { "<w:p>" });
        for (at, line) in paragraph.text.lines().enumerate() {
            let (rtl, bold) =
                (if is_rtl { "<w:rtl/>" } else { "" }, ["", "<w:b/><w:bCs/>"][usize::from(paragraph.is_heading)]);
            let size = if paragraph.is_heading { r#"<w:sz w:val="32"/><w:szCs w:val="32"/>"# } else { "" };
            let line_break = if at > 0 { "<w:br/>" } else { "" };
            let text = escaped(line);
            let _ = write!(
                body,
                r#"<w:r><w:rPr>{bold}{size}{rtl}</w:rPr>{line_break}<w:t xml:space="preserve">{text}</w:t></w:r>"#
            );
        }
        body.push_str("</w:p>");
    }
    body.push_str(FOOT);
    archive(&[("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", &body)])
}

/// Whether the first letter of the text is written from right to left.
fn is_rtl(text: &str) -> bool {
    let first = text.chars().find(|c| c.is_alphabetic());
    first.is_some_and(|c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'))
}

/// Text as XML has it, without what XML has no sign for.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\t' => safe.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => safe.push(c),
        }
    }
    safe
}

/// A ZIP archive of files as they are (APPNOTE 4.3).
fn archive(files: &[(&str, &str)]) -> Bytes {
    let (mut archive, mut directory) = (BytesMut::new(), BytesMut::new());
    let count = u16::try_from(files.len()).unwrap_or(u16::MAX);
    let long = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    for (name, text) in files {
        let mut sum = Crc::new();
        sum.update(text.as_bytes());
        let offset = long(archive.len());
        let mut head = BytesMut::new();
        // Version 2.0, names in UTF-8, stored, the first day that there is.
        [20, 0x0800, 0, 0, 0x0021].into_iter().for_each(|word| head.put_u16_le(word));
        [sum.sum(), long(text.len()), long(text.len())].into_iter().for_each(|word| head.put_u32_le(word));
        head.put_u16_le(u16::try_from(name.len()).unwrap_or(0));
        head.put_u16_le(0);
        archive.put_slice(b"PK\x03\x04");
        archive.put_slice(&head);
        archive.put_slice(name.as_bytes());
        archive.put_slice(text.as_bytes());
        directory.put_slice(b"PK\x01\x02");
        directory.put_u16_le(20);
        directory.put_slice(&head);
        // No comment, the first disk, no attributes.
        directory.put_slice(&[0; 10]);
        directory.put_u32_le(offset);
        directory.put_slice(name.as_bytes());
    }
    let (at, length) = (long(archive.len()), long(directory.len()));
    archive.put_slice(&directory);
    archive.put_slice(b"PK\x05\x06\0\0\0\0");
    archive.put_u16_le(count);
    archive.put_u16_le(count);
    archive.put_u32_le(length);
    archive.put_u32_le(at);
    archive.put_u16_le(0);
    archive.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_begin_at_their_side() {
        let plain = |text: &str| Paragraph { text: text.to_owned(), is_heading: false };
        let file = document(&[plain("\u{633}\u{644}\u{627}\u{645} <b> & \u{1}x"), plain("hello\nworld")]);
        assert!(file.starts_with(b"PK\x03\x04"));
        let text = String::from_utf8_lossy(&file);
        assert!(text.contains("<w:bidi/>") && text.contains("<w:rtl/>") && text.contains("&lt;b&gt; &amp; x"));
        assert_eq!((text.matches("<w:bidi/>").count(), text.matches("<w:br/>").count()), (1, 1));
    }
}
