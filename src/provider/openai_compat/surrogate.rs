//! Emoji cut in half: servers that count UTF-16 units send one half of a pair (`\ud83d`) in one chunk and the other
//! (`\udc4b`) in the next. Neither is valid JSON text by itself.

/// Mends halves across the chunks of one stream.
#[derive(Debug, Default)]
pub(super) struct Mender {
    /// The escape of a first half that waits for its second.
    waiting: Option<String>,
}

const REPLACEMENT: &str = "\\ufffd";

impl Mender {
    /// The JSON with whole pairs only: a first half is kept for the next call, a second half gets the first one that
    /// waits, and a half without its other becomes a replacement character.
    pub(super) fn mend(&mut self, json: &str) -> String {
        let mut mended = String::with_capacity(json.len() + 16);
        let mut rest = json;
        while let Some(at) = rest.find('\\') {
            mended.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some((escape, half)) = escape(rest) else {
                mended.push_str(rest);
                return mended;
            };
            rest = &rest[escape.len()..];
            match half {
                Half::None => mended.push_str(escape),
                Half::Second => {
                    let first = self.waiting.take();
                    mended.push_str(first.as_deref().unwrap_or(""));
                    mended.push_str(if first.is_some() { escape } else { REPLACEMENT });
                }
                Half::First => match self::escape(rest) {
                    Some((second, Half::Second)) => {
                        mended.push_str(escape);
                        mended.push_str(second);
                        rest = &rest[second.len()..];
                    }
                    // At the text's end, the other half may come with the next chunk.
                    _ if rest.starts_with('"') => self.waiting = Some(escape.to_owned()),
                    _ => mended.push_str(REPLACEMENT),
                },
            }
        }
        mended.push_str(rest);
        mended
    }
}

enum Half {
    None,
    First,
    Second,
}

/// The escape a text begins with, and which half of a pair it is.
fn escape(text: &str) -> Option<(&str, Half)> {
    let kind = *text.as_bytes().get(1).filter(|_| text.starts_with('\\'))?;
    if kind != b'u' {
        return Some((text.get(..2)?, Half::None));
    }
    let escape = text.get(..6)?;
    Some(match u16::from_str_radix(&escape[2..], 16).ok()? {
        0xD800..=0xDBFF => (escape, Half::First),
        0xDC00..=0xDFFF => (escape, Half::Second),
        _ => (escape, Half::None),
    })
}

#[cfg(test)]
mod tests {
    use super::Mender;

    #[test]
    fn halves_meet() {
        let mut mender = Mender::default();
        assert_eq!(mender.mend(r#"{"a":"x\ud83d"}"#), r#"{"a":"x"}"#);
        assert_eq!(mender.mend(r#"{"a":"\udc4b\n"}"#), r#"{"a":"\ud83d\udc4b\n"}"#);
        assert_eq!(
            mender.mend(r#"{"a":"\udc4b \ud83d! \ud83d\udc4b \\ud83d"}"#),
            r#"{"a":"\ufffd \ufffd! \ud83d\udc4b \\ud83d"}"#
        );
        assert_eq!(mender.mend(r#"{"a":"س\"#), r#"{"a":"س\"#);
    }
}
