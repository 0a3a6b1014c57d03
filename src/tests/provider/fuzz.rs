//! Damaged streams: nothing panics, and every answer has its one end. Fixed seeds, so that a failure can be repeated.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario},
    listen, question,
};
use aimall::provider::{ChatModel, Clocks, sse::SseDecoder};
use std::time::Duration;

const SCRIPT: &str = "\u{feff}: hi\r\n\r\ndata: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\"فکر\"}}]}\n\n\
    event: message\ndata: {\"choices\":[{\"delta\":{\"content\":\"سلام \\ud83d\\udc4b\"},\"finish_reason\":null}],\"usage\":null}\r\r\
    data: {\"choices\":[{\"delta\":{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"x\",\"index\":0}],\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\
    \"function\":{\"name\":\"find\",\"arguments\":\"{\"}}]}}]}\n\ndata: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]}}]}\n\n\
    data: {\"error\":{\"code\":\"x\",\"metadata\":{\"raw\":\"y\"}},\"choices\":[{\"finish_reason\":\"error\"}]}\n\n\
    {\n\"error\": 1}\nerror: {}\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"usage\":{\"prompt_tokens\":1e3}}}\n\n\
    data: {\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":-9,\"cost\":1.5e-7}}\n\ndata: [DONE]\n\n";

/// A small generator of the kind called xorshift: the same numbers for the same seed on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides.max(1)).unwrap()).unwrap()
    }
}

fn damaged(dice: &mut Dice) -> Vec<u8> {
    let mut bytes = SCRIPT.as_bytes().to_vec();
    for _ in 0..=dice.below(8) {
        let (at, from) = (dice.below(bytes.len()), dice.below(bytes.len()));
        let length = dice.below(40).min(bytes.len() - from);
        match dice.below(5) {
            0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
            1 => bytes.truncate(at.max(1)),
            2 => drop(bytes.drain(from..from + length)),
            3 => {
                let copy = bytes[from..from + length].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => bytes.insert(at, b"\n\r:{}[]\"\\\0"[dice.below(10)]),
        }
        bytes.resize(bytes.len().max(1), b'\n');
    }
    bytes
}

#[test]
fn the_decoder_survives_anything() {
    let mut dice = Dice(0x00C0_FFEE);
    for _ in 0..5_000 {
        let bytes = damaged(&mut dice);
        let mut decoder = SseDecoder::new(1 + dice.below(200));
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(1 + dice.below(rest.len()));
            decoder.push(piece);
            decoder.by_ref().for_each(drop);
            rest = after;
        }
        decoder.finish();
        assert!(decoder.count() <= bytes.len());
    }
}

#[tokio::test]
async fn every_damaged_answer_has_one_end() {
    let emulator = Emulator::start().await.unwrap();
    let model = adapter(&emulator, "openrouter", Clocks { after_finish: Duration::from_millis(20), ..CLOCKS });
    let mut dice = Dice(0x5EED);
    for round in 0..400 {
        let bytes = damaged(&mut dice);
        emulator.queue(Scenario::stream(&round.to_string(), bytes).split(1 + dice.below(2_000)));
        listen(model.stream(question("m", "x"))).await;
    }
    assert_eq!(emulator.requests().len(), 400);
}
