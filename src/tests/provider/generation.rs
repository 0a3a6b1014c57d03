//! What OpenRouter tells of an answer afterwards, as the emulator plays it: not at once, and also of one that was left.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario, Step, chunk, contract::OPENROUTER_KEY},
    question,
};
use aimall::provider::{Books, ChatEvent, ChatModel, http};
use futures::StreamExt;
use reqwest::StatusCode;
use std::time::Duration;

async fn ask(emulator: &Emulator, key: &str, query: &str) -> StatusCode {
    let http = http::client(CLOCKS.connect, None).unwrap();
    let url = format!("{}/generation?{query}", emulator.base_url("openrouter"));
    http.get(url).bearer_auth(key).send().await.unwrap().status()
}

#[tokio::test]
async fn what_a_cancelled_answer_cost_is_told_a_while_later() {
    let emulator = Emulator::start().await.unwrap();
    let begun = Scenario::new("endless").header("x-generation-id", "gen-7").send(chunk::role("m"));
    emulator.queue(begun.send(chunk::text("m", "سلام")).step(Step::WaitForClientClose(Duration::from_secs(60))));
    let mut stream = adapter(&emulator, "openrouter", CLOCKS).stream(question("m", "x"));
    let started = stream.next().await.unwrap();
    assert!(matches!(&started, ChatEvent::Started { request_id: Some(id), .. } if id == "gen-7"), "{started:?}");
    drop(stream);
    assert!(emulator.client_gone(Duration::from_secs(1)).await.is_some());
    let books = adapter(&emulator, "openrouter", CLOCKS);
    assert_eq!(books.find("gen-7".to_owned()).await.unwrap(), None, "it is not written yet");
    let usage = books.find("gen-7".to_owned()).await.unwrap().unwrap();
    assert_eq!(usage.cost_usd.unwrap().to_string(), "0.000123");
    assert_eq!((usage.input(), usage.output()), (Some(20), Some(9)));
    assert_eq!(usage.raw.unwrap()["cancelled"], true);
    assert_eq!(books.find("gen-8".to_owned()).await.unwrap(), None, "each in its own time");
    assert_eq!(books.find("gen 7&x=/../".to_owned()).await.unwrap(), None, "a name that is none is not asked for");
    assert_eq!((emulator.requests().len(), emulator.violations()), (4, Vec::new()));
}

#[tokio::test]
async fn nobody_else_is_told() {
    let emulator = Emulator::start().await.unwrap();
    assert_eq!(ask(&emulator, "sk-or-v1-another", "id=gen-7").await, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&emulator, OPENROUTER_KEY, "name=gen-7").await, StatusCode::BAD_REQUEST);
    assert_eq!(emulator.violations().len(), 2);
}
