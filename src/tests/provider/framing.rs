//! One answer, framed in every way servers were seen to frame it: always the same text, usage and end.

use super::{
    emulator::{Emulator, Framing, Scenario, Step},
    hear,
};
use aimall::provider::Finish;
use bytes::Bytes;
use std::time::Duration;

const TEXT: &str = "سلام، می\u{200c}خواهم ي/ك و ی/ک \u{200f}بماند\u{200e} \u{2067}RTL\u{2069} e\u{301} 👩🏽\u{200d}💻 a\u{2028}b\u{85}c\0.";

fn events() -> Vec<String> {
    let mut events: Vec<String> = TEXT
        .split_inclusive(' ')
        .map(|word| {
            let content = serde_json::to_string(word).unwrap();
            format!(r#"{{"id":"c1","model":"m","choices":[{{"index":0,"delta":{{"content":{content}}},"finish_reason":null}}]}}"#)
        })
        .collect();
    events.push(r#"{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#.to_owned());
    events.push(
        r#"{"id":"c1","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":9,"total_tokens":29}}"#.to_owned(),
    );
    events.push("[DONE]".to_owned());
    events
}

fn script(before: &str, after: &str) -> String {
    events().iter().map(|event| format!("{before}{event}{after}")).collect()
}

fn scripts() -> Vec<(&'static str, String)> {
    let plain = script("data: ", "\n\n");
    vec![
        ("LF", plain.clone()),
        ("CRLF", script("data: ", "\r\n\r\n")),
        ("CR", script("data: ", "\r\r")),
        ("a byte order mark", format!("\u{feff}{plain}")),
        ("no space after the colon", script("data:", "\n\n")),
        ("comments", script(": OPENROUTER PROCESSING\n\ndata: ", "\n\n")),
        ("ids, names and other fields", script("event: message\nid: 1\nretry: 5\nother: x\ndata: ", "\n\n")),
        ("empty data", script("data:\n\ndata\n\ndata: ", "\n\n")),
        ("several data lines", plain.replace("\"choices\"", "\ndata: \"choices\"")),
        ("no blank lines", script("data: ", "\n")),
        ("no blank line after [DONE]", plain.trim_end().to_owned()),
        ("no [DONE]", plain.replace("data: [DONE]\n\n", "")),
        ("more after [DONE]", format!("{plain}data: {{\"error\":{{\"message\":\"late\"}}}}\n\n")),
    ]
}

async fn check(emulator: &Emulator, name: &str, scenario: Scenario) {
    let heard = hear(emulator, "openai", scenario).await;
    assert_eq!(heard.text, TEXT, "{name}");
    assert_eq!((heard.finish(), heard.tokens()), (Finish::Stop, Some((20, 9))), "{name}");
    assert_eq!(heard.model_served.as_deref(), Some("m"), "{name}");
}

#[tokio::test]
async fn every_framing_gives_the_same_answer() {
    let emulator = Emulator::start().await.unwrap();
    for (name, script) in scripts() {
        for size in [1, 11, usize::MAX] {
            check(&emulator, name, Scenario::stream(name, script.clone()).split(size)).await;
        }
    }
}

/// Fixed seeds, so that a failure can be repeated.
#[tokio::test]
async fn every_random_split_gives_the_same_answer() {
    let emulator = Emulator::start().await.unwrap();
    let scripts = scripts();
    for seed in 1_u64..=120 {
        let (name, script) = &scripts[usize::try_from(seed).unwrap() % scripts.len()];
        let (mut dice, mut rest) = (seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), Bytes::from(script.clone()));
        let mut scenario = Scenario::new(name);
        while !rest.is_empty() {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            let length = usize::try_from(dice % 90 + 1).unwrap().min(rest.len());
            scenario = scenario.send(rest.split_to(length));
        }
        check(&emulator, &format!("{name}, seed {seed}"), scenario).await;
    }
}

#[tokio::test]
async fn every_http_framing_gives_the_same_answer() {
    let emulator = Emulator::start().await.unwrap();
    let script = script("data: ", "\n\n");
    let plain = || Scenario::stream("plain", script.clone());
    check(&emulator, "length", plain().framing(Framing::Length(script.len()))).await;
    check(&emulator, "until close", plain().framing(Framing::UntilClose)).await;
    check(&emulator, "close after the end", plain().step(Step::CloseClean)).await;
    // All had come: what happens to the connection afterwards does not matter.
    let pause = Duration::from_millis(30);
    check(&emulator, "half a chunk after the end", plain().pause(pause).step(Step::CloseMidChunk)).await;
    let without_done = Bytes::from(script.replace("data: [DONE]\n\n", ""));
    check(&emulator, "reset after the usage", Scenario::stream("reset", without_done).pause(pause).step(Step::Reset))
        .await;
}
