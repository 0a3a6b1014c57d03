//! Taking secrets out of what providers and libraries say, and cutting it to a size that can be kept.

use super::failure::Failure;

/// What stands where a secret stood.
const MASK: &str = "[secret]";
/// How keys of known providers begin.
const KEY_STARTS: [&str; 10] = ["sk-", "sk_", "rk_", "whsec_", "gsk_", "AIza", "xai-", "hf_", "r8_", "eyJ"];
/// Words before a secret: what follows them is masked, whatever it looks like.
const ANNOUNCEMENTS: [&str; 3] = ["bearer", "key=", "token="];
/// Shorter words with a key's beginning are ordinary words.
const KEY_CHARS_MIN: usize = 12;

/// The text on one line, without anything that looks like a key, in at most [`Failure::DETAIL_BYTES_MAX`].
pub(crate) fn redact(text: &str) -> String {
    let mut clean = String::new();
    let mut announced = false;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if clean.len() > Failure::DETAIL_BYTES_MAX {
            break;
        }
        if !clean.is_empty() {
            clean.push(' ');
        }
        push_word(&mut clean, word, announced);
        announced = word.to_ascii_lowercase().trim_end_matches(':').ends_with("bearer");
    }
    cut(clean, Failure::DETAIL_BYTES_MAX)
}

/// The same without one secret that is known.
pub(crate) fn without(text: String, secret: &str) -> String {
    if secret.len() < 4 || !text.contains(secret) { text } else { text.replace(secret, MASK) }
}

fn push_word(clean: &mut String, word: &str, announced: bool) {
    // Providers echo a key with its middle starred out: stars are part of the key.
    let is_key_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*' | '.');
    let mut rest = word;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_key_char(c)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        let secret =
            announced || ANNOUNCEMENTS.iter().any(|start| ends_with_word(clean, start)) || looks_like_key(part);
        clean.push_str(if secret && !part.is_empty() { MASK } else { part });
        let next = after.chars().next().map_or(0, char::len_utf8);
        clean.push_str(&after[..next]);
        rest = &after[next..];
    }
}

fn ends_with_word(text: &str, end: &str) -> bool {
    text.len() >= end.len() && text.as_bytes()[text.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
}

fn looks_like_key(part: &str) -> bool {
    part.len() >= KEY_CHARS_MIN && KEY_STARTS.iter().any(|start| part.starts_with(start))
}

fn cut(mut text: String, bytes_max: usize) -> String {
    text.truncate(text.floor_char_boundary(bytes_max));
    text
}

#[cfg(test)]
mod tests {
    use super::{redact, without};

    #[test]
    fn keys_are_masked() {
        for (text, clean) in [
            ("Incorrect API key provided: sk-or-v1-0123456789abcdef.", "Incorrect API key provided: [secret]"),
            ("Authorization: Bearer abc", "Authorization: Bearer [secret]"),
            ("GET /v1?key=abcdef&alt=sse\r\n failed", "GET /v1?key=[secret]&alt=sse failed"),
            ("\"key\":\"gsk_****************wxyz\"", "\"key\":\"[secret]\""),
            ("the sk-8 model, متن فارسی", "the sk-8 model, متن فارسی"),
        ] {
            assert_eq!(redact(text), clean);
        }
        assert_eq!(without("x my-secret y".to_owned(), "my-secret"), "x [secret] y");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert!(redact(&"س".repeat(5_000)).len() <= 2_048);
    }
}
