//! The decoder: whatever way the bytes are cut, the frames are the same.

use aimall::provider::sse::{Frame, SseDecoder};
use proptest::prelude::*;

/// A byte order mark, Persian with a zero-width joiner, emoji, every line end, comments, unknown fields, JSON lines, several
/// data lines, events of one name, and no line end at the end.
const SCRIPT: &str = "\u{feff}data: سلام\n\n: OPENROUTER PROCESSING\r\n\r\ndata:می\u{200c}خواهم 👋🏽\r\ndata:  دو\r\rid: 7\rretry: 1\n\
    event: error\ndata\n\n{\"error\": 1}\r\nerror: {}\n\ndata: a\u{2028}b\r\n\r\nevent: lost\n\ndata: [DONE]";

fn decode<'b>(pieces: impl IntoIterator<Item = &'b [u8]>) -> Vec<Frame> {
    let mut decoder = SseDecoder::default();
    let mut frames = Vec::new();
    for piece in pieces {
        decoder.push(piece);
        frames.extend(decoder.by_ref());
    }
    decoder.finish();
    frames.extend(decoder);
    frames
}

fn event(data: &str) -> Frame {
    Frame::Event { event: None, data: data.to_owned() }
}

#[test]
fn frames_of_the_script() {
    assert_eq!(
        decode([SCRIPT.as_bytes()]),
        [
            event("سلام"),
            event("می\u{200c}خواهم 👋🏽\n دو"),
            Frame::Event { event: Some("error".to_owned()), data: String::new() },
            Frame::Raw(b"{\"error\": 1}".to_vec()),
            Frame::Raw(b"error: {}".to_vec()),
            event("a\u{2028}b"),
            event("[DONE]"),
        ]
    );
}

#[test]
fn every_split_in_three_gives_the_same_frames() {
    let (bytes, whole) = (SCRIPT.as_bytes(), decode([SCRIPT.as_bytes()]));
    for first in 0..=bytes.len() {
        for second in first..=bytes.len() {
            let frames = decode([&bytes[..first], &bytes[first..second], &bytes[second..]]);
            assert_eq!(frames, whole, "split at {first} and {second}");
        }
    }
}

#[test]
fn every_byte_alone_gives_the_same_frames() {
    assert_eq!(decode(SCRIPT.as_bytes().chunks(1)), decode([SCRIPT.as_bytes()]));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]
    #[test]
    fn any_split_gives_the_same_frames(sizes in prop::collection::vec(0_usize..9, 0..200)) {
        let mut rest = SCRIPT.as_bytes();
        let mut pieces = Vec::new();
        for size in sizes {
            let (piece, after) = rest.split_at(size.min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        pieces.push(rest);
        prop_assert_eq!(decode(pieces), decode([SCRIPT.as_bytes()]));
    }
}

#[test]
fn a_byte_order_mark_by_itself_is_nothing() {
    assert_eq!(decode([&b"\xEF\xBB\xBF"[..]]), []);
    assert_eq!(decode([&b"\xEF"[..], b"\xBB", b"\xBF", b"data: x"]), [event("x")]);
}

#[test]
fn bad_utf8_costs_one_event() {
    let script = [&b"data: a\n\ndata: \xD8\n\nevent: \xFF\ndata: b\n\n"[..], b"data: c\n\n"].concat();
    assert_eq!(decode([&script[..]]), [event("a"), Frame::NotUtf8, Frame::NotUtf8, event("c")]);
}

#[test]
fn an_event_over_the_limit_costs_itself_only() {
    let long = "x".repeat(40);
    for script in [
        format!("data: a\n\ndata: {long}\n\ndata: b\n\n"),
        format!("data: a\n\ndata: {long}{long}{long}{long}\n\ndata: b\n\n"),
        format!("data: a\n\ndata: {long}\ndata: more\n\ndata: b\n\n"),
        "data: a\n\ndata: 1234567890\ndata: 1234567890\ndata: 1234567890\ndata: 12\n\ndata: b\n\n".to_owned(),
    ] {
        for size in [1, 7, 1_000] {
            let mut decoder = SseDecoder::new(32);
            let mut frames = Vec::new();
            for piece in script.as_bytes().chunks(size) {
                decoder.push(piece);
                frames.extend(decoder.by_ref());
            }
            assert_eq!(frames, [event("a"), Frame::TooLarge, event("b")], "{script:?} by {size}");
        }
    }
}

#[test]
fn four_megabytes_in_small_pieces() {
    let data = "x".repeat(4 << 20);
    let script = format!("data: {data}\n\ndata: next\n\n");
    let mut decoder = SseDecoder::new(8 << 20);
    let mut frames = Vec::new();
    for piece in script.as_bytes().chunks(1_400) {
        decoder.push(piece);
        frames.extend(decoder.by_ref());
    }
    // A decoder that looks at all it holds for every piece would look at six billion bytes here.
    assert!(frames == [event(&data), event("next")]);
}
