//! The signature of an event: `Stripe-Signature: t=<unix>,v1=<hex>[,v1=<hex>][,v0=<hex>]`, over the bytes as they came.
//!
//! While a secret is being changed Stripe signs with both, so any `v1` may be the right one. `v0` proves nothing.

use crate::kernel::Instant;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write;
use subtle::{Choice, ConstantTimeEq};

/// How far an event's time may be from now, in seconds: an old one may have been overheard.
pub const TOLERANCE_S: i64 = 300;
/// More signatures than anybody makes.
const SIGNATURES_MAX: usize = 16;

/// Why an event is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no secret, so nothing can be proved.
    #[error("there is no webhook secret")]
    NoSecret,
    /// The header is not there, or makes no sense.
    #[error("the signature's header makes no sense")]
    Header,
    /// No signature of the kind that counts.
    #[error("there is no v1 signature")]
    NoSignature,
    /// None of them is right: another secret, or other bytes.
    #[error("no signature fits")]
    Mismatch,
    /// Signed too long ago.
    #[error("the signature is too old")]
    Stale,
    /// Signed later than now.
    #[error("the signature comes from the future")]
    Future,
}

/// Believes an event, or not. The secret is used as text, with its `whsec_`.
pub fn verify(secret: &str, header: &str, body: &[u8], now: Instant) -> Result<(), SignatureError> {
    if secret.trim().is_empty() {
        return Err(SignatureError::NoSecret);
    }
    let (time, signatures) = parse(header)?;
    let expected = sign(secret, time, body).ok_or(SignatureError::NoSecret)?;
    let any = signatures.iter().fold(Choice::from(0), |any, given| any | expected.as_bytes().ct_eq(given.as_bytes()));
    if !bool::from(any) {
        return Err(SignatureError::Mismatch);
    }
    let at: i64 = time.parse().map_err(|_| SignatureError::Header)?;
    // Whole seconds on both sides, as the header counts.
    match now.micros.div_euclid(1_000_000).saturating_sub(at) {
        age if age > TOLERANCE_S => Err(SignatureError::Stale),
        age if age < -TOLERANCE_S => Err(SignatureError::Future),
        _ => Ok(()),
    }
}

/// The time as it was written, because that is what was signed, and every `v1`.
fn parse(header: &str) -> Result<(&str, Vec<&str>), SignatureError> {
    let (mut time, mut signatures) = (None, Vec::new());
    for item in header.split(',') {
        let (name, value) = item.trim().split_once('=').ok_or(SignatureError::Header)?;
        match name {
            // Two times would let one be signed and the other be looked at.
            "t" if time.is_some() => return Err(SignatureError::Header),
            "t" => time = Some(value),
            "v1" if signatures.len() == SIGNATURES_MAX => return Err(SignatureError::Header),
            "v1" => signatures.push(value),
            _ => {}
        }
    }
    let time = time.filter(|time| !time.is_empty() && time.bytes().all(|byte| byte.is_ascii_digit()));
    let time = time.ok_or(SignatureError::Header)?;
    if signatures.is_empty() { Err(SignatureError::NoSignature) } else { Ok((time, signatures)) }
}

/// In hexadecimal; none only for a key that is no key, which this algorithm does not know.
fn sign(secret: &str, time: &str, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    Some(bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::{Instant, SignatureError as Error, TOLERANCE_S, sign, verify};
    use proptest::prelude::*;

    const SECRET: &str = "whsec_test_secret";
    const OLD: &str = "whsec_the_one_before";
    const BODY: &[u8] = br#"{"id":"evt_1","object":"event"}"#;
    const AT: i64 = 1_790_000_000;

    fn v1(secret: &str, at: i64, body: &[u8]) -> String {
        sign(secret, &at.to_string(), body).unwrap()
    }

    fn header(at: i64) -> String {
        format!("t={at},v1={}", v1(SECRET, at, BODY))
    }

    fn verdict(header: &str) -> Result<(), Error> {
        verify(SECRET, header, BODY, Instant::from_micros(AT * 1_000_000 + 999_999))
    }

    /// Made with OpenSSL, so that both halves can not be wrong together:
    /// `printf '1790000000.{"id":"evt_1","object":"event"}' | openssl dgst -sha256 -hmac whsec_test_secret`.
    #[test]
    fn it_is_the_signature_that_others_make() {
        assert_eq!(v1(SECRET, AT, BODY), "765d0d35514a56905b8ddef451bc5570cc45dfa0395a213879a36689a6be55a3");
    }

    #[test]
    fn a_good_signature_is_believed_within_its_time() {
        for at in [AT, AT - TOLERANCE_S, AT + TOLERANCE_S] {
            assert_eq!(verdict(&header(at)), Ok(()), "{at}");
        }
        assert_eq!(verdict(&header(AT - TOLERANCE_S - 1)), Err(Error::Stale));
        assert_eq!(verdict(&header(AT + TOLERANCE_S + 1)), Err(Error::Future));
        assert_eq!(verdict(&header(0)), Err(Error::Stale));
    }

    #[test]
    fn any_of_several_counts() {
        let (good, old) = (v1(SECRET, AT, BODY), v1(OLD, AT, BODY));
        for header in [
            format!("t={AT},v1={good},v1={old}"),
            format!("t={AT},v1={old},v1={good}"),
            format!("t={AT},v1=,v1={old},v1={good},v0=abc"),
            format!("v1={good}, t={AT}"),
            format!("t={AT},v1={good},v2=later,x="),
        ] {
            assert_eq!(verdict(&header), Ok(()), "{header}");
        }
        assert_eq!(verdict(&format!("t={AT},v1={old},v1={old}")), Err(Error::Mismatch));
    }

    #[test]
    fn what_is_not_signed_is_not_believed() {
        let good = v1(SECRET, AT, BODY);
        for (header, error) in [
            (String::new(), Error::Header),
            ("nonsense".to_owned(), Error::Header),
            (format!("v1={good}"), Error::Header),
            (format!("t=,v1={good}"), Error::Header),
            (format!("t=-{AT},v1={good}"), Error::Header),
            (format!("t=99999999999999999999,v1={good}"), Error::Mismatch),
            (format!("t={AT},t={AT},v1={good}"), Error::Header),
            (format!("t={AT}"), Error::NoSignature),
            (format!("t={AT},v0={good}"), Error::NoSignature),
            (format!("t={AT},V1={good}"), Error::NoSignature),
            (format!("t={AT},v1="), Error::Mismatch),
            (format!("t={AT},v1={}", &good[..63]), Error::Mismatch),
            (format!("t={AT},v1={good}0"), Error::Mismatch),
            (format!("t={},v1={good}", AT + 1), Error::Mismatch),
            (format!("t={AT},v1={}", good.to_uppercase()), Error::Mismatch),
            (format!("t={AT}{}", ",v1=0".repeat(17)), Error::Header),
        ] {
            assert_eq!(verdict(&header), Err(error), "{header}");
        }
    }

    #[test]
    fn other_bytes_are_not_what_was_signed() {
        let now = Instant::from_micros(AT * 1_000_000);
        for body in [&b"{\"id\":\"evt_1\",\"object\":\"event\"} "[..], b"", &BODY[1..]] {
            assert_eq!(verify(SECRET, &header(AT), body, now), Err(Error::Mismatch));
        }
        // Another time with the signature of this one.
        let moved = format!("t={},v1={}", AT / 10, v1(SECRET, AT, BODY));
        assert_eq!(verify(SECRET, &moved, BODY, now), Err(Error::Mismatch));
    }

    #[test]
    fn without_the_secret_nothing_is_proved() {
        let now = Instant::from_micros(AT * 1_000_000);
        for empty in ["", "  "] {
            let signed = format!("t={AT},v1={}", v1(empty, AT, BODY));
            assert_eq!(verify(empty, &signed, BODY, now), Err(Error::NoSecret));
        }
        assert_eq!(verify(OLD, &header(AT), BODY, now), Err(Error::Mismatch));
        // The secret is text: its prefix belongs to it.
        let bare = SECRET.trim_start_matches("whsec_");
        assert_eq!(verify(bare, &header(AT), BODY, now), Err(Error::Mismatch));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn no_header_is_too_much(header in "\\PC*", body in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert!(verify(SECRET, &header, &body, Instant::from_micros(AT)).is_err());
        }

        #[test]
        fn no_header_that_looks_like_one_is_too_much(
            items in proptest::collection::vec(("(t|v1|v0|)", "=?", "[0-9a-f,=-]{0,70}"), 0..8),
            micros in any::<i64>(),
        ) {
            let header: Vec<_> = items.iter().map(|(name, sign, value)| format!("{name}{sign}{value}")).collect();
            prop_assert!(verify(SECRET, &header.join(","), BODY, Instant::from_micros(micros)).is_err());
        }

        #[test]
        fn one_changed_byte_is_noticed(at in 0..BODY.len(), bit in 0..8_u32) {
            let mut body = BODY.to_vec();
            body[at] ^= 1 << bit;
            prop_assert_eq!(verify(SECRET, &header(AT), &body, Instant::from_micros(AT * 1_000_000)), Err(Error::Mismatch));
        }
    }
}
