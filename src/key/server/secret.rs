//! How a key is written: `sk-aimall-`, 43 characters of 32 random bytes, 4 of a checksum.

use crate::{
    key::model::KeyText,
    server::{
        Cx,
        random::{Random, hash},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

const START: &str = "sk-aimall-";
/// Characters of 32 bytes.
const SECRET_CHARS: usize = 43;
/// Characters of the checksum. They end the key and follow from the rest: showing them tells nothing of the secret.
const CHECK_CHARS: usize = 4;
/// Characters of the secret that are shown.
const SHOWN_CHARS: usize = 4;

/// A secret, as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) hash: Vec<u8>,
    pub(super) shown_start: String,
    pub(super) shown_end: String,
}

/// A new key's text, and what is kept of it.
pub(super) fn make(cx: &Cx) -> (KeyText, Stored) {
    let text = write(&cx.random);
    let stored = Stored {
        hash: hash(&text),
        shown_start: text.chars().take(START.len() + SHOWN_CHARS).collect(),
        shown_end: text.chars().skip(START.len() + SECRET_CHARS).collect(),
    };
    (KeyText(text), stored)
}

/// What to look a key up by; none when it can not be one of ours: a typo costs no question to the database.
pub(super) fn read(text: &str) -> Option<Vec<u8>> {
    let well_formed = text.starts_with(START) && text.len() == START.len() + SECRET_CHARS + CHECK_CHARS;
    let (body, check) = text.split_at_checked(text.len().checked_sub(CHECK_CHARS)?)?;
    (well_formed && checksum(body) == check).then(|| hash(text))
}

fn write(random: &Random) -> String {
    let body = format!("{START}{}", random.secret());
    let check = checksum(&body);
    body + &check
}

fn checksum(body: &str) -> String {
    let digest = Sha256::new().chain_update("checksum:").chain_update(body).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..3])
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::server::random::Random;

    #[test]
    fn a_key_is_read_back_and_a_typo_is_not() {
        let key = write(&Random::default());
        assert_eq!(key.len(), 57);
        assert!(read(&key).is_some());
        for at in 0..key.len() {
            let mut typo = key.clone().into_bytes();
            typo[at] = if typo[at] == b'x' { b'y' } else { b'x' };
            assert!(read(&String::from_utf8(typo).unwrap()).is_none(), "{at}");
        }
        for other in ["", "sk-", "sk-aimall-", &key[..56], &format!("{key}x"), "کلید"] {
            assert!(read(other).is_none(), "{other}");
        }
    }
}
