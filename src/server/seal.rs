//! Secrets at rest: sealed with a key derived from `APP_SECRET`, so that the database alone opens nothing.
//!
//! XChaCha20-Poly1305 with a random nonce. What a secret is for is bound to it as associated data: sealed for one row, it
//! opens in no other. A sealed secret is a version byte, the nonce, and the text with its tag.

use super::{Cx, Fault, Result, config::Secret};
use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;

const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;
/// Bytes of a mark.
const MARK_BYTES: usize = 12;

/// Seals a secret for a place.
pub fn seal(cx: &Cx, place: &str, secret: &str) -> Result<Vec<u8>> {
    let random = cx.random.bytes();
    let nonce: [u8; NONCE_BYTES] = random.first_chunk().copied().unwrap_or_default();
    let payload = Payload { msg: secret.as_bytes(), aad: place.as_bytes() };
    let sealed = cipher(&cx.settings.app_secret)?
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| Fault::broken("a secret could not be sealed"))?;
    let mut whole = vec![VERSION];
    whole.extend_from_slice(&nonce);
    whole.extend_from_slice(&sealed);
    Ok(whole)
}

/// Opens what was sealed for this place; none where `APP_SECRET` is another one, or the bytes were changed or moved.
pub fn open(app_secret: &Secret, place: &str, sealed: &[u8]) -> Option<Secret> {
    let rest = sealed.strip_prefix(&[VERSION])?;
    let (nonce, text) = rest.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg: text, aad: place.as_bytes() };
    let opened = cipher(app_secret).ok()?.decrypt(&XNonce::from(*nonce), payload).ok()?;
    String::from_utf8(opened).ok().map(Secret::new)
}

/// Tells one secret from another without telling either.
pub fn mark(app_secret: &Secret, place: &str, secret: &str) -> String {
    let mut mark = [0; MARK_BYTES];
    let told = derive(app_secret, &[b"aimall mark\0", place.as_bytes(), b"\0", secret.as_bytes()], &mut mark);
    told.map_or_else(|_| String::new(), |()| mark.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn cipher(app_secret: &Secret) -> Result<XChaCha20Poly1305> {
    let mut key = [0; 32];
    derive(app_secret, &[b"aimall seal 1"], &mut key)?;
    Ok(XChaCha20Poly1305::new(&Key::from(key)))
}

fn derive(app_secret: &Secret, purpose: &[&[u8]], key: &mut [u8]) -> Result<()> {
    let derived = Hkdf::<Sha256>::new(None, app_secret.expose().as_bytes()).expand_multi_info(purpose, key);
    derived.map_err(|_| Fault::broken("a key could not be derived"))
}

#[cfg(test)]
mod tests {
    use super::{Secret, mark};

    #[test]
    fn marks_differ_by_secret_place_and_installation() {
        let (ours, other) = (Secret::new("a".repeat(32)), Secret::new("b".repeat(32)));
        let one = mark(&ours, "openai", "sk-1");
        assert_eq!(one.len(), 24);
        assert_eq!(one, mark(&ours, "openai", "sk-1"));
        for another in [mark(&ours, "openai", "sk-2"), mark(&ours, "groq", "sk-1"), mark(&other, "openai", "sk-1")] {
            assert_ne!(one, another);
        }
    }
}
