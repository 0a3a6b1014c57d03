//! How a redeem code is written: sixteen characters of Crockford's base 32, 80 random bits, in groups of four.

use crate::{
    code::redeem::CODE_MAX,
    kernel::digits,
    server::random::{Random, hash},
};

/// Without the letters that look like others, and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARS: usize = 16;
const GROUP: usize = 4;

/// A new code, as people get it.
pub(super) fn make(random: &Random) -> String {
    let bytes = random.bytes();
    let mut text = String::with_capacity(CHARS + CHARS / GROUP);
    for (at, byte) in bytes.iter().take(CHARS).enumerate() {
        if at > 0 && at.is_multiple_of(GROUP) {
            text.push('-');
        }
        // A byte for each character: its lower five bits are as random as all of it.
        let letter = ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
        text.push(char::from(letter));
    }
    text
}

/// What the database keeps of a code that is well formed; none of another.
pub(super) fn stored(text: &str) -> Option<Vec<u8>> {
    plain(text).map(|plain| hash(&plain))
}

/// The end of a code, for showing.
pub(super) fn last4(text: &str) -> String {
    let start = text.len().saturating_sub(GROUP);
    text.get(start..).unwrap_or_default().to_owned()
}

/// The sixteen characters alone, as they were meant: small letters, other digits, and letters that look like digits.
fn plain(text: &str) -> Option<String> {
    if text.len() > CODE_MAX {
        return None;
    }
    let mut plain = String::with_capacity(CHARS);
    for c in digits::ascii(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{200C}'..='\u{200F}'))
    {
        let letter = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if !u8::try_from(letter).is_ok_and(|letter| ALPHABET.contains(&letter)) {
            return None;
        }
        plain.push(letter);
    }
    (plain.len() == CHARS).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::{last4, make, plain, stored};
    use crate::server::random::Random;

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = make(&Random::default());
        assert_eq!((code.len(), code.matches('-').count()), (19, 3), "{code}");
        let kept = stored(&code).unwrap();
        for typed in [
            code.to_lowercase(),
            code.replace('-', ""),
            code.replace('-', " "),
            format!(" {code}\n"),
            code.replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(stored(&typed).as_ref(), Some(&kept), "{typed}");
        }
        assert_ne!(stored(&make(&Random::default())), Some(kept));
        assert_eq!(plain("۰۱۲۳-۴۵۶۷-۸۹ab-cdef").as_deref(), Some("0123456789ABCDEF"));
        assert_eq!(last4("ABCD-EFGH-JKMN-PQRS"), "PQRS");
    }

    #[test]
    fn what_can_be_no_code_is_none() {
        for text in
            ["", "ABCD", "ABCD-EFGH-JKMN-PQR", "ABCD-EFGH-JKMN-PQRST", "UUUU-UUUU-UUUU-UUUU", "کد", &"A".repeat(200)]
        {
            assert_eq!(stored(text), None, "{text}");
        }
    }
}
